import { describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { threads } from '../../src/replay/hands.js';
import { threadArguments } from '../../src/tools/replay/thread-arguments.js';
import { replay } from './replaying.js';
import { SHAPE_NAMES, wildLines } from './wild.js';

const lines = wildLines();
const file = lines.join('\n');
const CLIENT = { client: 'example-ehr' };

/** The same lines in an order that is the same each time. */
function shuffled(): string[] {
  return lines
    .map((line, place) => [(place * 7919) % 1009, line] as const)
    .sort(([one], [other]) => one - other)
    .map(([, line]) => line);
}

const first = await replay({ 'all.ndjson': file }, { settings: { ...CLIENT, mode: 'exact' } });

describe('the findings are the same, byte by byte,', () => {
  test('and there are some of every shape whose patient is known and whose result can be read', () => {
    expect(first.cards.length).toBeGreaterThan(SHAPE_NAMES.length / 2);
    expect(first.complete).toBe(true);
  });

  test('when only those lines are parsed whose bytes leave it open', async () => {
    const fast = await replay({ 'all.ndjson': file }, { settings: { ...CLIENT, mode: 'fast' } });
    expect(fast.text).toBe(first.text);
    expect(fast.counts).toEqual(first.counts);
  });

  test.each([1, 2, 17])('for %i partitions', async (partitions) => {
    expect((await replay({ 'all.ndjson': file }, { settings: { ...CLIENT, partitions } })).text).toBe(
      first.text,
    );
  });

  test('for files in another order, several, packed or not, with another name', async () => {
    const mixed = shuffled();
    const half = Math.floor(mixed.length / 2);
    const files = {
      'b.jsonl': `\ufeff${mixed.slice(0, half).join('\r\n')}`,
      'a.ndjson.gz': gzipSync(`${mixed.slice(half).join('\n')}\n\n`),
    };
    expect((await replay(files, { settings: CLIENT })).text).toBe(first.text);
  });

  test('for an export that comes twice', async () => {
    expect((await replay({ 'a.ndjson': file, 'b.ndjson': file }, { settings: CLIENT })).text).toBe(
      first.text,
    );
  });

  test.each([100, 1_000, 5_003])('for parts of %i bytes', async (part) => {
    const parts = await replay({ 'all.ndjson': file }, { settings: CLIENT, part });
    expect(parts.text).toBe(first.text);
    expect(parts.counts).toEqual(first.counts);
    expect(parts.bad).toEqual(first.bad);
  });

  test.each([1, 2])('for %i threads', async (count) => {
    const handsFor = threads(count, threadArguments());
    expect((await replay({ 'all.ndjson': file }, { settings: CLIENT, handsFor, part: 20_000 })).text).toBe(
      first.text,
    );
  });
});

test('another key gives other words for the patients, and the same cards', async () => {
  const other = await replay({ 'all.ndjson': file }, { settings: { ...CLIENT, key: 'another' } });
  const without = (findings: typeof first.cards) =>
    findings.map(({ patient: _, ...rest }) => JSON.stringify(rest)).sort();
  expect(without(other.cards)).toEqual(without(first.cards));
  const known = new Set(first.cards.map(({ patient }) => patient));
  expect(other.cards.filter(({ patient }) => known.has(patient))).toEqual([]);
});
