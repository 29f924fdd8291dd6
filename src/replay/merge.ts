import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { byBytes, type PartitionResult } from './partition.js';
import { type Sample, Samples } from './samples.js';
import { type Counts, Tally } from './tally.js';
import type { BadPlace, ScanResult, WorkFolder } from './work-folder.js';

/** What a replay came to; a part of it when it was stopped. */
export interface ReplayResult {
  readonly complete: boolean;
  readonly partitions: { readonly done: number; readonly all: number };
  readonly counts: Counts;
  readonly bad: readonly BadPlace[];
  readonly samples: readonly Sample[];
}

const CHUNK = 256 * 1024;

/**
 * Puts together what the partitions came to. Findings are written in the order of their bytes, whichever partition they come from.
 * Memory: the counts, and a piece of each file.
 */
export function merge(
  work: WorkFolder,
  partitions: number,
  scanned: ScanResult | undefined,
  samples: number,
  findings: string,
): ReplayResult {
  const done = Array.from({ length: partitions }, (_, place) => place).filter((place) => work.isDone(place));
  const tally = new Tally();
  const kept = new Samples(samples);
  if (scanned) tally.addAll(scanned.counts);
  for (const partition of done) {
    const result = JSON.parse(readFileSync(work.result(partition), 'utf8')) as PartitionResult;
    tally.addAll(result.counts);
    for (const sample of result.samples) kept.add(sample);
  }
  mergeLines(
    done.map((partition) => work.findings(partition)),
    findings,
  );
  return {
    complete: scanned !== undefined && done.length === partitions,
    partitions: { done: done.length, all: partitions },
    counts: tally.counts(),
    bad: scanned?.bad ?? [],
    samples: kept.all(),
  };
}

/** Merges files whose lines are sorted into one that is. */
export function mergeLines(paths: readonly string[], to: string): void {
  const out = openSync(to, 'w', 0o600);
  const readers = paths.map((path) => new LineReader(path));
  try {
    // The next line of each, the least last.
    const heads: { line: string; reader: LineReader }[] = [];
    const put = (reader: LineReader): void => {
      const line = reader.next();
      if (line === undefined) return;
      let [low, high] = [0, heads.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (byBytes(heads[middle]?.line ?? '', line) > 0) low = middle + 1;
        else high = middle;
      }
      heads.splice(low, 0, { line, reader });
    };
    for (const reader of readers) put(reader);
    let pending: string[] = [];
    let size = 0;
    for (let head = heads.pop(); head; head = heads.pop()) {
      pending.push(head.line, '\n');
      size += head.line.length;
      if (size > CHUNK) {
        writeSync(out, pending.join(''));
        [pending, size] = [[], 0];
      }
      put(head.reader);
    }
    writeSync(out, pending.join(''));
  } finally {
    for (const reader of readers) reader.close();
    closeSync(out);
  }
}

class LineReader {
  readonly #file: number;
  readonly #space = Buffer.allocUnsafe(CHUNK);
  #rest = Buffer.alloc(0);
  #lines: string[] = [];

  constructor(path: string) {
    this.#file = openSync(path, 'r');
  }

  next(): string | undefined {
    while (this.#lines.length === 0) {
      const size = readSync(this.#file, this.#space, 0, CHUNK, null);
      if (size === 0) return undefined;
      const bytes = Buffer.concat([this.#rest, this.#space.subarray(0, size)]);
      const end = bytes.lastIndexOf(0x0a) + 1;
      this.#lines = bytes.toString('utf8', 0, end).split('\n').slice(0, -1).reverse();
      this.#rest = bytes.subarray(end);
    }
    return this.#lines.pop();
  }

  close(): void {
    closeSync(this.#file);
  }
}
