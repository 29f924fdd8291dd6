import { DAY } from '../record/moment.js';
import type { Phrasebook } from './phrasebook.js';

/** A day further back than this is said by its month and year: `20 Nov` would not tell of which year. */
const NEAR_DAYS = 180;

/** The parts of a FHIR date as far as it goes: `2026-11-22`, `2026-11`, `2026`. */
const PARTS = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/u;

/** A day as a card says it: `20 Nov`, of one long ago `Mar 2025`, and `2025` where no more is known. */
export function dayText(day: string, now: Date, book: Phrasebook): string {
  const [, year = day, month, date] = PARTS.exec(day) ?? [];
  if (month === undefined) return year;
  const named = book.say('months', String(Number(month)));
  return isNear(day, now) && date !== undefined
    ? book.say('dates', 'day', { day: String(Number(date)), month: named })
    : book.say('dates', 'month', { month: named, year });
}

/** Whether a card says the day, not only the month. */
export function isNear(day: string, now: Date): boolean {
  return now.getTime() - Date.parse(day) <= NEAR_DAYS * DAY;
}

/** These by what is said of their day, in the order in which the days come up. */
export function byDay<T>(ones: readonly T[], dayOf: (one: T) => string): [day: string, ones: T[]][] {
  const days = new Map<string, T[]>();
  for (const one of ones) {
    const day = dayOf(one);
    days.set(day, [...(days.get(day) ?? []), one]);
  }
  return [...days];
}
