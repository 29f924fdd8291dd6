import { afterAll, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readResultColumns, rowsAsExport } from '../../src/tools/replay/result-rows.js';
import { knowledge } from '../support/shipped.js';
import { replay } from './replaying.js';

const place = mkdtempSync(join(tmpdir(), 'hepacue-rows-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const MAPPING = `title: Results of a laboratory
patient: patno
birthDate: born
sex: { column: sex, male: [M], female: [F] }
sampled: taken
issued: reported
value: result
unit: unit
high: upper
test: test
tests:
  FERR: { lab: ferritin, unit: ng/mL }
  B12: { lab: b12 }
`;

const TABLE = `patno;born;sex;test;taken;reported;result;unit;upper
7/A;1970-05-05;M;FERR;2026-03-01 08:30;2026-03-02 10:00;512;;
7/A;1970-05-05;M;NA;2026-03-01 08:30;2026-03-02 10:00;140;mmol/L;
7/A;1970-05-05;M;FERR;2026-04-01;;>1650;ng/mL;300
8;1980-01-01;F;B12;2026-03-01;;"no sample";;
8;1980-01-01;F
"never closed;;;;;;;;
`;

async function rowsOf(table: string, mapping = MAPPING): Promise<string> {
  const [csv, map, to] = ['table.csv', 'map.yaml', 'rows.ndjson'].map((name) => join(place, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(csv, table);
  writeFileSync(map, mapping);
  await rowsAsExport([csv], readResultColumns(map, knowledge), knowledge, to);
  return readFileSync(to, 'utf8');
}

test('a table of results is replayed as an export is, and a row that cannot be read is counted', async () => {
  const rows = await rowsOf(`\ufeff${TABLE}`);
  const { cards, bad, counts, findings } = await replay(
    { 'rows.ndjson': rows },
    { settings: { resultsOnly: true } },
  );
  expect(
    cards.map(({ date, rule, readings: [reading] }) => [date, rule, reading?.value, reading?.limit]),
  ).toEqual(
    [
      ['2026-03-01', 'context', undefined, undefined],
      ['2026-03-02', 'main-ferritin', 512, 300],
      ['2026-04-01', 'main-ferritin', 1650, 300],
    ].sort(),
  );
  expect(findings.length).toBeGreaterThan(cards.length);
  expect(bad.map(({ why }) => why)).toEqual(['not-json', 'not-json']);
  expect(counts['lines\tObservation']).toBe(3);
});

test('what is wrong with a mapping or its columns is told, with its line', async () => {
  await expect(rowsOf(TABLE, MAPPING.replace('lab: b12', 'lab: b13'))).rejects.toThrow("there is no 'b13'");
  await expect(rowsOf(TABLE, MAPPING.replace('unit: ng/mL', 'unit: mmHg'))).rejects.toThrow(
    /map\.yaml:\d+: .*'mmHg' is no unit/u,
  );
  await expect(rowsOf(TABLE, MAPPING.replace('value: result', 'value: answer'))).rejects.toThrow(
    "there is no column 'answer'",
  );
});
