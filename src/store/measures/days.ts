import type { Measures, Period } from '../../core/model/measures.js';

const DAY = 86_400_000;
/** Days that one statement looks at: SQLite holds the process up while it works. */
const SLICE = 7;
/** Up to so many days a trend is told by day, and up to so many by week. */
const MOST_BY_DAY = 31;
const MOST_BY_WEEK = 182;

/** A day as text, so many days later. */
export function dayAfter(day: string, days: number): string {
  return dayOf(Date.parse(day) + days * DAY);
}

/** The day in UTC of a moment. */
export function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 'YYYY-MM-DD'.length);
}

/** Days of a period, its ends included. */
export function lengthOf({ from, to }: Period): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY) + 1;
}

/** The period in pieces that are short enough for one statement each. */
export function slicesOf({ from, to }: Period): Period[] {
  const slices: Period[] = [];
  for (let start = from; start <= to; start = dayAfter(start, SLICE)) {
    const end = dayAfter(start, SLICE - 1);
    slices.push({ from: start, to: end < to ? end : to });
  }
  return slices;
}

export interface Grain {
  readonly by: Measures['trend']['by'];
  /** The first day of the piece that a day is in. */
  readonly startOf: (day: string) => string;
  /** The first days of all pieces, also of those in which nothing was. */
  readonly starts: readonly string[];
}

/** How fine a trend over a period is told: by day, by week from Monday on, or by month. */
export function grainOf(period: Period): Grain {
  const length = lengthOf(period);
  const by = length <= MOST_BY_DAY ? 'day' : length <= MOST_BY_WEEK ? 'week' : 'month';
  const startOf = START[by];
  const days = Array.from({ length }, (_, place) => startOf(dayAfter(period.from, place)));
  return { by, startOf, starts: [...new Set(days)] };
}

const START: Readonly<Record<Grain['by'], (day: string) => string>> = {
  day: (day) => day,
  week: (day) => dayAfter(day, -((new Date(day).getUTCDay() + 6) % 7)),
  month: (day) => `${day.slice(0, 'YYYY-MM'.length)}-01`,
};
