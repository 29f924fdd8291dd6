import type { Database, Row, Value } from './database.js';
import type { Table } from './tables.js';

const PAGE = 1_000;

/** All rows of a table by their key, some at a time, so that neither memory nor the file is held for long. @throws StoreUnavailable */
export async function* rowsOf(database: Database, { name, columns, key }: Table): AsyncGenerator<Row> {
  const order = key.join(', ');
  const places = key.map((_column, index) => `$${index + 1}`).join(', ');
  for (let last: Row | undefined; ;) {
    const values = key.map((column): Value => last?.[column] ?? null);
    const rows = await database.query({
      sql: `select ${columns.join(', ')} from ${name}${last ? ` where (${order}) > (${places})` : ''} order by ${order} limit ${PAGE}`,
      ...(last && { values }),
    });
    yield* rows;
    if (rows.length < PAGE) return;
    last = rows.at(-1);
  }
}
