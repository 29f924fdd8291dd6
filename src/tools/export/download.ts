import { createWriteStream, existsSync, renameSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Ask, refusal } from './ask.js';
import { ExportError } from './export-error.js';
import type { Output } from './job.js';
import type { Clock } from './wait.js';

/** A file to be had. */
export interface Download {
  readonly output: Output;
  readonly url: URL;
  /** Where it goes; until it is whole its name ends in `.part`. */
  readonly path: string;
  readonly withToken: boolean;
  readonly isPacked: boolean;
  readonly onBytes: (bytes: number) => void;
}

/** How far a file has come. */
interface Had {
  bytes: number;
  lines: number;
  endsLine: boolean;
  /** What is left can be asked for alone: what came was not packed on its way. */
  goesOn: boolean;
  tag: string | undefined;
}

const NOTHING: Had = { bytes: 0, lines: 0, endsLine: true, goesOn: false, tag: undefined };
const MOST_TRIES = 5;
/** Without a byte for so long, a connection is taken to be dead. */
const SILENCE = 60_000;
const NEWLINE = 10;

/**
 * Has a file, piece by piece: what broke off goes on where it stopped, where the server can (RFC 9110, 14.2), else from the start. A file
 * that is there already is left. Gives its lines, or nothing where it was there.
 * @throws ExportError when it cannot be had whole
 */
export async function download(file: Download, ask: Ask, clock: Clock): Promise<number | undefined> {
  if (existsSync(file.path)) return undefined;
  const { type, count } = file.output;
  const had = { ...NOTHING };
  let why = '';
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    if (tries > 0) await clock.pause(1_000 * 2 ** (tries - 1));
    try {
      await fetchRest(file, had, ask);
    } catch (error) {
      if (error instanceof ExportError) throw error;
      why = error instanceof Error ? error.message : String(error);
      continue;
    }
    const lines = had.lines + (had.endsLine ? 0 : 1);
    if (count === undefined || lines >= count) {
      renameSync(`${file.path}.part`, file.path);
      return lines;
    }
    why = `${String(lines)} of ${String(count)} lines came`;
    Object.assign(had, NOTHING);
  }
  throw new ExportError('incomplete', `${file.url.host} gave a file of ${type} only in part: ${why}.`);
}

async function fetchRest(file: Download, had: Had, ask: Ask): Promise<void> {
  const silence = new AbortController();
  const from = had.goesOn ? had.bytes : 0;
  const response = await ask({
    url: file.url,
    headers: {
      Accept: 'application/fhir+ndjson',
      ...(from > 0 && { Range: `bytes=${String(from)}-`, 'Accept-Encoding': 'identity' }),
      ...(from > 0 && had.tag !== undefined && { 'If-Range': had.tag }),
    },
    withToken: file.withToken,
    isSafe: true,
    signal: silence.signal,
  });
  const { status, headers, body } = response;
  if (status !== 200 && status !== 206) {
    if (status !== 416) throw await refusal(response, `A file of ${file.output.type}`);
    await body?.cancel();
    Object.assign(had, NOTHING);
    throw new Error('it is no longer as it was');
  }
  const goesOn =
    status === 206 && headers.get('content-range')?.startsWith(`bytes ${String(from)}-`) === true;
  if (!goesOn) Object.assign(had, NOTHING);
  const tag = headers.get('etag');
  had.goesOn = !headers.has('content-encoding');
  had.tag = tag?.startsWith('"') === true ? tag : undefined;

  const disk = createWriteStream(`${file.path}.part`, { flags: goesOn ? 'a' : 'w', mode: 0o600 });
  // Pieces packed one by one are one packed file (RFC 1952, 2.2).
  const sink = file.isPacked ? createGzip() : disk;
  if (sink !== disk) sink.pipe(disk);
  const written = finished(disk);
  // Waited for below; until then its failure must not end the program.
  written.catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  const alive = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      silence.abort(new Error('nothing came for a minute'));
    }, SILENCE);
  };
  try {
    alive();
    for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
      alive();
      note(chunk, had);
      file.onBytes(chunk.length);
      if (!sink.write(chunk)) await Promise.race([drained(sink), written]);
    }
  } finally {
    clearTimeout(timer);
    sink.end();
    await written.catch((error: unknown) => {
      throw new ExportError('not-written', `${file.path} cannot be written.`, { cause: error });
    });
  }
}

function drained(sink: NodeJS.WritableStream): Promise<void> {
  return new Promise((done) => {
    sink.once('drain', done);
  });
}

function note(chunk: Uint8Array, had: Had): void {
  had.bytes += chunk.length;
  for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) had.lines += 1;
  had.endsLine = chunk.length === 0 ? had.endsLine : chunk.at(-1) === NEWLINE;
}
