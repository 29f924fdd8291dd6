import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../src/tools/commands.js';
import { adultsOf } from '../../src/tools/cohort.js';
import { cohorts } from '../support/cohort.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../support/shipped.js';

const folder = mkdtempSync(join(tmpdir(), 'cohort-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [rows, columns] = [join(folder, 'rows.csv'), join(folder, 'columns.yaml')];

function cohort(...args: string[]): {
  code: number;
  out: string;
  complaint: string;
  done: [number, number][];
} {
  const [out, complaint]: [string[], string[]] = [[], []];
  const done: [number, number][] = [];
  const code = run(['cohort', ...args], {
    print: (line) => out.push(line),
    complain: (line) => complaint.push(line),
    folder: KNOWLEDGE_FOLDER,
    path: (_folder, file) => file,
    progress: (count, all) => done.push([count, all]),
  });
  return { code, out: out.join('\n'), complaint: complaint.join('\n'), done };
}

/** The first made-up adults as a site would hand them over. */
const people = [...adultsOf(cohorts.survey, 'survey', knowledge, { adults: 150 })];
const labs = cohorts.survey.labs.filter(({ lab }) => !cohorts.survey.awaited!.includes(lab));
writeFileSync(
  rows,
  [
    ['age', 'sex', ...labs.map(({ lab }) => lab)].join(','),
    ...people.map(({ age, sex, values }) =>
      [age, sex, ...labs.map(({ lab }) => values.get(lab) ?? '')].join(','),
    ),
  ].join('\n'),
);
writeFileSync(
  columns,
  [
    'title: Ours',
    'age: age',
    'sex: { column: sex, male: [male], female: [female] }',
    'labs:',
    ...labs.map(({ lab, unit }) => `  ${lab}: { lab: ${lab}, unit: "${unit}" }`),
  ].join('\n'),
);

interface Json {
  readonly title: string;
  readonly adults: number;
  readonly cards: Readonly<Record<string, unknown>>;
  readonly goals: readonly { readonly measure: string; readonly reached?: number }[];
}

describe('the rows of a file', () => {
  test('get the cards that the same adults get otherwise', () => {
    const [ours, made] = [
      cohort('--rows', rows, '--columns', columns, '--json'),
      cohort('--adults=150', '--json'),
    ];
    expect([ours.code, made.code, ours.complaint]).toEqual([0, 0, '']);
    const [own, theirs] = [ours, made].map(({ out }) => JSON.parse(out) as Json);
    expect(own).toMatchObject({ title: 'Ours', adults: 150 });
    expect(own!.cards).toEqual(theirs!.cards);
    expect(JSON.stringify(own!.cards)).toContain('"per1000":');
    const first = ({ goals }: Json): unknown =>
      goals.filter(({ measure }) => /^(?:full|brief|warning)-first$/u.test(measure));
    expect(first(own!)).toEqual(first(theirs!));
    expect(ours.done.at(-1)).toEqual([150, 150]);
  });

  test('are printed with goals and rule by rule, and drawn', () => {
    const picture = join(folder, 'burden.svg');
    const { code, out } = cohort('--rows', rows, '--columns', columns, '--picture', picture);
    expect(code).toBe(0);
    expect(out).toContain('Ours (150 adults)');
    for (const { what } of cohorts.goals) expect(out).toContain(what);
    expect(out).toContain('Steps that quieten');
    expect(out).not.toContain(cohorts.healthy.title);
    expect(readFileSync(picture, 'utf8')).toMatch(/^<svg [\s\S]*<\/svg>\n$/u);
  });

  test('that are wrong end with 1 and where they are wrong, and nothing else is printed', () => {
    const wrong = join(folder, 'wrong.csv');
    writeFileSync(wrong, readFileSync(rows, 'utf8').replace(/\n\d+,/u, '\nnobody,'));
    const { code, out, complaint } = cohort('--rows', wrong, '--columns', columns);
    expect([code, out]).toEqual([1, '']);
    expect(complaint).toMatch(/wrong\.csv:2: column 'age': is no number/u);
  });
});

test.each([
  [['--rows', rows], /--rows FILE\.csv and --columns MAP\.yaml go together/u],
  [['--columns', columns], /go together/u],
  [['--rows', rows, '--columns', columns, '--adults=5'], /--adults is for made-up adults/u],
  [['--picture', join(folder, 'nowhere', 'a.svg')], /--picture: there is no folder/u],
  [['--adults=many'], /--adults takes a whole number/u],
  [['--row', rows], /--row/u],
])('%j is refused before any work', (args, message) => {
  const { code, out, complaint, done } = cohort(...args);
  expect([code, out, done]).toEqual([2, '', []]);
  expect(complaint).toMatch(message);
});
