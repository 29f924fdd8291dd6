import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { supersedes, type Version } from '../../../src/intake/v2/versions.js';
import { runs } from '../../support/seed.js';

const version = (status: Version['status'], hour?: number): Version => ({
  status,
  ...(hour !== undefined && { at: `2026-11-20T${String(hour).padStart(2, '0')}:00:00+01:00` }),
});

/** What is kept in the end, of tellings that come in this order. */
function kept(tellings: readonly Version[]): Version {
  return tellings.reduce((before, next) => (supersedes(next, before) ? next : before));
}

function orders<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, index) => orders(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

describe('in whatever order tellings of a result come, the same one stands', () => {
  test.each<[what: string, tellings: Version[], last: Version]>([
    [
      'a correction',
      [version('preliminary', 9), version('final', 10), version('corrected', 16)],
      version('corrected', 16),
    ],
    [
      'a withdrawal',
      [
        version('preliminary', 9),
        version('final', 10),
        version('corrected', 16),
        version('entered-in-error', 17),
      ],
      version('entered-in-error', 17),
    ],
    [
      'a final one after its withdrawal',
      [version('entered-in-error', 10), version('final', 11)],
      version('final', 11),
    ],
    [
      'a preliminary that is sent later',
      [version('final', 10), version('preliminary', 11)],
      version('final', 10),
    ],
    [
      'all at one time',
      [version('final', 10), version('corrected', 10), version('entered-in-error', 10)],
      version('entered-in-error', 10),
    ],
    ['without times', [version('preliminary'), version('final'), version('corrected')], version('corrected')],
  ])('%s', (_what, tellings, last) => {
    for (const order of orders(tellings)) expect(kept(order)).toEqual(last);
  });

  test('for any tellings with times', () => {
    const status = fc.constantFrom<Version['status']>(
      'registered',
      'preliminary',
      'final',
      'amended',
      'corrected',
      'cancelled',
      'entered-in-error',
    );
    const tellings = fc.array(fc.record({ status, hour: fc.nat(5) }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(tellings, fc.infiniteStream(fc.nat()), (list, random) => {
        const all = list.map(({ status: one, hour }) => version(one, hour));
        const shuffled = all
          .map((one) => ({ one, by: random.next().value }))
          .sort((one, other) => one.by - other.by)
          .map(({ one }) => one);
        expect(kept(shuffled)).toEqual(kept(all));
      }),
      runs(300),
    );
  });
});

test('of two that nothing tells apart, the one that came last', () => {
  expect(supersedes(version('final', 10), version('final', 10))).toBe(true);
  expect(supersedes(version('final'), version('final', 10))).toBe(true);
});
