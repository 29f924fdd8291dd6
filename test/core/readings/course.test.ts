import { describe, expect, test } from '@jest/globals';
import { adviceOn, resultOf, topicsOf, TRIGGERS, type TriggerId, viewOf } from '../../support/ask.js';
import { dayBefore } from '../../support/case.js';
import { NOW } from '../../support/clock.js';

/** A result of ferritin or vitamin B12 is the last of a course: what was before it, and how it stands to that. */

type Json = Readonly<Record<string, unknown>>;
/** A value, days ago, and what else is said of it. */
type Point = readonly [value: number | string, days: number, more?: Json];

/** Its limit by default is 300 ng/mL for ferritin and 950 pg/mL for vitamin B12: of both so many times. */
const LIMIT = { ferritin: 300, b12: 950 } as const;

function courseOf(
  id: TriggerId,
  points: readonly Point[],
): { earlier: unknown[]; trend: string | undefined } {
  const results = points.map(([value, days, more], index) => {
    const bound = typeof value === 'string' ? { comparator: value.slice(0, 1) } : {};
    const times = Number(String(value).replace(/[<>]/u, ''));
    const one = resultOf(id, Math.round(times * LIMIT[id] * 100) / 100, {
      id: `r${String(index)}`,
      effectiveDateTime: dayBefore(NOW, days),
      ...more,
    });
    return {
      ...one,
      valueQuantity: {
        ...(one['valueQuantity'] as Json),
        ...bound,
        ...((more?.['valueQuantity'] as Json | undefined) ?? {}),
      },
    };
  });
  const [reading, turned] = [results, results.toReversed()].map((order) =>
    adviceOn(viewOf(order))
      .explain()
      .readings.find(({ lab }) => lab === id),
  );
  const dates = ({ earlier = [] }: NonNullable<typeof reading>): unknown =>
    earlier.map((one) => [one.date, one.value]);
  expect(turned && dates(turned)).toEqual(reading && dates(reading));
  const earlier = (reading?.earlier ?? []).map(({ value, date }) => [
    Math.round(((value ?? 0) / LIMIT[id]) * 100) / 100,
    Math.round((NOW.getTime() - Date.parse(date ?? '')) / 86_400_000 - 0.5),
  ]);
  return { earlier, trend: reading?.trend };
}

describe.each(TRIGGERS)('%s', (id) => {
  test('keeps what was before, newest first, for three years', () => {
    const { earlier } = courseOf(id, [
      [2, 0],
      [1.5, 400],
      [0.5, 100],
      [3, 1095],
      [3, 1096],
    ]);
    expect(earlier).toEqual([
      [0.5, 100],
      [1.5, 400],
      [3, 1095],
    ]);
  });

  test('one a sample: versions are one, of two of one time the higher is kept', () => {
    const version = { identifier: [{ system: 'urn:example:lab', value: 'A' }] };
    const { earlier } = courseOf(id, [
      [2, 0],
      [1.5, 10, version],
      [1.2, 10, { ...version, status: 'corrected' }],
      [1.1, 20],
      [1.4, 20],
    ]);
    expect(earlier).toEqual([
      [1.2, 10],
      [1.4, 20],
    ]);
  });

  test('what cannot be read is no part of it', () => {
    const { earlier } = courseOf(id, [
      [2, 0],
      [1.5, 10, { valueQuantity: { unit: 'mmol', code: 'mmol' } }],
      [1.1, 20],
    ]);
    expect(earlier).toEqual([[1.1, 20]]);
  });

  test.each<[string, readonly Point[], string | undefined]>([
    ['nothing before', [[2, 0]], undefined],
    [
      '40 % above',
      [
        [1.4, 0],
        [1, 100],
      ],
      'rising',
    ],
    [
      'less than 40 % above',
      [
        [1.39, 0],
        [1, 100],
      ],
      'steady',
    ],
    [
      '40 % below',
      [
        [1.2, 0],
        [2, 100],
      ],
      'falling',
    ],
    [
      'less than 40 % below',
      [
        [1.21, 0],
        [2, 100],
      ],
      'steady',
    ],
    [
      '40 % above the lowest raised one',
      [
        [2, 0],
        [1.8, 100],
        [1.6, 200],
        [1.4, 300],
      ],
      'rising',
    ],
    [
      '40 % above one that was not raised, but for the last',
      [
        [1.4, 0],
        [1.3, 100],
        [0.9, 200],
      ],
      'steady',
    ],
    [
      'falling from the last and rising from the lowest',
      [
        [2, 0],
        [4, 100],
        [1.1, 200],
      ],
      'rising',
    ],
    [
      'a bound that proves it',
      [
        ['>4', 0],
        [2, 100],
      ],
      'rising',
    ],
    [
      'a bound that proves nothing',
      [
        ['>2', 0],
        [2, 100],
      ],
      undefined,
    ],
    [
      'after a bound that proves it',
      [
        [1, 0],
        ['>2', 100],
      ],
      'falling',
    ],
    [
      'after a bound that proves nothing',
      [
        [3, 0],
        ['>2', 100],
      ],
      undefined,
    ],
    [
      'two equal bounds',
      [
        ['>2', 0],
        ['>2', 100],
      ],
      'steady',
    ],
  ])('%s: %s', (_name, points, trend) => {
    expect(courseOf(id, points).trend).toBe(trend);
  });
});

