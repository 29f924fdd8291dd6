// Shares with what is known of them, and how far two of them differ.

/** 97.5 % of the standard normal distribution lie below it, so that an interval of both sides holds 95 %. */
const Z = 1.959963984540054;

/** How often something was so, of how many. */
export interface Count {
  readonly count: number;
  readonly of: number;
}

/** With 95 % certainty in between, each end from -1 to 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface Rate extends Count, Interval {
  readonly share: number;
}

export interface Difference extends Interval {
  readonly difference: number;
}

/** An interval should reach no further than this to either side before a share is called more than a first look. */
const MOST_REACH = 0.1;

/**
 * Of so many, the interval of a share reaches at most ten percentage points to either side, whatever the share: half the width of
 * Wilson's interval is largest at one half, where it is z / (2 √(n + z²)).
 */
export const SMALLEST = Math.ceil((Z / (2 * MOST_REACH)) ** 2 - Z ** 2);

/** The score interval of a share (Wilson 1927, J Am Stat Assoc 22:209); everything where nothing was seen. */
export function wilson({ count, of }: Count): Interval {
  if (of === 0) return { low: 0, high: 1 };
  const share = count / of;
  const middle = share + Z ** 2 / (2 * of);
  const reach = Z * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2));
  const whole = 1 + Z ** 2 / of;
  return {
    low: count === 0 ? 0 : (middle - reach) / whole,
    high: count === of ? 1 : (middle + reach) / whole,
  };
}

/** A share with its interval; undefined where nothing was seen. */
export function rateOf(count: number, of: number): Rate | undefined {
  return of === 0 ? undefined : { count, of, share: count / of, ...wilson({ count, of }) };
}

/**
 * By how much one share is above another that is independent of it: the hybrid score interval (Newcombe 1998, Stat Med 17:873,
 * method 10), from the intervals of Wilson of both. Undefined where nothing was seen of one.
 */
export function differenceOf(one: Count, other: Count): Difference | undefined {
  const [first, second] = [rateOf(one.count, one.of), rateOf(other.count, other.of)];
  if (!first || !second) return undefined;
  const difference = first.share - second.share;
  return {
    difference,
    low: difference - Math.hypot(first.share - first.low, second.high - second.share),
    high: difference + Math.hypot(first.high - first.share, second.share - second.low),
  };
}
