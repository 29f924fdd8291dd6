/** What waiting needs of the world. */
export interface Clock {
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<void>;
}

const SECOND = 1_000;
const FIRST = SECOND;
const LONGEST = 60 * SECOND;
/** A server that says an hour is asked again after this. */
const MOST = 15 * 60 * SECOND;

/** Milliseconds to the next try: as the server says (RFC 9110, 10.2.3: seconds or a date), else longer each time. */
export function waitOf(headers: Headers, tries: number, now: number): number {
  const said = headers.get('retry-after')?.trim() ?? '';
  const date = Date.parse(said);
  const ms = /^\d+$/u.test(said) ? Number(said) * SECOND : Number.isNaN(date) ? undefined : date - now;
  if (ms !== undefined) return Math.min(Math.max(ms, 0), MOST);
  return Math.min(FIRST * 1.6 ** tries, LONGEST);
}
