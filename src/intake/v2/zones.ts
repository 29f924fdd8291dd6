/** Gives the offset from UTC, in minutes, of a wall-clock time told as if it were UTC (milliseconds since the epoch). */
export type OffsetAt = (local: number) => number;

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const MOST_DAYS = 5_000;

/**
 * Wall-clock times of an IANA time zone. An hour that comes twice is taken as its first, one that does not come as the clock would have shown
 * it without the change: as Temporal and java.time do.
 * @throws RangeError when there is no such zone
 */
export function zoneOffsets(zone: string): OffsetAt {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const offsetAt = (instant: number): number => {
    const told = Object.fromEntries(
      clock.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = told;
    return Math.round((Date.UTC(year, month - 1, day, hour, minute, second) - instant) / MINUTE);
  };
  const days = new Map<number, readonly [before: number, after: number]>();
  /** The offsets that a day begins and ends with, in any zone; asked anew for thousands of times of the same days. */
  const around = (day: number): readonly [before: number, after: number] => {
    let found = days.get(day);
    if (!found) {
      if (days.size >= MOST_DAYS) days.clear();
      days.set(day, (found = [offsetAt((day - 1) * DAY), offsetAt((day + 2) * DAY)]));
    }
    return found;
  };
  return (local) => {
    const [before, after] = around(Math.floor(local / DAY));
    if (before === after) return before;
    // Both hold in an hour that comes twice, none in one that does not come.
    if (offsetAt(local - before * MINUTE) === before) return before;
    return offsetAt(local - after * MINUTE) === after ? after : before;
  };
}
