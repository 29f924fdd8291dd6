import { readdirSync, readFileSync } from 'node:fs';
import { TooNew } from './store-error.js';
import type { Row } from './database.js';

const FOLDER = new URL('./migrations/', import.meta.url);
const NAME = /^(\d{4})-[a-z0-9-]+\.sql$/u;

/** What was applied; the one table that no migration makes. */
export const APPLIED = `create table if not exists migrations (number bigint primary key, name text not null)`;
export const READ_APPLIED = 'select number from migrations order by number';
export const WRITE_APPLIED = 'insert into migrations (number, name) values ($1, $2)';

export interface Migration {
  readonly number: number;
  readonly name: string;
  /** Statements that both engines speak. */
  readonly sql: string;
}

/**
 * The migrations that are to be applied, in their order.
 * @param applied rows of `READ_APPLIED`
 * @throws TooNew when others were applied than this program knows
 */
export function missingMigrations(applied: readonly Row[]): readonly Migration[] {
  const all = readdirSync(FOLDER)
    .flatMap((name) => {
      const number = NAME.exec(name)?.[1];
      return number === undefined
        ? []
        : [{ number: Number(number), name, sql: readFileSync(new URL(name, FOLDER), 'utf8') }];
    })
    .sort((one, other) => one.number - other.number);
  const numbers = new Set(applied.map(({ number }) => Number(number)));
  const newest = Math.max(0, ...numbers);
  if (newest > (all.at(-1)?.number ?? 0)) throw new TooNew(newest, all.length);
  return all.filter(({ number }) => !numbers.has(number));
}
