import { meaningOf } from './meanings.js';
import type { Tallies } from './count.js';
import { MOST_PATIENTS, type Place, type Row, type Tally } from './tally.js';

/** A column; numbers stand to the right. */
export interface Column {
  readonly key: string;
  readonly title: string;
  readonly number?: true;
}

/** A table of the report. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  /** Results that no row counts, as there are too many different ones. */
  readonly more: number;
  /** What words of the table mean. */
  readonly legend: readonly (readonly [word: string, meaning: string])[];
}

/** What a table is called, by machines and by people. */
export interface Named {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
}

export const TEST: Column = { key: 'test', title: 'Test' };
const RESULTS: Column = { key: 'results', title: 'Results', number: true };
const PATIENTS: Column = { key: 'patients', title: 'Patients', number: true };
const CODE = [column('system', 'System'), column('code', 'Code'), column('name', 'Name there')];

export function column(key: string, title: string): Column {
  return { key, title };
}

function numbers(heads: readonly (readonly [key: string, title: string])[]): Column[] {
  return heads.map(([key, title]) => ({ key, title, number: true }));
}

/** Rows as they were counted. */
export function countTable(named: Named, columns: readonly Column[], tally: Tally): Section {
  return {
    ...named,
    columns: [...columns, RESULTS, PATIENTS],
    rows: tally.rows().map((row) => [...row.cells, ...counted(row)]),
    more: tally.more(),
    legend: [],
  };
}

/** Codes; `first` heads the test, which is left out without it. */
export function codeTable(named: Named, first: Column | undefined, rows: readonly Row[]): Section {
  return {
    ...named,
    columns: [...(first ? [first] : []), ...CODE, RESULTS, PATIENTS],
    rows: rows.map((row) => [...row.cells.slice(first ? 0 : 1), ...counted(row)]),
    more: 0,
    legend: [],
  };
}

/** Why something is as it is, where it was first seen, and what that means. */
export function reasonTable(
  named: Named,
  tally: Tally,
  sentences: Readonly<Record<string, string>>,
): Section {
  const rows = tally.rows();
  const kinds = [...new Set(rows.map(({ cells }) => cells[1] ?? ''))];
  return {
    ...named,
    columns: [TEST, column('why', 'Why'), RESULTS, PATIENTS, column('first', 'First at')],
    rows: rows.map((row) => [...row.cells, ...counted(row), placeText(row.first)]),
    more: tally.more(),
    legend: kinds.flatMap((kind) => {
      const meaning = meaningOf(kind, sentences);
      return meaning === undefined ? [] : [[kind, meaning] as const];
    }),
  };
}

/** Each test of ours: how many results, and how they ended. */
export function testsTable({ tests, ends }: Pick<Tallies, 'tests' | 'ends'>): Section {
  const heads = [
    ['read', 'Read'],
    ['not-read', 'Not read'],
    ['not-counted', 'Not counted'],
  ] as const;
  const found = numbersBy(ends);
  return {
    id: 'tests',
    title: 'Results of our tests',
    columns: [TEST, RESULTS, PATIENTS, ...numbers(heads)],
    rows: tests
      .rows()
      .filter(({ cells: [test = ''] }) => !test.endsWith('?'))
      .map((row) => [...row.cells, ...counted(row), ...heads.map(([end]) => found([...row.cells, end]))]),
    more: 0,
    legend: [],
  };
}

const BASES: Readonly<Record<string, string>> = {
  'lab-range': "the laboratory's range",
  interpretation: "the laboratory's flag",
  site: "the site's own",
  default: 'the default for sex and age',
  none: 'none: there is no limit',
};

/** Against which limit numbers were held, and how many were above it. */
export function limitsTable(limits: Tally): Section {
  const heads = [
    ['yes', 'Raised'],
    ['no', 'Not raised'],
    ['unknown', 'Open'],
  ] as const;
  const found = numbersBy(limits);
  const kinds = new Map(
    limits
      .rows()
      .map(({ cells: [test = '', basis = ''] }) => [JSON.stringify([test, basis]), [test, basis] as const]),
  );
  return {
    id: 'limits',
    title: 'What numbers were held against',
    columns: [TEST, column('limit', 'Upper limit'), ...numbers(heads)],
    rows: [...kinds.values()].map(([test, basis]) => [
      test,
      BASES[basis] ?? basis,
      ...heads.map(([raised]) => found([test, basis, raised])),
    ]),
    more: limits.more(),
    legend: [],
  };
}

function numbersBy(tally: Tally): (cells: readonly string[]) => string {
  const found = new Map(tally.rows().map((row) => [JSON.stringify(row.cells), row.results]));
  return (cells) => grouped(found.get(JSON.stringify(cells)) ?? 0);
}

function counted({ results, patients }: Row): readonly [results: string, patients: string] {
  return [grouped(results), patients >= MOST_PATIENTS ? `${grouped(MOST_PATIENTS)}+` : grouped(patients)];
}

/** `file 3, line 17`, or `file 3, line 1, entry[2]`. */
export function placeText({ file, line, inside = '' }: Place): string {
  return [`file ${file}`, line === 0 ? '' : `line ${line}`, inside].filter((one) => one !== '').join(', ');
}

/** `12,345`. */
export function grouped(number: number): string {
  return String(number).replaceAll(/\B(?=(?:\d{3})+$)/gu, ',');
}
