import type { Database, Row } from './database.js';
import { CARDS, FEEDBACK, OPENINGS, type Table } from './tables.js';

/** Rows that are deleted at once, so that nobody waits long for the file. */
const AT_ONCE = 500;
const DAY = 86_400_000;

/** How many rows went, by the name of their table. */
export type Purged = Readonly<Record<string, number>>;

/**
 * Deletes what is older than so many days.
 * @throws StoreUnavailable; what was deleted by then stays so
 */
export async function purge(database: Database, days: number, now: Date): Promise<Purged> {
  const before = new Date(now.getTime() - days * DAY).toISOString().slice(0, 10);
  const purged: Record<string, number> = {};
  for (const table of [OPENINGS, CARDS, FEEDBACK])
    purged[table.name] = await deleteFrom(database, table, before);
  return purged;
}

async function deleteFrom(database: Database, { name, key }: Table, before: string): Promise<number> {
  const columns = key.join(', ');
  const sql = `delete from ${name} where (${columns}) in
    (select ${columns} from ${name} where day < $1 limit ${AT_ONCE}) returning 1 as gone`;
  for (let gone = 0; ;) {
    const rows: readonly Row[] = await database.query({ sql, values: [before] });
    gone += rows.length;
    if (rows.length < AT_ONCE) return gone;
    // Others of this process and of others go first.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
