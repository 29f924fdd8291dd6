import { createHash } from 'node:crypto';
import type { Database, Row } from './database.js';
import { within } from './deadline.js';
import { inserts, USED_TOKENS } from './tables.js';

/** Remembers tokens that were used; what the authentication asks for. */
export interface UsedTokens {
  reserve(issuer: string, jti: string, until: number): Promise<boolean>;
  release(issuer: string, jti: string): Promise<void>;
  /** Forgets those that have run out, and writes down what could not be written. */
  sweep(): Promise<void>;
  /** How many were taken on the word of this instance alone. */
  readonly alone: () => number;
}

export interface TokensParts {
  readonly database: Database;
  /** Knows those of this instance, with a bound for each issuer. */
  readonly own: {
    reserve(issuer: string, jti: string, until: number): boolean | Promise<boolean>;
    release(issuer: string, jti: string): void | Promise<void>;
  };
  readonly now: () => Date;
  /** Milliseconds that a request may wait for the store. */
  readonly deadline?: number | undefined;
}

const RESERVE =
  'insert into used_tokens (issuer, jti, until) values ($1, $2, $3) on conflict do nothing returning 1 as added';
/** As long as making a connection may take. Who waited less would let copies in twice whenever the database is slow, and not down. */
const DEADLINE = 2_000;
/** Tokens that wait to be written. */
const MOST_UNWRITTEN = 100_000;

/**
 * Used tokens, known to all that share the database. A token is asked for at this instance first, so that none is let in twice here whatever
 * becomes of the database. While that cannot be asked, this instance decides alone: the chart is not left without cards because a copy of a
 * token, which somebody would have to have stolen within its minutes, might be let in once more elsewhere.
 */
export function createTokens({ database, own, now, deadline = DEADLINE }: TokensParts): UsedTokens {
  let alone = 0;
  const unwritten = new Map<string, Row>();
  return {
    alone: () => alone,
    reserve: async (issuer, jti, until) => {
      if (!(await own.reserve(issuer, jti, until))) return false;
      const row = { issuer, jti: digestOf(jti), until: Math.ceil(until) };
      try {
        const added = within(
          deadline,
          database.query({ sql: RESERVE, values: [row.issuer, row.jti, row.until] }),
        );
        return (await added).length === 1;
      } catch {
        alone++;
        if (unwritten.size < MOST_UNWRITTEN) unwritten.set(keyOf(row), row);
        return true;
      }
    },
    release: async (issuer, jti) => {
      const row = { issuer, jti: digestOf(jti) };
      try {
        if (unwritten.delete(keyOf(row))) return;
        const sql = 'delete from used_tokens where issuer = $1 and jti = $2';
        await database.query({ sql, values: [row.issuer, row.jti] });
      } finally {
        // Whoever is told that the store cannot be used comes again while it still cannot.
        await own.release(issuer, jti);
      }
    },
    sweep: async () => {
      const rows = [...unwritten.values()];
      if (rows.length > 0) await database.transaction(inserts(USED_TOKENS, rows));
      for (const row of rows) unwritten.delete(keyOf(row));
      await database.query({
        sql: 'delete from used_tokens where until <= $1',
        values: [now().getTime()],
      });
    },
  };
}

/** As long as any other, and of characters that every database takes. */
function digestOf(jti: string): string {
  return createHash('sha256').update(jti).digest('base64url');
}

function keyOf({ issuer, jti }: Row): string {
  return JSON.stringify([issuer, jti]);
}
