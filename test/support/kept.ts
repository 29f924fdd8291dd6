import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database, Row } from '../../src/store/database.js';
import { openSqlite } from '../../src/store/sqlite.js';

/** An empty store in a file of its own, gone when it is closed. */
export async function openKept(): Promise<Database> {
  const folder = mkdtempSync(join(tmpdir(), 'kept-'));
  const engine = openSqlite(join(folder, 'kept.db'), false);
  await engine.prepare();
  return {
    ...engine,
    close: async () => {
      await engine.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Noon of a day. */
export function noonOf(day: string): number {
  return Date.parse(`${day}T12:00:00Z`);
}

/** A row of `cards`: shown, about no test, to a patient who is told apart from all others, unless a test says otherwise. */
export function cardRow(row: Partial<Record<string, Row[string]>> & { readonly day: string }): Row {
  const card = randomUUID();
  return {
    ...{ card, at: noonOf(row.day), client: 'east', service: 'review', rule: 'main', knowledge: '1.0.0' },
    ...{ topic: 'raised', indicator: 'info', language: 'en', arms: '{}', shown: 'shown', quiet_by: null },
    ...{
      patient: `patient of ${card}`,
      person: 'one',
      basis: card,
      held: '[]',
      samples: '{}',
      offered: '[]',
    },
    ...row,
  };
}

/** A row of `feedback` to a card. */
export function answerRow(
  { card = null, client = null, day = null }: Row,
  row: Partial<Record<string, Row[string]>> = {},
): Row {
  const at = noonOf(String(day)) + 60_000;
  return {
    ...{ client, card, outcome: 'overridden', outcome_at: at, received_at: at, day, reason: null },
    ...{ reason_system: null, commented: 0, accepted: '[]' },
    ...row,
  };
}

export function openingRow(row: Partial<Record<string, Row[string]>> & { readonly day: string }): Row {
  return { client: 'east', service: 'review', knowledge: '1.0.0', arms: '{}', openings: 1, ...row };
}

/** Keeps rows of a table. */
export async function keep(database: Database, table: string, ...rows: readonly Row[]): Promise<void> {
  await database.transaction(
    rows.map((row) => ({
      sql: `insert into ${table} (${Object.keys(row).join(', ')}) values (${Object.keys(row)
        .map((_, place) => `$${place + 1}`)
        .join(', ')})`,
      values: Object.values(row),
    })),
  );
}
