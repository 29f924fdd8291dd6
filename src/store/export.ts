import type { Database, Row } from './database.js';
import { rowsOf } from './rows.js';
import { CARDS, FEEDBACK, OPENINGS, type Table } from './tables.js';

/** All that was kept for evaluation, each row as a line of JSON with the name of its table. Used tokens are none of it. @throws StoreUnavailable */
export async function* exportLines(database: Database): AsyncGenerator<string> {
  for (const table of [OPENINGS, CARDS, FEEDBACK])
    for await (const row of rowsOf(database, table)) yield `${JSON.stringify(lineOf(table, row))}\n`;
}

function lineOf({ name, json }: Table, row: Row): object {
  const opened = json.map((column): [string, unknown] => [column, JSON.parse(String(row[column]))]);
  return { table: name, ...row, ...Object.fromEntries<unknown>(opened) };
}
