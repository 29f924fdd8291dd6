import type { Measures, Period } from '../../core/model/measures.js';
import type { Choice, Choices } from './insights-page.js';

const DAY = 86_400_000;
const DATE = /^\d{4}-\d{2}-\d{2}$/u;
/** Longer than anybody looks back, and short enough to be counted in one go. */
const MOST_DAYS = 1_100;

/** Pieces of a trend that are whole but for the last: days, weeks from Monday on, months. */
const LATELY: readonly (readonly [said: string, from: (today: Date) => Date])[] = [
  ['30 days', (today) => new Date(today.getTime() - 29 * DAY)],
  ['13 weeks', (today) => new Date(today.getTime() - (12 * 7 + ((today.getUTCDay() + 6) % 7)) * DAY)],
  ['12 months', (today) => new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 11, 1))],
];

/** The period that a query asks for, the last twelve months where it names none; undefined when it is no period. */
export function periodOf(query: Pick<URLSearchParams, 'get'>, now: Date): Period | undefined {
  const usual = lately(now, LATELY.length - 1);
  const to = query.get('to') ?? usual.to;
  const from = query.get('from') ?? (to < usual.from ? to : usual.from);
  if (![from, to].every(isDay) || from > to) return undefined;
  return (Date.parse(to) - Date.parse(from)) / DAY < MOST_DAYS ? { from, to } : undefined;
}

/** What else can be looked at from a page of these measures. */
export function choicesOf(measures: Measures, now: Date, isOwnOnly: boolean): Choices {
  const { period, client, clients } = measures;
  const choice = (said: string, of: Period, whose: string | undefined): Choice => ({
    said,
    query: queryOf(of, isOwnOnly ? undefined : whose),
    isChosen: of.from === period.from && of.to === period.to && whose === client,
  });
  const others = client === undefined ? clients.map(({ id }) => id) : [client];
  return {
    periods: LATELY.map(([said], place) => choice(said, lately(now, place), client)),
    clients:
      isOwnOnly || (client === undefined && others.length < 2)
        ? []
        : [choice('all clients', period, undefined), ...others.map((id) => choice(id, period, id))],
    query: queryOf(period, isOwnOnly ? undefined : client),
  };
}

function lately(now: Date, place: number): Period {
  const from = LATELY[place]?.[1](now) ?? now;
  return { from: dayOf(from), to: dayOf(now) };
}

function queryOf({ from, to }: Period, client: string | undefined): string {
  return `?from=${from}&to=${to}${client === undefined ? '' : `&client=${client}`}`;
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 'YYYY-MM-DD'.length);
}

/** A day that is in the calendar: `Date` takes the 30th of February for the 2nd of March. */
function isDay(text: string): boolean {
  if (!DATE.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && dayOf(date) === text;
}
