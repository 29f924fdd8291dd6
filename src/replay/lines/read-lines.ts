import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { createGunzip } from 'node:zlib';

/** Input that one worker goes through: the lines that begin in a span of a file, or a whole packed file. */
export interface Span {
  readonly path: string;
  readonly from: number;
  readonly to: number;
  readonly packed: boolean;
}

/** Takes a line without its end. The bytes are valid during the call only. */
export type TakeLine = (bytes: Buffer, start: number, end: number) => void;

/** What lines are read into: a line over the limit is told of and not kept. */
export interface LineTaker {
  readonly line: TakeLine;
  readonly tooLong: () => void;
}

/** Bytes of one line that are read; a resource of this size is no resource. */
export const LONGEST_LINE = 16 * 1024 * 1024;
const CHUNK = 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Calls `taker` for each line of a span, in order. Memory: one chunk and one line.
 * @throws Error of the file system, or of zlib where a packed file is damaged
 */
export async function readLines(span: Span, taker: LineTaker, most = LONGEST_LINE): Promise<void> {
  const splitter = new Splitter(taker, most);
  if (span.packed) {
    const file = createReadStream(span.path, { highWaterMark: CHUNK });
    const unpacked = createGunzip({ chunkSize: CHUNK });
    file.on('error', (error) => unpacked.destroy(error));
    for await (const piece of file.pipe(unpacked) as AsyncIterable<Buffer>) splitter.push(piece);
  } else readSpan(span, splitter);
  splitter.end();
}

/** The lines that begin in the span: from after the first line end that is not before it, to the end of the last line begun. */
function readSpan({ path, from, to }: Span, splitter: Splitter): void {
  const file = openSync(path, 'r');
  try {
    const space = Buffer.allocUnsafe(CHUNK);
    let at = Math.max(from - 1, 0);
    let begun = from === 0;
    for (;;) {
      const size = readSync(file, space, 0, CHUNK, at);
      if (size === 0) return;
      const chunk = space.subarray(0, size);
      let start = 0;
      if (!begun) {
        const end = chunk.indexOf(NEWLINE);
        begun = end >= 0;
        start = begun ? end + 1 : size;
        if (at + start >= to && begun) return;
      }
      const last = at + size >= to ? chunk.indexOf(NEWLINE, Math.max(to - 1 - at, 0)) : -1;
      if (begun) splitter.push(last < 0 ? chunk.subarray(start) : chunk.subarray(start, last + 1));
      if (last >= 0) return;
      at += size;
    }
  } finally {
    closeSync(file);
  }
}

/** Cuts chunks into lines; a line over more than one chunk is put together. */
class Splitter {
  readonly #taker: LineTaker;
  readonly #most: number;
  #rest: Buffer[] = [];
  #size = 0;
  #tooLong = false;

  constructor(taker: LineTaker, most: number) {
    this.#taker = taker;
    this.#most = most;
  }

  push(chunk: Buffer): void {
    let start = 0;
    if (this.#size > 0 || this.#tooLong) {
      const end = chunk.indexOf(NEWLINE);
      if (end < 0) {
        this.#keep(chunk);
        return;
      }
      this.#keep(chunk.subarray(0, end));
      this.#flush();
      start = end + 1;
    }
    for (let end = chunk.indexOf(NEWLINE, start); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#taker.line(chunk, start, end);
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  /** The last line need not have an end. */
  end(): void {
    if (this.#size > 0 || this.#tooLong) this.#flush();
  }

  #keep(piece: Buffer): void {
    this.#tooLong ||= this.#size + piece.length > this.#most;
    if (this.#tooLong) {
      this.#rest = [];
      this.#size = 0;
      return;
    }
    this.#rest.push(Buffer.from(piece));
    this.#size += piece.length;
  }

  #flush(): void {
    if (this.#tooLong) this.#taker.tooLong();
    else {
      const line = Buffer.concat(this.#rest, this.#size);
      this.#taker.line(line, 0, line.length);
    }
    this.#rest = [];
    this.#size = 0;
    this.#tooLong = false;
  }
}
