import { expect, test } from '@jest/globals';
import { LONGEST_LINE } from '../../src/replay/lines/read-lines.js';
import { tablesOf } from '../../src/replay/tally.js';
import { replay } from './replaying.js';

const SECRET = 'Maria-Muster';
const good = [
  { resourceType: 'Patient', id: 'p', gender: 'male', birthDate: '1970-05-05' },
  {
    resourceType: 'Observation',
    id: 'f',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '2276-4' }] },
    subject: { reference: 'Patient/p' },
    effectiveDateTime: '2026-03-01',
    valueQuantity: { value: 500, unit: 'ng/mL', system: 'http://unitsofmeasure.org', code: 'ng/mL' },
  },
].map((one) => JSON.stringify(one));

const BAD: readonly (readonly [line: string, why: string])[] = [
  [`{"resourceType":"Observation","note":"${SECRET}"`, 'not-json'],
  [SECRET, 'not-json'],
  ['"a text"', 'no-resource'],
  ['[1]', 'no-resource'],
  ['{"id":"x"}', 'no-resource'],
  ['{"resourceType":5}', 'no-resource'],
  [`{"resourceType":"${SECRET}"}`, 'unknown-type'],
  [good[1]!.replace('Patient/p', `Group/${SECRET}`), 'no-subject'],
  [good[1]!.replace('{"reference":"Patient/p"}', 'null'), 'no-subject'],
  [`{"resourceType":"Binary","data":"${'A'.repeat(LONGEST_LINE)}"}`, 'too-long'],
];

test.each(['exact', 'fast'] as const)(
  'what cannot be read is counted and told by file and line, without content, and stops nothing (%s)',
  async (mode) => {
    const lines = [...BAD.map(([line]) => line), '', ...good];
    const { cards, counts, bad } = await replay(
      { 'all.ndjson': lines.join('\n') },
      { settings: { mode }, part: 1_000_000 },
    );
    expect(cards.map(({ rule }) => rule)).toEqual(['main-ferritin']);
    expect(bad).toEqual(BAD.map(([, why], place) => ({ file: 1, line: place + 1, why })));
    const told = tablesOf(counts).get('bad-lines') ?? [];
    expect(told.reduce((sum, { count }) => sum + count, 0)).toBe(BAD.length);
    expect(JSON.stringify([counts, bad])).not.toContain(SECRET);
  },
);

test('lines are numbered through a file, in whichever part they stand', async () => {
  const lines = Array.from({ length: 200 }, (_, place) => (place % 50 === 7 ? 'no' : good[place % 2]!));
  const { bad } = await replay({ 'a.ndjson': good[0]!, 'b.ndjson': lines.join('\n') }, { part: 700 });
  expect(bad).toEqual([8, 58, 108, 158].map((line) => ({ file: 2, line, why: 'not-json' })));
});

test('a packed file that is damaged is told, and the others are read', async () => {
  const files = { 'a.ndjson.gz': Buffer.from([0x1f, 0x8b, 1, 2, 3]), 'b.ndjson': good.join('\n') };
  const { cards, bad } = await replay(files);
  expect(cards).toHaveLength(1);
  expect(bad).toEqual([{ file: 1, line: 0, why: 'unreadable-file' }]);
});
