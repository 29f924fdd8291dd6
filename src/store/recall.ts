import type { OfferedTest, Shown, Told, ToldAnswer } from '../core/model/memory.js';
import type { Database, Row } from './database.js';
import { timeOf } from './feedback.js';
import type { Pseudonym } from './pseudonyms.js';

/** More than a chart has; whoever floods one must not hold up the others. */
const MOST_ROWS = 200;

/** Whose cards are asked for, by their pseudonyms, and what tells whether a digest is of a text. */
export interface Asked {
  readonly client: string;
  readonly patient: string;
  readonly person: string;
  readonly digest: (kind: 'held' | 'basis', text: string) => string;
}

/**
 * The cards of a patient of a client with what that client answered, newest first.
 * @param unwritten cards of that patient that may not be in the database yet; nobody has answered them
 * @throws StoreUnavailable
 */
export async function recallCards(
  database: Database,
  asked: Asked,
  unwritten: readonly Row[],
): Promise<readonly Told[]> {
  // Of most patients there is none, and to say so takes a quarter of the time.
  const [any] = await database.query({
    sql: 'select 1 as found from cards where patient = $1 limit 1',
    values: [asked.patient],
  });
  const rows = any ? await cardsOf(database, asked) : [];
  const byCard = new Map<string, Row[]>();
  for (const row of rows) {
    const same = byCard.get(String(row['card']));
    if (same) same.push(row);
    else byCard.set(String(row['card']), [row]);
  }
  const fresh = unwritten.filter(({ card }) => !byCard.has(String(card))).map((row) => [row]);
  return [...fresh, ...byCard.values()]
    .map((same) => toldOf(same, asked))
    .sort((one, other) => other.at.getTime() - one.at.getTime());
}

function cardsOf(database: Database, { patient, client }: Asked): Promise<readonly Row[]> {
  return database.query({
    sql: `select c.card, c.at, c.rule, c.topic, c.indicator, c.shown, c.person, c.basis, c.held, c.samples, c.offered,
        f.outcome, f.outcome_at, f.received_at, f.reason, f.accepted
      from cards c left join feedback f on f.card = c.card and f.client = c.client
      where c.patient = $1 and c.client = $2
      order by c.at desc, c.card, f.outcome_at limit ${MOST_ROWS}`,
    values: [patient, client],
  });
}

function toldOf(rows: readonly Row[], { person, digest }: Asked): Told {
  const [row = {}] = rows;
  return {
    card: String(row['card']),
    at: new Date(Number(row['at'])),
    rule: String(row['rule']),
    topic: String(row['topic']),
    indicator: row['indicator'] as Told['indicator'],
    shown: row['shown'] as Shown,
    // Opened when they are looked at: most are not.
    get samples() {
      return parsed(row['samples']) as Told['samples'];
    },
    get offered() {
      return parsed(row['offered']) as readonly OfferedTest[];
    },
    sameUser: row['person'] === person,
    held: (condition) => (parsed(row['held']) as readonly string[]).includes(digest('held', condition)),
    rested: (basis) => row['basis'] === digest('basis', basis),
    answers: rows
      .filter(({ outcome }) => typeof outcome === 'string')
      .map(answerOf)
      .sort((one, other) => one.at.getTime() - other.at.getTime()),
  };
}

function answerOf(row: Row): ToldAnswer {
  const { reason } = row;
  return {
    outcome: row['outcome'] as ToldAnswer['outcome'],
    ...(typeof reason === 'string' && { reason }),
    at: new Date(timeOf(Number(row['outcome_at']), Number(row['received_at']))),
    accepted: parsed(row['accepted']) as readonly string[],
  };
}

function parsed(text: unknown): unknown {
  return JSON.parse(String(text));
}

/** The digests of one patient: the same condition or basis of another is another digest. */
export function digestsOf(pseudonym: Pseudonym, client: string, patientId: string): Asked['digest'] {
  return (kind, text) => pseudonym(kind, client, patientId, text);
}
