import type { Database, Row, Statement } from '../../store/database.js';
import type { SimulatedYear } from './simulated-year.js';

/** Rows of one statement: SQLite looks each of its places up among all. And rows of one transaction. */
const ROWS = 10;
const AT_ONCE = 2_000;

/** Invented rows would stand among what was seen. */
export class NotEmpty extends Error {}

/**
 * Fills an empty store with an invented year.
 * @throws NotEmpty when there is anything in it: what is invented must never stand among what was seen
 */
export async function simulate(
  database: Database,
  { openings, cards, feedback }: Omit<SimulatedYear, 'experiments'>,
): Promise<void> {
  const kept = await database.query({
    sql: `select (select count(*) from cards) + (select count(*) from openings) + (select count(*) from feedback) as kept`,
  });
  if (Number(kept[0]?.['kept']) > 0)
    throw new NotEmpty('There is something in this store: an invented year is put into an empty one alone.');
  for (const [table, rows] of Object.entries({ openings, cards, feedback }))
    for (const some of inPieces(rows, AT_ONCE))
      await database.transaction(inPieces(some, ROWS).map((few) => insert(table, few)));
}

function inPieces(rows: readonly Row[], size: number): (readonly Row[])[] {
  const pieces = Math.ceil(rows.length / size);
  return Array.from({ length: pieces }, (_, place) => rows.slice(place * size, (place + 1) * size));
}

function insert(table: string, rows: readonly Row[]): Statement {
  const columns = Object.keys(rows[0] ?? {});
  const places = rows.map(
    (_, row) => `(${columns.map((_column, place) => `$${row * columns.length + place + 1}`).join(', ')})`,
  );
  return {
    sql: `insert into ${table} (${columns.join(', ')}) values ${places.join(', ')}`,
    values: rows.flatMap((row) => columns.map((column) => row[column] ?? null)),
  };
}
