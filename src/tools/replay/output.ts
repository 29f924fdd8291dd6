import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReplayResult } from '../../replay/merge.js';
import type { Told } from '../../replay/report/told.js';
import { TABLES } from '../../replay/tables.js';
import { tablesOf } from '../../replay/tally.js';

/** What was replayed, for who reads the counts a year later. */
export interface About {
  readonly service: string;
  readonly client?: string | undefined;
  readonly profile: string;
  readonly mode: string;
  readonly variants: readonly string[];
  readonly knowledge: { readonly version: string; readonly date: string };
  readonly files: number;
  readonly bytes: number;
}

/** The counts by table, each with the names of its columns. */
export function countsOf({ counts }: ReplayResult): Told['tables'] {
  const found = tablesOf(counts);
  return Object.fromEntries(
    Object.entries(TABLES).map(([name, columns]) => [name, { columns, rows: found.get(name) ?? [] }]),
  );
}

/** Writes every number as JSON and as CSV, and the differences with their reasoning; gives what the JSON holds. */
export function writeCounts(out: string, about: About, result: ReplayResult): Told {
  const { complete, partitions, bad, samples } = result;
  const told = { about, complete, partitions, tables: countsOf(result), badLines: bad };
  writeFileSync(join(out, 'counts.json'), `${JSON.stringify(told, null, 2)}\n`);
  writeFileSync(join(out, 'counts.csv'), csvOf(result));
  writeFileSync(
    join(out, 'samples.ndjson'),
    samples.map(({ rank: _, ...sample }) => `${JSON.stringify(sample)}\n`).join(''),
  );
  return told;
}

const MOST_CELLS = Math.max(...Object.values(TABLES).map((columns) => columns.length));

/** One table of all: the name of the table, the cells of its line, the count. */
function csvOf({ counts }: ReplayResult): string {
  const places = Array.from({ length: MOST_CELLS }, (_, place) => `cell ${place + 1}`);
  const lines = [...tablesOf(counts)].flatMap(([table, rows]) =>
    rows.map(({ cells, count }) =>
      [table, ...places.map((_, place) => quoted(cells[place] ?? '')), String(count)].join(','),
    ),
  );
  return `${[['table', ...places, 'count'].join(','), ...lines].join('\n')}\n`;
}

/** RFC 4180; a cell that a spreadsheet would take for a formula is a text. */
function quoted(cell: string): string {
  const plain = /^[=+\-@]/u.test(cell) ? `'${cell}` : cell;
  return /[",\n\r]/u.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
