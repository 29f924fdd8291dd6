import type { Database, Row, Value } from './database.js';
import { rowsOf } from './rows.js';
import { type Table, TABLES } from './tables.js';

/** What a look at everything found. */
export interface Checked {
  readonly rows: number;
  /** What is wrong: the engine's own words, or a table, a key that says nothing of anybody, and a column. */
  readonly problems: readonly string[];
  /** What could not be looked at from here, or is less safe than it should be. */
  readonly remarks: readonly string[];
}

/** What a value of a column must be, where not every text is one. */
const MEANT: Readonly<Record<string, (value: Value) => boolean>> = {
  day: (value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/u.test(value),
  indicator: oneOf('info', 'warning', 'critical'),
  shown: oneOf('shown', 'silent', 'quiet'),
  outcome: oneOf('accepted', 'overridden'),
  commented: oneOf(0, 1),
};

/** Reads everything, and has the engine look at itself as far as it can. @throws StoreUnavailable */
export async function check(database: Database): Promise<Checked> {
  const problems: string[] = [];
  const remarks: string[] = [];
  if (database.kind === 'sqlite') problems.push(...(await ofFile(database)));
  else remarks.push(...(await ofServer(database)));
  let rows = 0;
  for (const table of TABLES)
    for await (const row of rowsOf(database, table)) {
      rows++;
      problems.push(...inRow(table, row));
    }
  return { rows, problems, remarks };
}

/** SQLite looks at every page and index. */
async function ofFile(database: Database): Promise<readonly string[]> {
  const rows = await database.query({ sql: 'pragma integrity_check' });
  return rows.map((row) => String(row['integrity_check'])).filter((said) => said !== 'ok');
}

const SAFE: Readonly<Record<string, readonly [safe: (value: string) => boolean, remark: string]>> = {
  fsync: [
    (value) => value === 'on',
    'fsync is off: what is acknowledged is not safe from a loss of power, and the whole database may be lost with it',
  ],
  full_page_writes: [(value) => value === 'on', 'full_page_writes is off: a loss of power may tear a page'],
  data_checksums: [
    (value) => value === 'on',
    'data_checksums is off: a page that the disk spoils is not noticed (pg_checksums --enable)',
  ],
};

/** PostgreSQL tells of its settings; reading every row has it read every page of the tables. Its indexes are looked at by pg_amcheck alone. */
async function ofServer(database: Database): Promise<readonly string[]> {
  const rows = await database.query({
    sql: `select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'data_checksums') order by name`,
  });
  const unsafe = rows.flatMap(({ name, setting }) => {
    const [safe, remark] = SAFE[String(name)] ?? [];
    return safe && remark !== undefined && !safe(String(setting)) ? [remark] : [];
  });
  return [...unsafe, 'indexes are not looked at from here: pg_amcheck does'];
}

function inRow({ name, json, key }: Table, row: Row): string[] {
  const where = `${name} ${key.map((column) => String(row[column])).join(' ')}`;
  const wrong = Object.entries(row).filter(([column, value]) =>
    json.includes(column) ? !isJson(value) : MEANT[column]?.(value) === false,
  );
  return wrong.map(([column]) => `${where}: ${column} is not what it should be`);
}

function isJson(value: Value): boolean {
  try {
    return typeof JSON.parse(String(value)) === 'object';
  } catch {
    return false;
  }
}

function oneOf(...values: readonly Value[]): (value: Value) => boolean {
  return (value) => values.includes(value);
}
