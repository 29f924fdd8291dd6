import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compile, type Expression, tryOnSample } from '../../../src/core/language/expression.js';
import { offeredObservation } from '../../../src/core/facts/observation.js';
import { variableOf } from '../../../src/core/facts/variables.js';
import { shortcut } from '../../../src/core/language/shortcut.js';
import type { Lab } from '../../../src/core/model/knowledge.js';
import fhirpath from 'fhirpath';
import { knowledge } from '../../support/shipped.js';

/** Every expression of the shipped knowledge, once. */
function shipped(): Expression[] {
  const found = new Map<string, Expression>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('evaluate' in value) found.set((value as Expression).source, value as Expression);
    else for (const inner of value instanceof Map ? value.values() : Object.values(value)) visit(inner);
  };
  for (const part of [knowledge.facts, knowledge.rules, knowledge.orders, knowledge.causes]) visit(part);
  return [...found.values()];
}

const expressions = shipped();
const labs = new Map([...knowledge.labs.values()].map((lab) => [variableOf(lab.id), lab]));

const words = fc.constantFrom(
  ...[
    'alt',
    'ast',
    'ggt',
    'alp',
    'bilirubin',
    'platelets',
    'ferritin',
    'masld',
    'cirrhosis',
    'mpn',
    'hlh',
    'adult',
  ],
  ...['pregnancy', 'hbsag', 'R1', 'R2', 'R5', 'type-2-diabetes', 'aplastic-anaemia', 'haemochromatosis'],
);
const number = fc.oneof(
  fc.double({ min: 0.001, max: 20_000, noNaN: true }),
  fc.integer({ min: 0, max: 500 }),
);

function observation(lab: Lab): fc.Arbitrary<unknown> {
  return fc
    .record({
      value: fc.option(number, { nil: undefined }),
      high: fc.option(number, { nil: undefined }),
      raised: fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const),
      outcome: fc.constantFrom('positive' as const, 'negative' as const),
    })
    .map(({ value, high, raised, outcome }) =>
      offeredObservation({
        lab,
        raised,
        remarks: [],
        result: {
          lab,
          observation: { resourceType: 'Observation', status: 'final', code: {} },
          from: '',
          inContext: false,
        },
        ...(lab.kind === 'coded' && { outcome }),
        ...(lab.kind === 'quantity' &&
          value !== undefined && { amount: { stated: value, low: value, high: value } }),
        ...(high !== undefined && { limit: { value: high, basis: 'lab-range', source: [] } }),
      }),
    );
}

/** Anything a variable may hold: an Observation, a number, words, a boolean, nothing. */
function variableValue(name: string): fc.Arbitrary<unknown> {
  const lab = labs.get(name);
  if (lab)
    return fc.oneof({ arbitrary: observation(lab), weight: 4 }, { arbitrary: fc.constant([]), weight: 1 });
  return fc.oneof(
    number,
    fc.boolean(),
    words,
    fc.array(words, { maxLength: 4 }),
    number.map((value) => [value]),
    fc.boolean().map((value) => [value]),
    fc.constantFrom([], undefined, ['low'], ['high'], ['indeterminate'], ['missing-input'], 'male', 'female'),
  );
}

/** What fhirpath.js itself says; an error of its is no answer. */
function oracle(expression: Expression, variables: Record<string, unknown>): readonly unknown[] {
  try {
    return tryOnSample(expression, variables);
  } catch {
    return [];
  }
}

describe('the short way says what fhirpath.js says', () => {
  test.each(expressions.map((expression) => [expression.source, expression] as const))(
    '%s',
    (_source, expression) => {
      const variables = fc.record(
        Object.fromEntries(expression.uses.map((name) => [name, variableValue(name)])),
      );
      fc.assert(
        fc.property(variables, (values) => {
          expect(expression.evaluate(values)).toEqual(oracle(expression, values));
        }),
        { numRuns: 60, seed: 20261122 },
      );
    },
  );

  test('almost every shipped expression goes the short way', () => {
    const short = expressions.filter(({ source }) => shortcut(fhirpath.parse(source) as never));
    expect(short.length / expressions.length).toBeGreaterThan(0.95);
  });

  test('what it does not know it leaves to fhirpath.js', () => {
    for (const source of [
      '%x.where($this > 1)',
      '%x & %y',
      '1 | 2',
      '%x is Quantity',
      '%x ~ %y',
      '%x xor %y',
    ])
      expect(compile(source).evaluate({ x: [2], y: [3] })).toEqual(
        oracle(compile(source), { x: [2], y: [3] }),
      );
  });
});
