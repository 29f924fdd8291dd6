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
  'code',
  'name',
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
    for (const field of FIELDS) {
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
