import { existsSync } from 'node:fs';
import { Tally, type Counts } from '../tally.js';
import { TRIGGER, RELEVANT } from './concepts.js';
import { LONGEST_LINE, readLines } from './read-lines.js';
import { PartitionWriter } from './records.js';

const [TAB, PLUS] = [0x09, 0x2b];
/** Different identifiers that are looked for, which bounds the memory; what names others counts as without a subject. */
const MOST_WANTED = 1_000_000;

/**
 * Brings the lines whose subject is an identifier alone to the partitions of the patients that carry it, as the service knows a patient
 * by them. Memory: the identifiers of such lines.
 */
export async function resolveIdentifiers(
  unresolved: readonly string[],
  identifiers: readonly string[],
  partitions: number,
  pathOf: (partition: number) => string,
): Promise<Counts> {
  const tally = new Tally();
  const wanted = new Map<string, Set<string>>();
  await each(unresolved, (bytes, start) => {
    if (wanted.size < MOST_WANTED) wanted.set(keyOf(bytes, start), new Set());
  });
  if (wanted.size === 0) return tally.counts();
  await each(identifiers, (bytes, start, end) => {
    const [key, id] = JSON.parse(bytes.toString('utf8', start, end)) as [string, string];
    wanted.get(key)?.add(id);
  });
  const writer = new PartitionWriter(partitions, pathOf);
  await each(unresolved, (bytes, start, end) => {
    const patients = wanted.get(keyOf(bytes, start)) ?? new Set();
    if (patients.size === 0) tally.add('bad-lines', ['no-subject']);
    const tab = bytes.indexOf(TAB, start);
    const says = bytes[tab + 1] === PLUS ? TRIGGER : RELEVANT;
    for (const id of patients) {
      const name = Buffer.from(id, 'latin1');
      writer.keep(name, 0, name.length, says, bytes, tab + 2, end);
    }
  });
  writer.close();
  return tally.counts();
}

function keyOf(bytes: Buffer, start: number): string {
  return JSON.parse(bytes.toString('utf8', start, bytes.indexOf(TAB, start))) as string;
}

async function each(
  paths: readonly string[],
  take: (bytes: Buffer, start: number, end: number) => void,
): Promise<void> {
  for (const path of paths)
    if (existsSync(path))
      await readLines(
        { path, from: 0, to: Infinity, packed: false },
        { line: take, tooLong: () => undefined },
        2 * LONGEST_LINE,
      );
}
