import type { Period } from '../../core/model/measures.js';
import type { Database, Row, Value } from '../database.js';
import { slicesOf } from './days.js';

/** What is looked at: a period, one client or all, and until when a card may still be answered. */
export interface Scope {
  readonly period: Period;
  readonly client?: string | undefined;
  /** Cards made after this moment still have time for an answer. */
  readonly answerableSince: number;
}

export interface OpeningGroup {
  readonly day: string;
  readonly client: string;
  readonly service: string;
  readonly knowledge: string;
  readonly openings: number;
}

/** Cards that are alike in all that is told of them. */
export interface CardGroup {
  readonly day: string;
  readonly client: string;
  readonly service: string;
  readonly rule: string;
  readonly knowledge: string;
  readonly indicator: 'info' | 'warning' | 'critical';
  readonly shown: 'shown' | 'silent' | 'quiet';
  readonly quiet_by: string | null;
  /** What was answered: accepted where anything was, else the last reason it was turned down for. */
  readonly outcome: 'accepted' | 'overridden' | null;
  readonly reason: string | null;
  readonly cards: number;
  /** Those that may still be answered. */
  readonly open: number;
  readonly repeats: number;
  /** Those of patients who can be told apart. */
  readonly told: number;
  /** Those with which a patient comes up in the period for the first time: with this rule and this way, and this way at all. */
  readonly firsts: number;
  readonly firsts_at_all: number;
}

/** Every column that groups cards. */
const COLUMNS = 'c.day, c.client, c.service, c.rule, c.knowledge, c.indicator, c.shown, c.quiet_by';

/** One answer for each card: that it was accepted, however often it was turned down; else the last. */
export const VERDICTS = `select f.client, f.card, f.outcome, f.reason, row_number() over (partition by f.client, f.card
    order by case when f.outcome = 'accepted' then 0 else 1 end, f.outcome_at desc, f.received_at desc) as place
  from feedback f join cards c on c.card = f.card and c.client = f.client`;

/** Of a card `e` of the patient of `c`: it came before. */
export const EARLIER =
  'e.patient = c.patient and e.client = c.client and (e.at < c.at or (e.at = c.at and e.card < c.card))';

export async function openingGroups(database: Database, { period, client }: Scope): Promise<OpeningGroup[]> {
  const rows = await database.query({
    sql: `select day, client, service, knowledge, sum(openings) as openings from openings
      where day >= $1 and day <= $2${client === undefined ? '' : ' and client = $3'}
      group by day, client, service, knowledge order by day, client, service, knowledge`,
    values: withClient([period.from, period.to], client),
  });
  return rows.map((row) => ({ ...(row as unknown as OpeningGroup), openings: Number(row['openings']) }));
}

/** The cards of a period, a piece of it at a time. */
export async function* cardGroups(database: Database, scope: Scope): AsyncGenerator<CardGroup> {
  const { period, client, answerableSince } = scope;
  for (const slice of slicesOf(period)) {
    const within = `c.day >= $1 and c.day <= $2`;
    const rows = await database.query({
      sql: `with verdicts as (${VERDICTS} where ${within})
        select ${COLUMNS}, v.outcome, v.reason, count(*) as cards,
          sum(case when c.at > $3 then 1 else 0 end) as open,
          sum(case when c.shown = 'shown' and exists (select 1 from cards e where ${EARLIER}
            and e.rule = c.rule and e.basis = c.basis and e.shown = c.shown) then 1 else 0 end) as repeats,
          sum(case when c.patient is null then 0 else 1 end) as told,
          sum(case when c.patient is not null and not exists (select 1 from cards e where ${EARLIER}
            and e.rule = c.rule and e.shown = c.shown and e.day >= $4) then 1 else 0 end) as firsts,
          sum(case when c.patient is not null and not exists (select 1 from cards e where ${EARLIER}
            and e.shown = c.shown and e.day >= $4) then 1 else 0 end) as firsts_at_all
        from cards c left join verdicts v on v.client = c.client and v.card = c.card and v.place = 1
        where ${within}${client === undefined ? '' : ' and c.client = $5'}
        group by ${COLUMNS}, v.outcome, v.reason order by ${COLUMNS}, v.outcome, v.reason`,
      values: withClient([slice.from, slice.to, answerableSince, period.from], client),
    });
    for (const row of rows) yield cardGroup(row);
    await aside();
  }
}

const NUMBERS = ['cards', 'open', 'repeats', 'told', 'firsts', 'firsts_at_all'];

function cardGroup(row: Row): CardGroup {
  const numbers = Object.fromEntries(NUMBERS.map((name) => [name, Number(row[name])]));
  return { ...(row as unknown as CardGroup), ...numbers };
}

/** Answers to cards that are not there, by client. */
export async function unknownFeedback(
  database: Database,
  { period, client }: Scope,
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (const slice of slicesOf(period)) {
    const rows = await database.query({
      sql: `select f.client, count(*) as answers from feedback f where f.day >= $1 and f.day <= $2
        and not exists (select 1 from cards c where c.card = f.card and c.client = f.client)
        ${client === undefined ? '' : ' and f.client = $3'} group by f.client order by f.client`,
      values: withClient([slice.from, slice.to], client),
    });
    for (const { client: whose, answers } of rows)
      found.set(String(whose), (found.get(String(whose)) ?? 0) + Number(answers));
    await aside();
  }
  return found;
}

export function withClient(values: readonly Value[], client: string | undefined): readonly Value[] {
  return client === undefined ? values : [...values, client];
}

/** Lets others go first. */
export function aside(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
