import type { Database, Row } from './database.js';
import { CARDS, inserts, OPENINGS } from './tables.js';

/** What is kept of one answer to a hook. */
export interface Recorded {
  /** Without its count: it is one. */
  readonly opening: Row;
  readonly cards: readonly Row[];
}

/** Keeps answers, all or none. A card that is there already stays as it is; openings are counted up. @throws StoreUnavailable */
export async function record(database: Database, answers: readonly Recorded[]): Promise<void> {
  const counted = new Map<string, { readonly row: Row; openings: number }>();
  for (const { opening } of answers) {
    const key = JSON.stringify(OPENINGS.key.map((column) => opening[column]));
    const same = counted.get(key);
    if (same) same.openings++;
    else counted.set(key, { row: opening, openings: 1 });
  }
  // In one order, so that two instances never wait for each other.
  const openings = [...counted]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { row, openings: count }]) => ({ ...row, openings: count }));
  await database.transaction([
    ...inserts(
      OPENINGS,
      openings,
      `(${OPENINGS.key.join(', ')}) do update set openings = openings.openings + excluded.openings`,
    ),
    ...inserts(
      CARDS,
      answers.flatMap(({ cards }) => cards),
    ),
  ]);
}
