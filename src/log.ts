import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { pino, stdTimeFunctions, type DestinationStream, type Level } from 'pino';

/** Writes one line; what a field may be called is a closed set. */
export type Log = (line: Readonly<Record<string, string | number>>) => void;

export const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LEVELS)[number];

/** All that a line may hold. What is not named here is not written, whoever hands it over. */
const FIELDS = [
  'requestId',
  'method',
  'route',
  'service',
  'status',
  'ms',
  'cards',
  'noCardsBecause',
  'code',
  'odd',
  'name',
  'at',
  'reason',
  'client',
  'event',
  // Why FHIR servers did not answer, with how often.
  'timeout',
  'unreachable',
  'address-refused',
  'redirect',
  'refused',
  'server-error',
  'too-large',
  'not-json',
  'not-fhir',
  'other-patient',
  'scope',
  'left-alone',
  'not-askable',
] as const;
const KNOWN: ReadonlySet<string> = new Set(FIELDS);

/** Words, numbers and templates of paths: nothing that free text or an address of a patient could be. */
const PLAIN = /^[A-Za-z0-9_.:/-]{1,128}$/;

/** Writes lines of JSON with a closed set of fields. */
export function createLog(level: LogLevel, to: DestinationStream): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    to,
  );
  return (line) => {
    const shown: Record<string, string | number> = {};
    for (const field in line) {
      if (!KNOWN.has(field)) continue;
      const value = line[field];
      if (typeof value === 'number') shown[field] = value;
      else if (typeof value === 'string') shown[field] = PLAIN.test(value) ? value : '?';
    }
    logger[levelOf(line['level'])](shown);
  };
}

function levelOf(value: unknown): Exclude<Level, 'trace' | 'fatal'> {
  return value === 'debug' || value === 'warn' || value === 'error' ? value : 'info';
}

/** Where lines go. */
export interface LineOutput extends DestinationStream {
  /** Writes what was not written yet. */
  readonly flush: () => void;
}

/** Milliseconds that lines are gathered, as each write costs as much as a good part of an answer. */
const GATHERING = 20;
/** Bytes that may wait for a reader; while more do, nothing is written. */
const MOST_WAITING = 250_000;

/**
 * Standard output as something that may go away, fill up or never be read: lines that cannot be written are lost, and nothing else. How
 * many were lost is said as soon as there is room again.
 */
export function lineOutput(stdout: Writable & { readonly fd: number }): LineOutput {
  // Without a listener the service would end with whoever reads its log.
  stdout.on('error', () => undefined);
  const write = stdout instanceof Socket ? toSocket(stdout) : toFile(stdout.fd);
  let gathered: string[] = [];
  let lost = 0;
  const flush = (): void => {
    const lines = gathered;
    gathered = [];
    if (lines.length === 0) return;
    const written = write((lost > 0 ? lostLine(lost) : '') + lines.join(''));
    lost = written ? 0 : lost + lines.length;
  };
  return {
    write: (line) => {
      if (gathered.push(line) === 1) setTimeout(flush, GATHERING);
    },
    flush,
  };
}

/** A pipe or a terminal; Node writes to it when there is room, and keeps what is written before that. */
function toSocket(stdout: Socket): (text: string) => boolean {
  // Node makes a terminal hold the process up while its reader pauses.
  (stdout as { _handle?: { setBlocking?: (on: boolean) => void } })._handle?.setBlocking?.(false);
  return (text) => {
    if (stdout.destroyed || stdout.writableLength > MOST_WAITING) return false;
    stdout.write(text);
    return true;
  };
}

/** Node's own stream gives a file up after the first error; a full disk may have room again later. */
function toFile(fd: number): (text: string) => boolean {
  return (text) => {
    try {
      writeSync(fd, text);
      return true;
    } catch {
      return false;
    }
  };
}

function lostLine(lines: number): string {
  const time = new Date().toISOString();
  return `${JSON.stringify({ level: 'warn', time, event: 'lines-lost', lines })}\n`;
}
