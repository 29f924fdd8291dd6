/** From which number to which a line runs, and how. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly log: boolean;
}

const STEPS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
/** A value so many times its limit leaves no room to see the limit on an even scale. */
const EVEN_UP_TO = 20;

/** The next number upwards that reads well as the end of a scale. */
export function niceMaximum(value: number): number {
  if (!(value > 0)) return 1;
  if (value > 1e300) return Number.MAX_VALUE;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = STEPS.find((one) => one * power >= value * (1 - 1e-12)) ?? 10;
  return Number((step * power).toPrecision(6));
}

/** A scale with room for all marks; for one that is open upwards, also for an arrow. */
export function scaleFor(value: number, marks: readonly number[], limit?: number, openAbove = false): Scale {
  const highest = Math.max(value * (openAbove ? 1.25 : 1.05), ...marks.map((mark) => mark * 1.15));
  const log = limit !== undefined && limit > 0 && value > EVEN_UP_TO * limit;
  if (!log) return { from: 0, to: niceMaximum(highest), log };
  const lowest = Math.min(limit, ...marks.filter((mark) => mark > 0));
  const from = 10 ** Math.floor(Math.log10(lowest / 1.5));
  return { from, to: niceMaximum(openAbove ? highest * 2 : highest), log };
}

/** Where a number stands between the ends of a scale: 0 at the start, 1 at the end. */
export function placeOn({ from, to, log }: Scale, value: number): number {
  const place = log
    ? Math.log(Math.max(value, from) / from) / Math.log(to / from)
    : (value - from) / (to - from);
  return Math.min(Math.max(place, 0), 1);
}

/** The powers of ten inside a logarithmic scale. */
export function powersIn({ from, to, log }: Scale): number[] {
  if (!log) return [];
  const first = Math.round(Math.log10(from));
  const count = Math.max(Math.ceil(Math.log10(to) - 1e-9) - first, 0);
  return Array.from({ length: count }, (_, index) => 10 ** (first + index)).filter((one) => one > from);
}
