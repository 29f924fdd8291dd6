import { expect, test } from '@jest/globals';
import { withinOneDay } from './clock.js';

/** A clock that goes on to the next of these moments each time it is read. */
const clockOf = (...moments: readonly string[]) => {
  const left = [...moments];
  return () => new Date(left.length > 1 ? left.shift()! : left[0]!);
};

test('what midnight divides is asked once more, on the new day', async () => {
  const asked: string[] = [];
  const ask = (now: Date): Promise<string> => {
    asked.push(now.toISOString().slice(0, 10));
    return Promise.resolve(asked.at(-1)!);
  };
  const still = clockOf('2026-12-31T23:59:58Z', '2026-12-31T23:59:59Z');
  expect(await withinOneDay(ask, still)).toBe('2026-12-31');
  expect(asked).toEqual(['2026-12-31']);
  const passing = clockOf('2026-12-31T23:59:59Z', '2027-01-01T00:00:00Z');
  expect(await withinOneDay(ask, passing)).toBe('2027-01-01');
  expect(asked).toEqual(['2026-12-31', '2026-12-31', '2027-01-01']);
});
