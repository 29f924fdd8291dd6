import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isLimitNotUsed } from '../../../src/core/readings/remarks.js';
import { judgeAmount, type Judged } from '../../../src/core/readings/limit.js';
import { readable, readQuantity } from '../../../src/core/readings/units.js';
import { lab, resultOf } from '../../support/ask.js';
import { runs } from '../../support/seed.js';

/** What no range and no flag may do, whatever a laboratory sends: a number grows quieter by it only with a word. */

const LABS = ['ferritin', 'b12', 'alt', 'ggt', 'bilirubin'];
const YES_OR_NO = { yes: 2, unknown: 1, no: 0 } as const;

/** In hundredths of the default limit: of a value that can be, and of what a range may say. */
const percent = fc.oneof(
  fc.integer({ min: 0, max: 1000 }),
  fc.constantFrom(0, 99, 100, 101, 150, 199, 200, 201, 4000),
);
const rangePercent = fc.oneof(percent, fc.constantFrom(10_000_000));
const seldom = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined, freq: 2 });
const words = fc.constantFrom(
  ...[
    '',
    'Normal',
    'Critical',
    'women',
    'Male',
    'adults',
    'children',
    '18-60 years',
    '< 1 month',
    'VII',
    ':',
    'reference',
  ],
);
const rangeShape = fc.record({
  low: seldom(rangePercent),
  high: seldom(rangePercent),
  text: seldom(
    fc.oneof(
      words,
      fc.tuple(
        words,
        fc.constantFrom(' ', ': ', '-'),
        percent,
        fc.constantFrom('-', ' to ', ' < ', ','),
        percent,
      ),
    ),
  ),
  unit: fc.constantFrom('own', 'own', 'none', 'furlong'),
  type: seldom(words),
  appliesTo: seldom(words),
  ageUnit: seldom(fc.constantFrom('a', 'Y', 'M', 'moons')),
  modified: fc.oneof(
    { weight: 9, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
});
const given = fc.record({
  of: fc.constantFrom(...LABS),
  ranges: fc.array(rangeShape, { maxLength: 4 }),
  flags: fc.array(
    fc.constantFrom(
      'H',
      'HH',
      'N',
      'L',
      'A',
      'Normal',
      'High',
      'within normal limits',
      '281301001',
      'rubbish',
    ),
    { maxLength: 2 },
  ),
  comparator: fc.constantFrom(undefined, undefined, undefined, '>' as const, '<' as const),
  sex: fc.constantFrom('male' as const, 'female' as const, undefined),
  age: fc.constantFrom(undefined, [55, 55] as const, [50, 51] as const, [3, 3] as const),
});
type Given = typeof given extends fc.Arbitrary<infer G> ? G : never;

/** The default limit of men of 55 in the lab's own unit: what the percents are of. */
const baseOf = ({ of }: Given): number => readable(lab(of)).limits.at(-1)?.own ?? NaN;

function judge(value: number, one: Given, with_: { ranges: boolean; flags: boolean }): Judged {
  const { comparator, sex, age } = one;
  const of = lab(one.of);
  const base = baseOf(one);
  const unit = of.unit ?? '';
  const quantity = (part: number | undefined, kind: string) =>
    part === undefined
      ? undefined
      : { value: (part * base) / 100, ...(kind !== 'none' && { unit: kind === 'own' ? unit : kind }) };
  const referenceRange = one.ranges.map((range) => ({
    low: quantity(range.low, range.unit),
    high: quantity(range.high, range.unit),
    text: Array.isArray(range.text)
      ? range.text.map((part) => (typeof part === 'number' ? String((part * base) / 100) : part)).join('')
      : range.text,
    type: range.type === undefined ? undefined : { text: range.type },
    appliesTo: range.appliesTo === undefined ? undefined : [{ text: range.appliesTo }],
    age: range.ageUnit === undefined ? undefined : { high: { value: 60, unit: range.ageUnit } },
    modifierExtension: range.modified ? [{ url: 'urn:x', valueBoolean: true }] : undefined,
  }));
  const observation = {
    ...resultOf(of.id, value),
    ...(with_.ranges && { referenceRange }),
    ...(with_.flags && { interpretation: one.flags.map((text) => ({ text, coding: [{ code: text }] })) }),
  } as unknown as fhir4.Observation;
  const amount = readQuantity(readable(of), { value, unit, ...(comparator && { comparator }) });
  if ('problem' in amount) throw new Error(amount.problem);
  const person = { ...(sex && { sex }), ...(age && { age: { first: age[0], last: age[1] } }) };
  return judgeAmount(readable(of), amount, observation, person, () => undefined);
}

/** Makes a context card where nothing is raised. */
const isSaid = ({ notes }: Judged): boolean =>
  notes.some((kind) => isLimitNotUsed({ id: '', kind, lab: '', places: {} }, false));

test('a higher number is never raised less', () => {
  fc.assert(
    fc.property(given, percent, percent, (one, first, second) => {
      const [low, high] = [Math.min(first, second), Math.max(first, second)].map(
        (part) => judge((part * baseOf(one)) / 100, one, { ranges: true, flags: true }).raised,
      );
      expect(YES_OR_NO[high ?? 'no']).toBeGreaterThanOrEqual(YES_OR_NO[low ?? 'no']);
    }),
    runs(5000),
  );
});

test('nothing but a range that can be believed makes a number above twice the default limit silent', () => {
  fc.assert(
    fc.property(given, percent, fc.boolean(), fc.boolean(), (one, part, ranges, flags) => {
      const value = (part * baseOf(one)) / 100;
      const bare = judge(value, one, { ranges: false, flags: false });
      if (bare.raised !== 'yes' || !(value > 2 * (bare.limit.value ?? NaN))) return;
      const judged = judge(value, one, { ranges, flags });
      // What cannot be told is said by its own remark.
      if (judged.raised === 'no' && judged.limit.basis !== 'lab-range')
        expect([judged, isSaid(judged)]).toEqual([judged, true]);
    }),
    runs(5000),
  );
});

test('what is not read and could be a limit on the other side is said', () => {
  fc.assert(
    fc.property(given, percent, (one, part) => {
      const value = (part * baseOf(one)) / 100;
      const { raised, limit, notes } = judge(value, one, { ranges: true, flags: false });
      const isUnread = limit.unused?.some((why) => why === 'unit-unknown' || why === 'beyond-bound') === true;
      const bounds = lab(one.of).plausibleLimit;
      if (!isUnread || limit.basis === 'none' || raised === 'unknown' || one.comparator) return;
      const open = bounds === undefined || (value > bounds.low && value <= bounds.high);
      if (open) expect(notes).toContain('range-not-used');
    }),
    runs(5000),
  );
});
