/** A FHIR date or dateTime as the span it may mean: "2026" is a year long. Milliseconds since the epoch, UTC. */
export interface Moment {
  readonly first: number;
  readonly last: number;
  /** The calendar day as written, as far as it goes: `2026-11-22`, `2026-11`, `2026`. */
  readonly day: string;
  /** Whether it says a time of day; if not, it was some time in its days, wherever on earth they were counted. */
  readonly timed: boolean;
}

export const DAY = 86_400_000;

const FHIR_DATE_TIME =
  /^\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?)?)?)?$/;
/** No date of FHIR is longer. */
const LONGEST = 40;
/** How far a text goes, by its length: `2026`, `2026-11`, `2026-11-22`. */
const [YEAR, MONTH, DATE] = [4, 7, 10];

/** Reads a FHIR date, dateTime or instant. A time without zone is taken as UTC. `undefined` when it is none. */
export function moment(text: unknown): Moment | undefined {
  if (typeof text !== 'string' || text.length > LONGEST) return undefined;
  if (!FHIR_DATE_TIME.test(text)) return undefined;
  if (text.length > DATE) {
    const at = Date.parse(hasZone(text) ? text : `${text}Z`);
    if (Number.isNaN(at) || moment(text.slice(0, DATE)) === undefined) return undefined;
    return { first: at, last: at, day: text.slice(0, DATE), timed: true };
  }
  const year = Number(text.slice(0, YEAR));
  const month = text.length >= MONTH ? Number(text.slice(YEAR + 1, MONTH)) : undefined;
  const date = text.length === DATE ? Number(text.slice(MONTH + 1)) : undefined;
  const first = Date.parse(
    `${text.slice(0, YEAR)}-${text.slice(YEAR + 1, MONTH) || '01'}-${text.slice(MONTH + 1) || '01'}`,
  );
  // JavaScript reads 30 February as 2 March.
  if (Number.isNaN(first) || (date !== undefined && new Date(first).getUTCDate() !== date)) return undefined;
  if (date !== undefined) return { first, last: first, day: text, timed: false };
  const next = month === undefined ? Date.UTC(year + 1, 0, 1) : Date.UTC(year, month, 1);
  return { first, last: next - DAY, day: text, timed: false };
}

function hasZone(text: string): boolean {
  const sign = text.at(-6);
  return text.endsWith('Z') || sign === '+' || sign === '-';
}

/** Reads dates of one request: results of one sample share their time, which is read once. */
export function momentReader(): typeof moment {
  const known = new Map<string, Moment | undefined>();
  return (text) => {
    if (typeof text !== 'string' || text.length > LONGEST) return undefined;
    let read = known.get(text);
    if (read === undefined && !known.has(text)) known.set(text, (read = moment(text)));
    return read;
  };
}

/** The moment of an instant in time, with its UTC day. */
export function momentOf(date: Date): Moment {
  const at = date.getTime();
  return { first: at, last: at, day: date.toISOString().slice(0, 10), timed: true };
}

/** A day begins 14 hours before UTC's in the furthest east, and ends 12 hours after it in the furthest west. */
const [EAST, WEST] = [14 / 24, 12 / 24];

function earliest({ first, timed }: Moment): number {
  return timed ? first : first - EAST * DAY;
}

function latest({ last, timed }: Moment): number {
  return timed ? last : last + DAY + WEST * DAY;
}

/**
 * Whether one is later than the other for certain, whatever their times of day were; false also where that is open. Two dates without
 * a time are taken as days of one calendar. A strict partial order: what is later than something later is later.
 */
export function isLater(one: Moment, other: Moment): boolean {
  if (!one.timed && !other.timed) return one.first > other.last;
  return earliest(one) > latest(other);
}

/** On a later day, or at a later time where both have one. */
export function isAfter(one: Moment, other: Moment): boolean {
  return one.day > other.day || (one.timed && other.timed && one.last > other.last);
}

/** Tells of a moment whether none of these is later for certain; in one pass over them. */
export function noneLater(all: readonly { readonly sampled: Moment }[]): (at: Moment) => boolean {
  let [day, anyDay, time] = [-Infinity, -Infinity, -Infinity];
  for (const { sampled } of all) {
    if (sampled.timed) time = Math.max(time, sampled.first);
    else [day, anyDay] = [Math.max(day, sampled.first), Math.max(anyDay, earliest(sampled))];
  }
  return (at) => (at.timed ? Math.max(time, anyDay) <= at.last : day <= at.last && time <= latest(at));
}

/** Those of which none of the others is later for certain, in the order given. */
export function latestOf<T extends { readonly sampled: Moment }>(all: readonly T[]): T[] {
  const isLast = noneLater(all);
  return all.filter(({ sampled }) => isLast(sampled));
}

function dayOf(at: number): number {
  return Math.floor(at / DAY) * DAY;
}

/**
 * A moment up to a day ahead of `now`, as the clock of another zone or one that is fast gives it, was some time in the day before it.
 * Any other is returned as it is.
 */
export function notAhead(at: Moment, now: number): Moment {
  if (at.first <= now || at.first - now > DAY) return at;
  return { first: dayOf(at.first - DAY), last: dayOf(at.last), day: at.day, timed: false };
}

/** Whole days from `at` to `now`; negative when `at` lies ahead. */
export function daysBetween(at: number, now: number): number {
  return Math.floor((now - at) / DAY);
}

/** Completed years from a birth date (milliseconds, UTC) to `now`. */
export function completedYears(birth: number, now: number): number {
  const born = new Date(birth);
  const today = new Date(now);
  const before =
    today.getUTCMonth() < born.getUTCMonth() ||
    (today.getUTCMonth() === born.getUTCMonth() && today.getUTCDate() < born.getUTCDate());
  return today.getUTCFullYear() - born.getUTCFullYear() - (before ? 1 : 0);
}
