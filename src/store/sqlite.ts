import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Client, createClient, LibsqlError, type ResultSet } from '@libsql/client';
import type { Engine, Row, Statement } from './database.js';
import { APPLIED, missingMigrations, READ_APPLIED, WRITE_APPLIED } from './migrations.js';
import { StoreUnavailable } from './store-error.js';

/** Milliseconds that one waits for another process to let go of the file, and between two looks. */
const MOST_WAIT = 5_000;
const LOOK_AGAIN = 50;

/** Errors of a statement, which are the same another time. All others are of the file, the disk or another process. */
const OF_A_STATEMENT = new Set(
  ['ERROR', 'CONSTRAINT', 'MISMATCH', 'RANGE', 'TOOBIG', 'MISUSE'].map((code) => `SQLITE_${code}`),
);

/**
 * SQLite in a file, whose folder is made when it is not there. The driver works while the program waits, so a statement should be short; for
 * another process it waits aside.
 * @param durable whether what is acknowledged outlives a loss of power; without, it outlives the end of the process alone, and takes no
 *   waiting for the disk
 * @throws StoreUnavailable when the file cannot be opened
 */
export function openSqlite(file: string, durable = true): Engine {
  const client = opened(file);
  let isSet = false;
  let isClosed = false;
  const settle = async (): Promise<void> => {
    await client.execute('pragma journal_mode = wal');
    // SQLite on `full` in WAL mode: "transactions are durable across a power loss"; on `normal` across a crash of the program.
    await client.execute(`pragma synchronous = ${durable ? 'full' : 'normal'}`);
    isSet = true;
  };
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    const end = performance.now() + MOST_WAIT;
    for (let pause = 1; ; pause = Math.min(pause * 2, LOOK_AGAIN)) {
      try {
        if (!isSet) await settle();
        return await work();
      } catch (error) {
        const isLocked = codeOf(error) === 'SQLITE_BUSY' || (codeOf(error) === 'CLIENT_CLOSED' && !isClosed);
        if (!isLocked || performance.now() > end) throw told(error);
      }
      // The statement that met the lock stays open in the driver, and would keep every later one from its end.
      isSet = false;
      client.reconnect();
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };
  return {
    kind: 'sqlite',
    query: (statement) => run(async () => rowsOf(await client.execute(asked(statement)))),
    transaction: (statements) =>
      run(async () => (await client.batch(statements.map(asked), 'write')).map(rowsOf)),
    prepare: () => run(() => migrate(client)),
    close: () => {
      isClosed = true;
      client.close();
      return Promise.resolve();
    },
  };
}

function opened(file: string): Client {
  try {
    makeFolder(dirname(file));
    // One connection: what is set for it holds. It never waits for a lock itself, as nothing else would be done meanwhile.
    return createClient({ url: pathToFileURL(file).href, concurrency: 1, timeout: 0 });
  } catch (error) {
    const code = codeOf(error) ?? '';
    throw new StoreUnavailable(code === '' ? 'SQLITE_CANTOPEN' : code, { cause: error });
  }
}

/** As `mkdir -p`. Node's own never ends below a folder that is there and says it is not, as /proc does. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process that starts may have been quicker.
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

async function migrate(client: Client): Promise<void> {
  const transaction = await client.transaction('write');
  try {
    await transaction.execute(APPLIED);
    for (const { number, name, sql } of missingMigrations(rowsOf(await transaction.execute(READ_APPLIED)))) {
      await transaction.executeMultiple(sql);
      await transaction.execute({ sql: WRITE_APPLIED, args: [number, name] });
    }
    await transaction.commit();
  } finally {
    transaction.close();
  }
}

function asked({ sql, values = [] }: Statement) {
  return { sql, args: [...values] };
}

/** Plain objects: those of the driver have their columns twice. */
function rowsOf({ columns, rows }: ResultSet): Row[] {
  return rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column]]))) as Row[];
}

function codeOf(error: unknown): string | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

function told(error: unknown): unknown {
  if (!(error instanceof LibsqlError) || OF_A_STATEMENT.has(error.code)) return error;
  return new StoreUnavailable(error.code, { cause: error });
}
