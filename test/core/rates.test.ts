import { describe, expect, test } from '@jest/globals';
import { differenceOf, rateOf, SMALLEST, wilson } from '../../src/core/rates.js';

describe('the interval of a share', () => {
  // Newcombe 1998, Stat Med 17:857, table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %d in %d is as published', (count, of, low, high) => {
    const found = wilson({ count, of });
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
  });

  test('ends where shares end, and is everything where nothing was seen', () => {
    expect(wilson({ count: 7, of: 7 }).high).toBe(1);
    expect(wilson({ count: 0, of: 7 }).low).toBe(0);
    expect(wilson({ count: 0, of: 0 })).toEqual({ low: 0, high: 1 });
    expect(rateOf(0, 0)).toBeUndefined();
  });

  test('holds the true share in about 95 of 100 draws, worked out exactly', () => {
    // By the binomial distribution itself, at shares that no table was made for.
    for (const share of [0.03, 0.2, 0.5, 0.71])
      for (const size of [30, 120]) expect(coverage(share, size)).toBeGreaterThan(0.92);
  });
});

describe('the smallest number', () => {
  test('is the first with which no share is less certain than ten points', () => {
    const reach = (of: number): number =>
      Math.max(
        ...Array.from({ length: of + 1 }, (_, count) => {
          const { low, high } = wilson({ count, of });
          return (high - low) / 2;
        }),
      );
    expect(reach(SMALLEST)).toBeLessThanOrEqual(0.1);
    expect(reach(SMALLEST - 2)).toBeGreaterThan(0.1);
  });
});

describe('the interval of a difference', () => {
  // Newcombe 1998, Stat Med 17:873, table II, method 10.
  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('between %d in %d and %d in %d is as published', (count, of, otherCount, otherOf, low, high) => {
    const found = differenceOf({ count, of }, { count: otherCount, of: otherOf });
    expect(found?.low).toBeCloseTo(low, 4);
    expect(found?.high).toBeCloseTo(high, 4);
  });

  test('is not told where nothing was seen of one', () => {
    expect(differenceOf({ count: 0, of: 0 }, { count: 1, of: 2 })).toBeUndefined();
  });
});

function coverage(share: number, of: number): number {
  let sum = 0;
  let chance = (1 - share) ** of;
  for (let count = 0; count <= of; count++) {
    const { low, high } = wilson({ count, of });
    if (low <= share && share <= high) sum += chance;
    chance *= ((of - count) / (count + 1)) * (share / (1 - share));
  }
  return sum;
}
