import fc from 'fast-check';
import type { QuietPolicy } from '../../src/core/model/knowledge.js';
import { knowledge } from './shipped.js';

/** A patient over time: what the laboratory sends, who opens the chart, and what is answered. */

const LEVELS: Readonly<Record<string, readonly number[]>> = {
  ferritin: [320, 480, 600, 660, 720, 900, 1100, 3200, 12_000],
  b12: [500, 1000, 1100, 1500, 2400],
  alt: [20, 45, 60, 70, 85, 900],
  ast: [20, 60, 85],
  ggt: [30, 90, 110],
  platelets: [250, 155, 140, 90],
  bilirubin: [10, 25, 60],
  hemoglobin: [14, 11, 8],
  wbc: [6, 2, 21],
  crp: [2, 20],
  tsat: [30, 60],
  afp: [4, 30],
  inr: [1, 1.6],
};
const LABS = Object.keys(LEVELS);
/** On both sides of the change that counts, and of none. */
const FACTORS = [0.5, 0.6, 0.61, 0.9, 1, 1.1, 1.39, 1.4, 1.41, 3];

export interface Sample {
  readonly lab: string;
  readonly value: number;
  /** Days from the first visit. */
  readonly day: number;
  /** How it cannot be used: another unit, only a bound, no date. */
  readonly spoilt?: 'unit' | 'bound' | 'date' | undefined;
  readonly id: string;
}

/** What happens to the chart before a visit; places count round. */
export type Change =
  | { readonly kind: 'add'; readonly lab: string; readonly value: number; readonly before: number }
  | { readonly kind: 'again'; readonly place: number; readonly factor: number }
  | { readonly kind: 'drop'; readonly place: number }
  | { readonly kind: 'correct'; readonly place: number; readonly factor: number }
  | { readonly kind: 'spoil'; readonly place: number; readonly spoilt: 'unit' | 'bound' | 'date' }
  | { readonly kind: 'medicine'; readonly text: string };

/** What a user answers to one of the cards so far, of whatever kind. */
export interface Said {
  /** Counted from the newest. */
  readonly card: number;
  readonly outcome: 'accepted' | 'overridden';
  readonly reason?: string | undefined;
  /** Days from the visit. */
  readonly after: number;
  readonly takes: 'all' | 'none' | 'first';
}

export interface Step {
  readonly days: number;
  readonly changes: readonly Change[];
  readonly user: number;
  readonly patient: number;
  readonly review: boolean;
  readonly said: readonly Said[];
}

export interface World {
  readonly gender: string;
  readonly birthDate: string;
  readonly start: readonly Change[];
  readonly steps: readonly Step[];
  readonly policy: QuietPolicy;
}