test('other labs have no course', () => {
  const bmi = [
    resultOf('ferritin', 620),
    resultOf('bmi', 31, { id: 'a' }),
    resultOf('bmi', 30, { id: 'b', effectiveDateTime: dayBefore(NOW, 30) }),
  ];
  const read = adviceOn(viewOf(bmi))
    .explain()
    .readings.find(({ lab }) => lab === 'bmi');
  expect(read).toBeDefined();
  expect(read).not.toHaveProperty('earlier');
});

describe('what does not count is accounted for', () => {
  const same = { identifier: [{ system: 'urn:example:lab', value: 'A' }] };
  test.each<[string, Json]>([
    ['withdrawn', { status: 'entered-in-error' }],
    ['replaced', same],
    ['no-result', { status: 'preliminary' }],
    ['date-missing', { effectiveDateTime: undefined }],
    ['older', { effectiveDateTime: dayBefore(NOW, 5) }],
    ['same-time', {}],
    ['order-open', { effectiveDateTime: '2026' }],
  ])('%s', (why, more) => {
    const used = resultOf('ferritin', 620, {
      id: 'used',
      ...(why === 'replaced' && { ...same, status: 'corrected' }),
    });
    const other = resultOf('ferritin', 610, { id: 'other', ...more });
    for (const order of [
      [used, other],
      [other, used],
    ]) {
      const { readings, passedOver } = adviceOn(viewOf(order)).explain();
      expect(readings.find(({ lab }) => lab === 'ferritin')?.value).toBe(620);
      expect(passedOver.map((one) => [one.lab, one.received, one.why])).toEqual([
        ['ferritin', '610 ng/mL', why],
      ]);
    }
  });
});

describe('of two that may be the newest the worse is used, and the other is said where it disagrees', () => {
  test.each<[string, string, Json]>([
    ['one time', 'ferritin-same-time-disagrees', {}],
    ['an open order', 'ferritin-order-open', { effectiveDateTime: '2026-11' }],
  ])('%s', (_name, id, more) => {
    const results = [resultOf('ferritin', 620, { id: 'a' }), resultOf('ferritin', 120, { id: 'b', ...more })];
    for (const order of [results, results.toReversed()]) {
      const { cards, explain } = adviceOn(viewOf(order));
      expect(topicsOf(cards)).toEqual({ raisedFerritin: 'info' });
      expect(cards[0]?.detail).toContain('620 ng/mL was used');
      expect(explain().dataQuality).toEqual([id]);
    }
  });

  test.each(['platelets', 'hemoglobin', 'wbc'])('also %s, which have no limit', (id) => {
    const day = { effectiveDateTime: dayBefore(NOW, 1) };
    const count = resultOf(id, 4, { id: 'a', ...day });
    const other = resultOf(id, 12, { id: 'b', ...day });
    for (const [counts, said] of [
      [[count, other], [`${id}-same-time-disagrees`]],
      [[count, { ...count, id: 'b' }], []],
    ] as const) {
      const advice = adviceOn(viewOf([resultOf('ferritin', 620), ...counts]));
      expect(advice.explain().dataQuality).toEqual(said);
    }
  });

  test('two that agree: the higher, and nothing is said', () => {
    const advice = adviceOn(
      viewOf([resultOf('ferritin', 620, { id: 'a' }), resultOf('ferritin', 900, { id: 'b' })]),
    );
    expect(advice.cards[0]?.summary).toContain('900');
    expect(advice.explain().dataQuality).toEqual([]);
  });

  test.each([
    ['alt', 400, 30, 400],
    ['platelets', 90, 250, 90],
    ['hemoglobin', 8, 14, 8],
    ['albumin', 2.1, 4, 2.1],
  ] as const)('%s: %d beside %d', (lab, one, other, used) => {
    const results = [resultOf(lab, one, { id: 'a' }), resultOf(lab, other, { id: 'b' })];
    for (const order of [results, results.toReversed()]) {
      const { readings } = adviceOn(viewOf([resultOf('ferritin', 620), ...order])).explain();
      expect(readings.find((reading) => reading.lab === lab)?.value).toBe(used);
    }
  });
});

test('300 results without a date are said in a few lines, the highest by name', () => {
  const results = Array.from({ length: 300 }, (_, index) =>
    resultOf('ferritin', 100 + index, { id: `r${String(index)}`, effectiveDateTime: undefined }),
  );
  const { cards } = adviceOn(viewOf(results));
  const detail = cards[0]?.detail ?? '';
  for (const said of ['399 ng/mL', '398 ng/mL', '397 ng/mL', '297 more ferritin results'])
    expect(detail).toContain(said);
  expect(detail).not.toContain('396 ng/mL');
});

test('an id that is no FHIR id is not copied into a reference', () => {
  const referred = (id: string): unknown =>
    adviceOn(viewOf([resultOf('ferritin', 620, { id })])).cards.flatMap(({ suggestions = [] }) =>
      suggestions.flatMap(({ actions }) => actions.map(({ resource }) => resource.reasonReference)),
    )[0];
  expect(referred('f-1')).toEqual([{ reference: 'Observation/f-1' }]);
  for (const id of ['../../x?y=<script>', 'a b', 'x'.repeat(65)]) expect(referred(id)).toBeUndefined();
});
