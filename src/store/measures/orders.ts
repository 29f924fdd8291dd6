import type { OrderMeasures } from '../../core/model/measures.js';
import type { OfferedTest } from '../../core/model/memory.js';
import type { Database } from '../database.js';
import { Tallying } from './counting.js';
import { slicesOf } from './days.js';
import { aside, type Scope, withClient } from './tables.js';

/** The orders of which a test was offered, and of which one was taken, the most offered first. */
export async function orderMeasures(database: Database, { period, client }: Scope): Promise<OrderMeasures[]> {
  const offered = new Tallying();
  const accepted = new Tallying();
  for (const slice of slicesOf(period)) {
    const rows = await database.query({
      sql: `select c.card, c.offered, f.accepted from cards c
        left join feedback f on f.card = c.card and f.client = c.client and f.outcome = 'accepted' and f.accepted <> '[]'
        where c.day >= $1 and c.day <= $2 and c.shown = 'shown' and c.offered <> '[]'
          ${client === undefined ? '' : ' and c.client = $3'} order by c.card`,
      values: withClient([slice.from, slice.to], client),
    });
    const cards = new Map<unknown, { readonly tests: readonly OfferedTest[]; readonly taken: Set<string> }>();
    for (const { card, offered: tests, accepted: taken } of rows) {
      const known = cards.get(card) ?? { tests: testsIn(tests), taken: new Set<string>() };
      for (const id of idsIn(taken)) known.taken.add(id);
      cards.set(card, known);
    }
    for (const { tests, taken } of cards.values()) {
      for (const order of ordersOf(tests)) offered.add(order, 1);
      for (const order of ordersOf(tests.filter(({ suggestion }) => taken.has(suggestion))))
        accepted.add(order, 1);
    }
    await aside();
  }
  return offered.list().map(({ id, count }) => ({ order: id, offered: count, accepted: accepted.get(id) }));
}

function ordersOf(tests: readonly OfferedTest[]): ReadonlySet<string> {
  return new Set(tests.map(({ order }) => order));
}

/** Of the column `offered`. */
export function testsIn(text: unknown): readonly OfferedTest[] {
  return JSON.parse(String(text)) as readonly OfferedTest[];
}

/** Of the column `accepted`, which may not be there. */
export function idsIn(text: unknown): readonly string[] {
  return typeof text === 'string' ? (JSON.parse(text) as readonly string[]) : [];
}
