import type { Database, Row } from './database.js';
import { rowsOf } from './rows.js';
import { inserts, LEFT_AND_TOLD, type Table, TABLES } from './tables.js';

/** Of one table: how many rows there are, and how many were not there before. */
export interface Copied {
  readonly table: string;
  readonly rows: number;
  readonly added: number;
}

const AT_ONCE = 500;

/**
 * Copies everything from one database to another; what is there already stays as it is, so that a copy that was interrupted can be made again.
 * @throws StoreUnavailable; what was copied by then stays
 */
export async function* copy(from: Database, to: Database): AsyncGenerator<Copied> {
  for (const table of TABLES) {
    let [rows, added] = [0, 0];
    for await (const some of inParts(from, table)) {
      const results = await to.transaction(inserts(table, some, LEFT_AND_TOLD));
      rows += some.length;
      added += results.flat().length;
    }
    yield { table: table.name, rows, added };
  }
}

async function* inParts(database: Database, table: Table): AsyncGenerator<readonly Row[]> {
  let some: Row[] = [];
  for await (const row of rowsOf(database, table)) {
    some.push(row);
    if (some.length < AT_ONCE) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}
