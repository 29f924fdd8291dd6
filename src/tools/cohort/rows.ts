import { readFileSync } from 'node:fs';
import type { ColumnsFile } from '../../core/model/files.generated.js';
import type { Knowledge } from '../../core/model/knowledge.js';
import { type Adult, lineOf, type Result } from './adult.js';
import { readColumns } from './columns.js';
import { type CsvRow, csvRows } from './csv.js';
import { RowsError } from './rows-error.js';

export { RowsError } from './rows-error.js';

/** People of a file of rows. */
export interface Rows {
  readonly title: string;
  readonly note: string;
  readonly adults: readonly Adult[];
}

const NUMBER = /^(?<comparator>[<>]=?)? ?(?<value>\d{1,9}(?:\.\d+)?)$/u;
const OLDEST = 130;

/**
 * Reads people from a CSV file, one a row, with the columns that a mapping names. An empty cell is a test that was not done. Cells are
 * never repeated in a message, only where they stand.
 * @throws RowsError with every row and every line of the mapping that is wrong
 */
export function readRows(path: string, columnsPath: string, knowledge: Knowledge): Rows {
  const [head, ...body] = rowsOf(path);
  if (!head || body.length === 0) throw new RowsError([`${path}: has no rows under a line of column names`]);
  const columns = readColumns(columnsPath, head.cells, knowledge);
  const problems: string[] = [];
  const read = rowReader(columns, head.cells, (line, column, what) => {
    problems.push(`${path}:${line}: ${column === undefined ? '' : `column '${column}': `}${what}`);
  });
  const adults = body.flatMap((row) => read(row) ?? []);
  if (problems.length > 0) throw new RowsError(problems);
  const { title, weight, assume = [] } = columns;
  const note = [
    'Each row is looked at as a person without a problem list, medicines or reference ranges of a laboratory.',
    weight === undefined
      ? 'Every row counts as one.'
      : `Rates are weighted by '${weight}'; people, orders and words are not.`,
    ...(assume.length > 0
      ? [`Assumed of all without one: ${assume.map((result) => lineOf(result)).join(', ')}.`]
      : []),
  ].join(' ');
  return { title, note, adults };
}

function rowsOf(path: string): CsvRow[] {
  try {
    return csvRows(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof RangeError) throw new RowsError([`${path}: ${error.message}`]);
    const { code = 'unknown' } = error as { readonly code?: string };
    throw new RowsError([`${path}: cannot be read (${code})`]);
  }
}

type Tell = (line: number, column: string | undefined, what: string) => void;

/** Reads one row; of a wrong one all that is wrong is told. */
function rowReader(
  { age: ageColumn, sex: sexColumn, weight: weightColumn, labs, assume = [] }: ColumnsFile,
  header: readonly string[],
  tell: Tell,
): (row: CsvRow) => Adult | undefined {
  const place = new Map(header.map((name, index) => [name, index]));
  const lower = (words: readonly string[]): string[] => words.map((word) => word.toLowerCase());
  const [male, female] = [lower(sexColumn.male), lower(sexColumn.female)];

  return ({ line, cells }) => {
    if (cells.length !== header.length) {
      tell(line, undefined, `has ${cells.length} cells, and the first line ${header.length}`);
      return undefined;
    }
    const cell = (column: string): string => cells[place.get(column) ?? -1] ?? '';
    const figure = (column: string, most = Infinity): number | undefined => {
      const text = cell(column);
      const value = /^\d+(?:\.\d+)?$/u.test(text) ? Number(text) : NaN;
      if (value <= most) return value;
      tell(line, column, text === '' ? 'is empty' : `is no number from 0 to ${most}`);
      return undefined;
    };
    const age = figure(ageColumn, OLDEST);
    const weight = weightColumn === undefined ? 1 : figure(weightColumn, 1e9);
    const word = cell(sexColumn.column).toLowerCase();
    const sex = male.includes(word) ? 'male' : female.includes(word) ? 'female' : undefined;
    if (!sex) tell(line, sexColumn.column, 'is none of the words that the mapping has for male and female');
    const measured: Result[] = [];
    for (const [column, { lab, unit }] of Object.entries(labs)) {
      const text = cell(column);
      if (text === '') continue;
      const { comparator, value } = NUMBER.exec(text)?.groups ?? {};
      if (value === undefined) {
        tell(line, column, 'is no result: write 12.5, <5 or >2000, or leave the cell empty');
        continue;
      }
      measured.push({ lab, value: Number(value), unit, ...(comparator !== undefined && { comparator }) });
    }
    if (age === undefined || weight === undefined || !sex) return undefined;
    const has = new Set(measured.map(({ lab }) => lab));
    measured.push(...assume.filter(({ lab }) => !has.has(lab)));
    const whole = Math.floor(age);
    return {
      age: whole,
      sex,
      weight,
      measured,
      awaited: [],
      values: new Map(measured.map(({ lab, value }) => [lab, value])),
      given: { age: whole, sex, results: measured.map((result) => lineOf(result)) },
    };
  };
}
