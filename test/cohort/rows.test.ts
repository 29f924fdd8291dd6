import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { csvRows } from '../../src/tools/cohort/csv.js';
import { readRows, type Rows, RowsError } from '../../src/tools/cohort/rows.js';
import { knowledge } from '../support/shipped.js';

const folder = mkdtempSync(join(tmpdir(), 'rows-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [rowsPath, columnsPath] = [join(folder, 'rows.csv'), join(folder, 'columns.yaml')];

const COLUMNS = `title: Our hospital
age: years
sex: { column: sex, male: [M, man], female: [F] }
labs:
  Ferritin: { lab: ferritin, unit: ug/L }
  ALT: { lab: alt, unit: U/L }
`;

function read(rows: string, columns = COLUMNS): Rows {
  writeFileSync(rowsPath, rows);
  writeFileSync(columnsPath, columns);
  return readRows(rowsPath, columnsPath, knowledge);
}

/** Every problem, the files by their short names. */
function problems(rows: string, columns = COLUMNS): string[] {
  try {
    read(rows, columns);
  } catch (error) {
    if (!(error instanceof RowsError)) throw error;
    return error.message.replaceAll(`${folder}/`, '').split('\n');
  }
  return [];
}

describe('rows of people', () => {
  test('are read as the mapping says: an empty cell is not measured, a bound stays a bound', () => {
    const { title, adults } = read('years,sex,Ferritin,ALT,other\n61.9,M,>2000,35.5,x\n40,f,,12,\n');
    expect(title).toBe('Our hospital');
    expect(
      adults.map(({ age, sex, weight, given }) => ({ age, sex, weight, results: given.results })),
    ).toEqual([
      { age: 61, sex: 'male', weight: 1, results: ['ferritin >2000 ug/L', 'alt 35.5 U/L'] },
      { age: 40, sex: 'female', weight: 1, results: ['alt 12 U/L'] },
    ]);
    expect([...adults[1]!.values]).toEqual([['alt', 12]]);
  });

  test('may be weighted, and may be taken to have results that are not in the file', () => {
    const columns = `${COLUMNS}weight: w\nassume:\n  - { lab: alt, value: 20, unit: U/L }\n`;
    const { adults, note } = read('years,sex,Ferritin,ALT,w\n50,M,400,,2.5\n50,M,400,99,0\n', columns);
    expect(adults.map(({ weight }) => weight)).toEqual([2.5, 0]);
    expect(adults.map(({ given }) => given.results?.[1])).toEqual(['alt 20 U/L', 'alt 99 U/L']);
    expect(note).toContain("weighted by 'w'");
    expect(note).toContain('alt 20 U/L');
  });

  test('that are wrong are all named with line and column, and none of their cells is repeated', () => {
    const found = problems(
      [
        'years,sex,Ferritin,ALT',
        '50,M,400,20',
        '"Miller, Jane",M,400,20',
        '50,unknown,"1,234",20',
        '',
        ',M,4e2,-3',
        '140,M,400,20',
        '50,M,400',
      ].join('\n'),
    );
    expect(found).toEqual([
      "rows.csv:3: column 'years': is no number from 0 to 130",
      "rows.csv:4: column 'sex': is none of the words that the mapping has for male and female",
      "rows.csv:4: column 'Ferritin': is no result: write 12.5, <5 or >2000, or leave the cell empty",
      "rows.csv:6: column 'years': is empty",
      "rows.csv:6: column 'Ferritin': is no result: write 12.5, <5 or >2000, or leave the cell empty",
      "rows.csv:6: column 'ALT': is no result: write 12.5, <5 or >2000, or leave the cell empty",
      "rows.csv:7: column 'years': is no number from 0 to 130",
      'rows.csv:8: has 3 cells, and the first line 4',
    ]);
    expect(found.join()).not.toMatch(/Miller|1,234|unknown|4e2/u);
  });

  test('beyond twenty problems the rest is counted', () => {
    const found = problems(`years,sex,Ferritin,ALT\n${'x,M,1,1\n'.repeat(30)}`);
    expect([found.length, found.at(-1)]).toEqual([21, 'and 10 more']);
  });

  test.each([
    ['a file with a header alone', 'years,sex,Ferritin,ALT\n', /has no rows/u],
    ['an empty file', '', /has no rows/u],
    ['a quote that is never closed', 'years,sex,Ferritin,ALT\n50,"M,1,1\n', /line 2: a quote is opened/u],
  ])('%s is said', (_what, rows, message) => {
    expect(problems(rows).join('\n')).toMatch(message);
  });

  test('a file that is not there is said', () => {
    writeFileSync(columnsPath, COLUMNS);
    expect(() => readRows(join(folder, 'none.csv'), columnsPath, knowledge)).toThrow(
      /none\.csv: cannot be read/u,
    );
    writeFileSync(rowsPath, 'years,sex\n1,M\n');
    expect(() => readRows(rowsPath, join(folder, 'none.yaml'), knowledge)).toThrow(
      /none\.yaml: cannot be read/u,
    );
  });
});

describe('a mapping', () => {
  const rows = 'years,sex,Ferritin,ALT,ALT\n50,M,1,1,1\n';

  test('that is wrong is named with its line, and what was meant', () => {
    const columns = `title: Ours
age: yaers
sex: { column: sex, male: [M], female: [F] }
labs:
  Ferritin: { lab: feritin, unit: ng/mL }
  ALT: { lab: alt, unit: ng/mL }
  sex: { lab: hbsag, unit: "" }
assume:
  - { lab: ast, value: 20, unit: bananas }
`;
    const found = problems(rows, columns);
    expect(found).toEqual([
      expect.stringMatching(/^columns\.yaml:2: age: there is no column 'yaers' in the rows.*'years'/u),
      expect.stringMatching(/^columns\.yaml:5: labs\.Ferritin\.lab: there is no 'feritin'.*'ferritin'/u),
      expect.stringMatching(/^columns\.yaml:6: labs\.ALT: the rows have 2 columns 'ALT'/u),
      expect.stringMatching(/^columns\.yaml:6: labs\.ALT\.unit: 'ng\/mL' is no unit of alt: one of U\/L/u),
      expect.stringMatching(/^columns\.yaml:7: labs\.sex\.lab: the results of 'hbsag' are no numbers/u),
      expect.stringMatching(/^columns\.yaml:9: assume\[0\]\.unit: 'bananas' is no unit of ast/u),
    ]);
  });

  test('with an unknown key, a missing one or no YAML at all is named with its line', () => {
    expect(problems(rows, COLUMNS.replace('age:', 'agee:'))).toEqual([
      expect.stringMatching(/^columns\.yaml:1: 'age' is missing/u),
      expect.stringMatching(/^columns\.yaml:2: unknown key 'agee'.*'age'/u),
    ]);
    expect(problems(rows, 'title: [\n').join()).toMatch(/^columns\.yaml:\d+: /u);
  });

  test('that reads one lab from two columns is refused', () => {
    const found = problems(
      'years,sex,a,b\n50,M,1,1\n',
      COLUMNS.replace('Ferritin:', 'a:').replace(
        'ALT: { lab: alt, unit: U/L }',
        'b: { lab: ferritin, unit: ng/mL }',
      ),
    );
    expect(found).toEqual([
      expect.stringMatching(
        /^columns\.yaml:6: labs\.b\.lab: 'ferritin' is read from the column 'a' already/u,
      ),
    ]);
  });

  test('of the survey, as documented, fits its columns', () => {
    const example = fileURLToPath(new URL('../../docs/nhanes-2001-2002.columns.yaml', import.meta.url));
    const head = 'age,sex,fer,b12,alt,ast,ggt,plt,alp,bili,hb,wbc,crea,iron,w,strat,psu,today';
    const row = '39,m,141,414,20,24,22,368.0,68,0.6,15.6,9.6,1.0,56,91352.9917,22.0,2.0,';
    const { adults } = read(`${head}\n${row}\n`, readFileSync(example, 'utf8'));
    expect(adults[0]!.given.results).toEqual([
      'ferritin 141 ng/mL',
      'b12 414 pg/mL',
      'alt 20 U/L',
      'ast 24 U/L',
      'ggt 22 U/L',
      'alp 68 U/L',
      'bilirubin 0.6 mg/dL',
      'platelets 368 10*9/L',
      'hemoglobin 15.6 g/dL',
      'wbc 9.6 10*9/L',
      'creatinine 1 mg/dL',
      'iron 56 ug/dL',
    ]);
  });
});

test('the mapping that docs/cohort.md shows can be read, with what it only mentions too', () => {
  const text = readFileSync(new URL('../../docs/cohort.md', import.meta.url), 'utf8');
  const [, shown = ''] = /```yaml\n([\s\S]*?)```/u.exec(text)!;
  const rows = 'age_years,sex,Ferritin,B12,GPT,w\n50,F,400,700,20,3\n';
  expect(read(rows, shown).adults[0]!.given.results?.length).toBe(3);
  const [adult] = read(rows, shown.replaceAll(/^# /gmu, '')).adults;
  expect([adult!.weight, adult!.given.results?.at(-1)]).toEqual([3, 'creatinine 80 umol/L']);
});

describe('a CSV text', () => {
  test.each([
    [
      'quotes',
      'a,"b, ""c""\nd"\n1,2',
      [
        ['a', 'b, "c"\nd'],
        ['1', '2'],
      ],
    ],
    [
      'semicolons and Windows lines',
      '\u{feff}a;b\r\n1;2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'tabs',
      'a\tb\n1\t\n',
      [
        ['a', 'b'],
        ['1', ''],
      ],
    ],
    [
      'blank lines and blanks',
      'a, b\n\n 1 ,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
  ])('with %s', (_what, text, cells) => {
    expect(csvRows(text).map((row) => row.cells)).toEqual(cells);
  });

  test('keeps the line of the file for each row, also after a quoted line break', () => {
    expect(csvRows('a\n\n"b\nc"\nd').map(({ line }) => line)).toEqual([1, 3, 5]);
  });
});
