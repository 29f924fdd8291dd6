import pg from 'pg';
import type { Engine, Row, Statement } from './database.js';
import { APPLIED, missingMigrations, READ_APPLIED, WRITE_APPLIED } from './migrations.js';
import { StoreUnavailable } from './store-error.js';

/** Milliseconds until a connection, and an answer, must be there. */
export interface PostgresTimes {
  readonly connect: number;
  readonly answer: number;
}

const USUAL: PostgresTimes = { connect: 2_000, answer: 5_000 };
const MOST_CONNECTIONS = 10;
/** Any number that nothing else in the database locks. */
const MIGRATION_LOCK = 4_837_226_102;

/** Object ids of PostgreSQL's types, fixed for ever: bigint, what `sum` makes of it, boolean. */
const NUMBERS = new Map<number, (text: string) => unknown>([
  [20, Number],
  [1700, Number],
  [16, (text) => (text === 't' ? 1 : 0)],
]);
const types: pg.CustomTypesConfig = {
  getTypeParser: (...asked: Parameters<typeof pg.types.getTypeParser>): ((text: string) => unknown) =>
    NUMBERS.get(asked[0]) ?? (pg.types.getTypeParser(...asked) as (text: string) => unknown),
};

/**
 * PostgreSQL by connections of a pool, made when they are needed.
 * @param url postgresql://user@host:port/database; what it leaves out, PGPASSWORD and its like say
 */
export function openPostgres(url: string, { connect, answer }: PostgresTimes = USUAL): Engine {
  const pool = new pg.Pool({
    connectionString: url,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: connect,
    statement_timeout: answer,
    // A little later, so that the server, while it can, says so itself.
    query_timeout: answer + 1_000,
    idle_in_transaction_session_timeout: answer,
    keepAlive: true,
    application_name: 'hepacue',
    types,
  });
  // Of a connection that nobody uses: the next to ask gets another.
  pool.on('error', () => undefined);
  const run = async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    let client: pg.PoolClient | undefined;
    try {
      client = await pool.connect();
      // A connection may break between two statements; without a listener the program would end.
      client.on('error', ignore);
      const done = await work(client);
      client.off('error', ignore);
      client.release();
      return done;
    } catch (error) {
      // Whatever state it is in, nobody gets it again.
      client?.release(true);
      throw told(error);
    }
  };
  return {
    kind: 'postgresql',
    query: (statement) => run(async (client) => rowsOf(await client.query(asked(statement)))),
    transaction: (statements) =>
      run(async (client) => {
        await client.query(BEGIN);
        const results: Row[][] = [];
        for (const statement of statements) results.push(rowsOf(await client.query(asked(statement))));
        await client.query('commit');
        return results;
      }),
    prepare: () => run(migrate),
    close: () => pool.end(),
  };
}

/** Whoever set it to `off` for speed: what is acknowledged is on disk. Any other value is as strong. */
const BEGIN = `begin; select set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') = 'off'`;

async function migrate(client: pg.PoolClient): Promise<void> {
  await client.query('begin');
  await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  await client.query(APPLIED);
  for (const { number, name, sql } of missingMigrations(rowsOf(await client.query(READ_APPLIED)))) {
    await client.query(sql);
    await client.query(WRITE_APPLIED, [number, name]);
  }
  await client.query('commit');
}

function asked({ sql, values = [] }: Statement): pg.QueryConfig {
  return { text: sql, values: [...values] };
}

function rowsOf({ rows }: pg.QueryResult): Row[] {
  return rows as Row[];
}

function ignore(): void {
  // The statement that is under way rejects.
}

/** Classes of SQLSTATE that are of a statement or its values, and the same another time. */
const OF_A_STATEMENT = /^(0A|21|22|23|42(?!501))/u;

function told(error: unknown): unknown {
  const { code, name } = error as { code?: unknown; name?: unknown };
  const known = typeof code === 'string' ? code : undefined;
  if (error instanceof pg.DatabaseError)
    return known === undefined || OF_A_STATEMENT.test(known) ? error : unavailable(known, error);
  // TooNew and mistakes of ours have a name of their own, and no code; what the driver and the network say is plain, or has one.
  return known === undefined && name !== 'Error' ? error : unavailable(known ?? 'unreachable', error);
}

function unavailable(code: string, cause: unknown): StoreUnavailable {
  return new StoreUnavailable(code, { cause });
}