const place = fc.nat({ max: 20 });
const factor = fc.constantFrom(...FACTORS);
const add: fc.Arbitrary<Change> = fc.constantFrom(...LABS).chain((lab) =>
  fc.record({
    kind: fc.constant('add' as const),
    lab: fc.constant(lab),
    value: fc.constantFrom(...(LEVELS[lab] ?? [])),
    before: fc.constantFrom(0.1, 0.5, 3, 40, 100),
  }),
);
const raised: fc.Arbitrary<Change> = fc.constantFrom('ferritin', 'ferritin', 'b12').chain((lab) =>
  fc.record({
    kind: fc.constant('add' as const),
    lab: fc.constant(lab),
    value: fc.constantFrom(...(LEVELS[lab] ?? []).slice(1)),
    before: fc.constantFrom(0.5, 3, 40),
  }),
);
const change: fc.Arbitrary<Change> = fc.oneof(
  add,
  fc.record({ kind: fc.constant('again' as const), place, factor }),
  fc.record({ kind: fc.constant('again' as const), place, factor }),
  fc.record({ kind: fc.constant('drop' as const), place }),
  fc.record({ kind: fc.constant('correct' as const), place, factor }),
  fc.record({
    kind: fc.constant('spoil' as const),
    place,
    spoilt: fc.constantFrom('unit' as const, 'bound' as const, 'date' as const),
  }),
  fc.record({
    kind: fc.constant('medicine' as const),
    text: fc.constantFrom('Ferinject', 'Hydroxocobalamin'),
  }),
);
const codes = knowledge.release.overrideReasons.map(({ code }) => code);
const said: fc.Arbitrary<Said> = fc.record({
  card: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 6 }) }),
  outcome: fc.constantFrom('overridden' as const, 'overridden' as const, 'accepted' as const),
  reason: fc.constantFrom(...codes, ...codes, 'another', undefined),
  after: fc.constantFrom(0.01, 0.01, 0.01, 0.01, 0.01, 1, 400, -400),
  takes: fc.constantFrom('all' as const, 'none' as const, 'first' as const),
});
const seldom = <T>(one: fc.Arbitrary<T>, otherwise: T): fc.Arbitrary<T> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(otherwise) }, { weight: 1, arbitrary: one });
const step: fc.Arbitrary<Step> = fc.record({
  days: fc.constantFrom(0.02, 0.5, 1, 2, 2, 6, 8, 30, 95),
  changes: fc.oneof(
    fc.constant([]),
    fc.array(change, { minLength: 1, maxLength: 1 }),
    fc.array(change, { maxLength: 3 }),
  ),
  user: seldom(fc.constant(1), 0),
  patient: seldom(fc.constant(1), 0),
  review: seldom(fc.constant(true), false),
  said: fc.array(said, { maxLength: 2 }),
});
const proof = { source: ['hepacue-decision'], verified: false, checked: '2026-11-28' };
const days = fc
  .oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 4000 }))
  .map((value) => ({ value, unit: 'd' as const, ...proof }));
/** Any that loads: the change is at most what makes a result rising. */
const policy: fc.Arbitrary<QuietPolicy> = fc
  .record({
    overrides: fc.tuple(
      ...codes.map((reason) =>
        fc.option(
          fc.record({
            id: fc.constant(`of-${reason}`),
            reason: fc.constant(reason),
            info: days,
            warning: days,
          }),
          { freq: 6 },
        ),
      ),
    ),
    change: fc.constantFrom(40, 40, 40, 25, 5).map((value) => ({ value, unit: '%' as const, ...proof })),
    unchanged: fc.record({
      id: fc.constant('seen'),
      after: fc.constantFrom(1, 1, 3).map((value) => ({ value, unit: 'd' as const, ...proof })),
      within: days,
    }),
    accepted: fc.record({ atMost: days }),
  })
  .map(({ overrides, ...rest }) => ({
    ...rest,
    overrides: overrides.filter((one) => one !== null),
    never: [],
    because: ['hepacue-decision'],
  }));

export const world: fc.Arbitrary<World> = fc.record({
  gender: fc.constantFrom('male', 'female'),
  birthDate: fc.constantFrom('1966-03-01', '1980-03-01', '1940-03-01', '2008-11-25'),
  start: fc.tuple(raised, fc.array(add, { maxLength: 5 })).map(([one, more]) => [one, ...more]),
  steps: fc.array(step, { minLength: 2, maxLength: 5 }),
  policy,
});

/** A chart after one more change. */
export function changed(
  chart: readonly Sample[],
  one: Change,
  day: number,
  newId: () => string,
): readonly Sample[] {
  if (one.kind === 'medicine') return chart;
  if (one.kind === 'add')
    return [...chart, { lab: one.lab, value: one.value, day: day - one.before, id: newId() }];
  const at = chart.length === 0 ? 0 : one.place % chart.length;
  const picked = chart[at];
  if (!picked) return chart;
  const times = (by: number): number => Number((picked.value * by).toPrecision(6));
  const instead = (other: Sample): readonly Sample[] => chart.map((it) => (it === picked ? other : it));
  switch (one.kind) {
    case 'again':
      return [...chart, { lab: picked.lab, value: times(one.factor), day: day - 0.01, id: newId() }];
    case 'drop':
      return chart.filter((it) => it !== picked);
    case 'correct':
      return instead({ ...picked, value: times(one.factor) });
    case 'spoil':
      return instead({ ...picked, spoilt: one.spoilt });
  }
}
