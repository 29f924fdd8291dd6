import { closeSync, openSync, writeSync } from 'node:fs';
import { TRIGGER } from './concepts.js';
import { LONGEST_LINE, readLines } from './read-lines.js';

// A kept line in a partition: the id of its patient, a tab, `+` where a result in it starts a rule, else `-`, and the line as it came.

const [TAB, PLUS, MINUS, NEWLINE, CARRIAGE_RETURN] = [0x09, 0x2b, 0x2d, 0x0a, 0x0d];
/** Bytes that are kept for a partition before they are written. */
const KEPT = 64 * 1024;

/** Which partition a patient is in: FNV-1a of the id. */
export function partitionOf(id: string | Buffer, partitions: number, start = 0, end = id.length): number {
  let hash = 0x811c9dc5;
  if (typeof id === 'string')
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  else for (let at = start; at < end; at++) hash = Math.imul(hash ^ (id[at] ?? 0), 0x01000193);
  return (hash >>> 0) % partitions;
}

/** Appends to one file. */
class Appender {
  readonly #file: number;
  readonly #space: Buffer;
  #used = 0;

  constructor(path: string, size: number) {
    this.#file = openSync(path, 'a', 0o600);
    this.#space = Buffer.allocUnsafe(size);
  }

  append(parts: readonly (readonly [bytes: Buffer, start: number, end: number])[]): void {
    for (const [bytes, start, end] of parts) {
      const size = end - start;
      if (this.#used + size > this.#space.length) this.flush();
      if (size > this.#space.length) this.#write(bytes, start, size);
      else {
        bytes.copy(this.#space, this.#used, start, end);
        this.#used += size;
      }
    }
  }

  flush(): void {
    this.#write(this.#space, 0, this.#used);
    this.#used = 0;
  }

  close(): void {
    this.flush();
    closeSync(this.#file);
  }

  #write(bytes: Buffer, start: number, size: number): void {
    for (let done = 0; done < size;) done += writeSync(this.#file, bytes, start + done, size - done);
  }
}

const AFTER_ID = [Buffer.from([TAB, MINUS]), Buffer.from([TAB, PLUS])] as const;
const END = Buffer.from([NEWLINE]);

/** Writes kept lines to the partitions of their patients; each writer has files of its own. */
export class PartitionWriter {
  readonly #pathOf: (partition: number) => string;
  readonly #partitions: number;
  readonly #open = new Map<number, Appender>();

  constructor(partitions: number, pathOf: (partition: number) => string) {
    this.#partitions = partitions;
    this.#pathOf = pathOf;
  }

  /** @param id the bytes that hold it, which may be the line's own */
  keep(
    id: Buffer,
    idStart: number,
    idEnd: number,
    says: number,
    line: Buffer,
    start: number,
    lineEnd: number,
  ): void {
    const partition = partitionOf(id, this.#partitions, idStart, idEnd);
    const mark = AFTER_ID[says >= TRIGGER ? 1 : 0];
    const end = line[lineEnd - 1] === CARRIAGE_RETURN ? lineEnd - 1 : lineEnd;
    const parts = [
      [id, idStart, idEnd],
      [mark, 0, 2],
      [line, start, end],
      [END, 0, 1],
    ] as const;
    let appender = this.#open.get(partition);
    if (!appender) this.#open.set(partition, (appender = new Appender(this.#pathOf(partition), KEPT)));
    appender.append(parts);
  }

  close(): void {
    for (const appender of this.#open.values()) appender.close();
    this.#open.clear();
  }
}

/** Writes lines to one file. */
export class LineWriter {
  readonly #path: string;
  #open: Appender | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  write(text: string): void {
    const bytes = Buffer.from(`${text}\n`);
    this.#open ??= new Appender(this.#path, KEPT);
    this.#open.append([[bytes, 0, bytes.length]]);
  }

  close(): void {
    this.#open?.close();
    this.#open = undefined;
  }
}

/** What a partition holds of one patient, by the bytes of the lines. */
export interface PatientLines {
  readonly lines: Buffer[];
  /** Some line may hold a result that starts a rule. */
  starts: boolean;
}

/** Bytes that stand before a line in a partition, at most. */
const MOST_BEFORE = 70;

/** The lines of the patients of a partition that are wanted, by patient. Memory: these lines. */
export async function readRecords(
  paths: readonly string[],
  isWanted: (id: string) => boolean,
): Promise<ReadonlyMap<string, PatientLines>> {
  const patients = new Map<string, PatientLines>();
  for (const path of paths)
    await readLines(
      { path, from: 0, to: Infinity, packed: false },
      {
        tooLong: () => undefined,
        line: (bytes, start, end) => {
          const tab = bytes.indexOf(TAB, start);
          const id = bytes.toString('latin1', start, tab);
          if (!isWanted(id)) return;
          let patient = patients.get(id);
          if (!patient) patients.set(id, (patient = { lines: [], starts: false }));
          patient.lines.push(Buffer.from(bytes.subarray(tab + 2, end)));
          patient.starts ||= bytes[tab + 1] === PLUS;
        },
      },
      LONGEST_LINE + MOST_BEFORE,
    );
  return patients;
}
