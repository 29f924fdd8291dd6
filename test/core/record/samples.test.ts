import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DAY, isLater, latestOf, type Moment, moment, notAhead } from '../../../src/core/record/moment.js';
import { standing } from '../../../src/core/record/samples.js';
import { NOW } from '../../support/clock.js';
import { runs } from '../../support/seed.js';

/** What tells which results are of one sample, which of them stands, and which of two is the newer for certain. */

function at(text: string): Moment {
  const read = moment(text);
  if (!read) throw new Error(`no moment: ${text}`);
  return read;
}

const hour = fc.integer({ min: 0, max: 23 }).map((one) => String(one).padStart(2, '0'));
const day = fc.integer({ min: 18, max: 24 }).map((one) => `2026-11-${String(one)}`);
const zone = fc.constantFrom('Z', '+13:00', '-11:00', '+01:00');
const text = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(day, hour, zone).map(([one, of, where]) => `${one}T${of}:00:00${where}`) },
  { weight: 3, arbitrary: day },
  fc.constantFrom('2026', '2025', '2026-11', '2026-10'),
);
const moments = text.map((one) => notAhead(at(one), NOW.getTime()));

describe('later for certain', () => {
  test.each<[later: string, earlier: string, certain: boolean]>([
    ['2026-11-22', '2026-11-21', true],
    ['2026-11-22', '2026-11-22', false],
    ['2026-11-22T10:00:00Z', '2026-11-22T09:59:59Z', true],
    ['2026-11-22T10:00:00+02:00', '2026-11-22T08:30:00Z', false],
    ['2026-11-22', '2026-11-22T08:00:00Z', false],
    ['2026-11-22T08:00:00Z', '2026-11-22', false],
    ['2026-11-22T08:00:00Z', '2026-11-20', true],
    ['2026-11-22', '2026-11-20T08:00:00Z', true],
    // The day of the furthest east began when it was still the morning before in UTC.
    ['2026-11-22', '2026-11-21T12:00:00Z', false],
    ['2026', '2026-11-22', false],
    ['2026-11-22', '2026', false],
    ['2026-11-22', '2025', true],
    ['2026-11', '2026-10', true],
    ['2026-11', '2026', false],
  ])('%s than %s: %s', (later, earlier, certain) => {
    expect(isLater(at(later), at(earlier))).toBe(certain);
  });

  test('is a strict partial order', () => {
    fc.assert(
      fc.property(moments, moments, moments, (one, two, three) => {
        expect(isLater(one, one)).toBe(false);
        if (isLater(one, two)) expect(isLater(two, one)).toBe(false);
        if (isLater(one, two) && isLater(two, three)) expect(isLater(one, three)).toBe(true);
      }),
      runs(5_000),
    );
  });

  test('the latest are those of which no other is later', () => {
    fc.assert(
      fc.property(fc.array(moments, { maxLength: 6 }), (all) => {
        const results = all.map((sampled) => ({ sampled }));
        const latest = results.filter((one) => !results.some((other) => isLater(other.sampled, one.sampled)));
        expect(latestOf(results)).toEqual(latest);
        expect(latest.length > 0).toBe(results.length > 0);
      }),
      runs(5_000),
    );
  });

  test('a sample is not taken in the future: what is up to a day ahead was in the day before', () => {
    const now = NOW.getTime();
    const ahead = notAhead(at(new Date(now + DAY / 2).toISOString()), now);
    expect(isLater(ahead, at(NOW.toISOString()))).toBe(false);
    expect(notAhead(at('2027-11-22'), now)).toEqual(at('2027-11-22'));
  });
});

interface Given {
  readonly name: string;
  readonly observation: Readonly<Record<string, unknown>>;
  readonly sampled: Moment | undefined;
  readonly source: object;
  readonly inContext: boolean;
}

const issued = hour.map((one) => `2026-11-22T${one}:00:00Z`);
const result = fc.record({
  id: fc.constantFrom('a', 'b', 'c', undefined),
  status: fc.constantFrom('final', 'corrected', 'amended', 'preliminary', 'entered-in-error', 'cancelled'),
  identifier: fc.constantFrom(undefined, [{ system: 'urn:x', value: '1' }], [{ value: '1' }]),
  specimen: fc.constantFrom(undefined, { reference: 'Specimen/1' }, { reference: '#1' }),
  issued: fc.option(issued, { nil: undefined }),
  meta: fc.option(fc.record({ lastUpdated: issued, versionId: fc.constantFrom('1', '2', 'x') }), {
    nil: undefined,
  }),
});
const records = fc.array(fc.tuple(result, fc.option(text, { nil: undefined })), { maxLength: 7 }).map((all) =>
  all.map(([observation, when], index): Given => ({
    name: String(index),
    observation,
    sampled: when === undefined ? undefined : at(when),
    source: observation,
    inContext: index === 6,
  })),
);
const namesOf = (results: readonly Given[]): string[] => results.map(({ name }) => name).sort();

describe('of each sample the last version stands', () => {
  test('whatever the order in which they came', () => {
    fc.assert(
      fc.property(records, fc.infiniteStream(fc.nat()), (given, random) => {
        const keys = given.map(() => random.next().value as number);
        const shuffled = given.map((_, index) => given[(index + (keys[0] ?? 0)) % given.length] as Given);
        expect(namesOf(standing(shuffled))).toEqual(namesOf(standing(given)));
        expect(namesOf(standing(given.toReversed()))).toEqual(namesOf(standing(given)));
      }),
      runs(3_000),
    );
  });

  test('what has nothing in common with the others is not touched by them', () => {
    fc.assert(
      fc.property(records, (given) => {
        const alone: Given = {
          name: 'alone',
          observation: {
            id: 'alone',
            status: 'final',
            specimen: { reference: '#1' },
            identifier: [{ value: '1' }],
          },
          sampled: at('2026-11-22'),
          source: {},
          inContext: false,
        };
        expect(namesOf(standing([...given, alone]))).toEqual([...namesOf(standing(given)), 'alone'].sort());
      }),
      runs(3_000),
    );
  });

  test('nothing withdrawn stands, and what stands stands by itself', () => {
    fc.assert(
      fc.property(records, (given) => {
        const stands = standing(given);
        expect(stands.every(({ observation }) => observation['status'] !== 'entered-in-error')).toBe(true);
        expect(namesOf(standing(stands))).toEqual(namesOf(stands));
      }),
      runs(3_000),
    );
  });

  test('parts of one resource are no versions of one another', () => {
    const source = {};
    const part = (name: string): Given => ({
      name,
      observation: { id: 'panel', status: 'final' },
      sampled: undefined,
      source,
      inContext: false,
    });
    expect(namesOf(standing([part('one'), part('two')]))).toEqual(['one', 'two']);
    const corrected: Given = {
      ...part('three'),
      observation: { id: 'panel', status: 'corrected' },
      source: {},
    };
    expect(namesOf(standing([part('one'), part('two'), corrected]))).toEqual(['three']);
  });
});
