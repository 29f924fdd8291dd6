/** A FHIR date or dateTime as the span it may mean: "2026" is a year long. Milliseconds since the epoch, UTC. */
export interface Moment {
  readonly first: number;
  readonly last: number;
  /** The calendar day as written, as far as it goes: `2026-11-22`, `2026-11`, `2026`. */
  readonly day: string;
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
    return Number.isNaN(at) ? undefined : { first: at, last: at, day: text.slice(0, DATE) };
  }
  const year = Number(text.slice(0, YEAR));
  const month = text.length >= MONTH ? Number(text.slice(YEAR + 1, MONTH)) : undefined;
  const date = text.length === DATE ? Number(text.slice(MONTH + 1)) : undefined;
  const first = Date.parse(
    `${text.slice(0, YEAR)}-${text.slice(YEAR + 1, MONTH) || '01'}-${text.slice(MONTH + 1) || '01'}`,
  );
  // JavaScript reads 30 February as 2 March.
  if (Number.isNaN(first) || (date !== undefined && new Date(first).getUTCDate() !== date)) return undefined;
  if (date !== undefined) return { first, last: first, day: text };
  const next = month === undefined ? Date.UTC(year + 1, 0, 1) : Date.UTC(year, month, 1);
  return { first, last: next - DAY, day: text };
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
  return { first: date.getTime(), last: date.getTime(), day: date.toISOString().slice(0, 10) };
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
