import type { Row, Statement, Value } from './database.js';

/** A table: its columns, and those that tell its rows apart. */
export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
  /** The columns that hold JSON. */
  readonly json: readonly string[];
}

export const OPENINGS: Table = {
  name: 'openings',
  columns: ['day', 'client', 'service', 'knowledge', 'arms', 'openings'],
  key: ['day', 'client', 'service', 'knowledge', 'arms'],
  json: ['arms'],
};

export const CARDS: Table = {
  name: 'cards',
  columns: [
    ...['card', 'at', 'day', 'client', 'service', 'rule', 'knowledge', 'topic', 'indicator', 'language'],
    ...['arms', 'shown', 'quiet_by', 'patient', 'person', 'basis', 'held', 'samples', 'offered'],
  ],
  key: ['card'],
  json: ['arms', 'held', 'samples', 'offered'],
};

export const FEEDBACK: Table = {
  name: 'feedback',
  columns: [
    ...['client', 'card', 'outcome', 'outcome_at', 'received_at', 'day', 'reason', 'reason_system'],
    ...['commented', 'accepted'],
  ],
  key: ['client', 'card', 'outcome', 'outcome_at'],
  json: ['accepted'],
};

export const USED_TOKENS: Table = {
  name: 'used_tokens',
  columns: ['issuer', 'jti', 'until'],
  key: ['issuer', 'jti'],
  json: [],
};

/** All that is kept. */
export const TABLES = [OPENINGS, CARDS, FEEDBACK, USED_TOKENS];

/** Values of one statement. SQLite looks each `$n` up among all before it: ten times as many take a hundred times as long. */
const MOST_VALUES = 200;

const LEFT = 'do nothing';
/** What `inserts` does with a row that is there, so that the rows that were not come back. */
export const LEFT_AND_TOLD = 'do nothing returning 1 as added';

/** Statements that add rows. One that is there already stays as it is, or becomes what `otherwise` says. */
export function inserts({ name, columns }: Table, rows: readonly Row[], otherwise = LEFT): Statement[] {
  const statements: Statement[] = [];
  const atOnce = Math.floor(MOST_VALUES / columns.length);
  for (let from = 0; from < rows.length; from += atOnce) {
    const some = rows.slice(from, from + atOnce);
    const places = some.map((_row, index) => `(${numbered(columns.length, index * columns.length)})`);
    statements.push({
      sql: `insert into ${name} (${columns.join(', ')}) values ${places.join(', ')} on conflict ${otherwise}`,
      values: some.flatMap((row) => columns.map((column): Value => row[column] ?? null)),
    });
  }
  return statements;
}

function numbered(count: number, after: number): string {
  return Array.from({ length: count }, (_, index) => `$${after + index + 1}`).join(', ');
}
