import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { LISTS, type Meaning, meaningsOf } from '../../../src/core/facts/names.js';
import { offeredObservation } from '../../../src/core/facts/observation.js';
import { expressionOf } from '../../../src/core/facts/reach.js';
import { closureOf } from '../../../src/core/language/closure.js';
import { evaluateOn, type Expression } from '../../../src/core/language/expression.js';
import { compile } from '../../../src/core/language/fhirpath.js';
import type { Node } from '../../../src/core/language/parse-tree.js';
import type { Fact, Lab } from '../../../src/core/model/knowledge.js';
import { knowledge } from '../../support/shipped.js';

/** Every expression of the shipped knowledge, once. */
function shipped(): Expression[] {
  const found = new Set<Expression>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('evaluate' in value) found.add(value as Expression);
    else for (const inner of value instanceof Map ? value.values() : Object.values(value)) visit(inner);
  };
  for (const part of [knowledge.facts, knowledge.rules, knowledge.orders, knowledge.causes]) visit(part);
  return [...found];
}

const expressions = shipped();
const meanings = meaningsOf(knowledge);
const texts = [...new Set(expressions.flatMap((expression) => expression.texts))];
const words = fc.constantFrom(...texts);
const number = fc.oneof(
  fc.double({ min: 0.001, max: 20_000, noNaN: true }),
  fc.integer({ min: 0, max: 500 }),
);
const nothing = fc.constantFrom([], undefined);

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
          sampled: undefined,
          source: {},
          problem: undefined,
        },
        ...(lab.kind === 'coded' && { outcome }),
        ...(lab.kind === 'quantity' &&
          value !== undefined && { amount: { stated: value, low: value, high: value } }),
        ...(high !== undefined && { limit: { value: high, basis: 'lab-range', source: [] } }),
      }),
    );
}

/** Anything that a name can come to: what the table of names says it stands for, or nothing. */
function valueOf(meaning: Meaning<Fact> | undefined): fc.Arbitrary<unknown> {
  const some = someOf(meaning);
  return fc.oneof(
    { arbitrary: some, weight: 4 },
    { arbitrary: some.map((value) => [value].flat()), weight: 1 },
    { arbitrary: nothing, weight: 1 },
  );
}

function someOf(meaning: Meaning<Fact> | undefined): fc.Arbitrary<unknown> {
  switch (meaning?.kind) {
    case 'lab':
      return observation(meaning.lab);
    case 'list':
      return fc
        .subarray(texts, { maxLength: 12 })
        .map((list) => (list.length > 0 ? list : [LISTS[meaning.list].holds]));
    case 'sex':
      return fc.constantFrom('male', 'female');
    case 'previous':
    case 'before':
      return observation(meaning.lab);
    case 'set-aside':
    case 'under-review':
      return fc.boolean();
    case 'age':
    case 'age-of':
    case 'fact-at':
    case 'days-since':
    case 'days-of':
      return number;
    default: {
      // A fact gives what its expression gives: a number where it has a unit, words where words are written at its ends.
      const expression = expressionOf(meaning);
      if (meaning?.kind !== 'fact' || !expression) return words;
      if (meaning.part !== 'value') return fc.constantFrom(...expression.texts);
      return meaning.fact.unit === undefined ? fc.boolean() : number;
    }
  }
}

type Ask = (resource: object, variables: Record<string, unknown>) => unknown[];

/** What fhirpath.js itself says; an error of its is no answer. */
function oracle(expression: Expression, variables: Record<string, unknown>): readonly unknown[] {
  try {
    return (fhirpath.compile(expression.source, r4) as Ask)({}, variables);
  } catch {
    return [];
  }
}

describe('a closure says what fhirpath.js says', () => {
  test.each(expressions.map((expression) => [expression.source, expression] as const))(
    '%s',
    (_source, expression) => {
      const variables = fc.record(
        Object.fromEntries(expression.uses.map((name) => [name, valueOf(meanings.get(name))])),
      );
      fc.assert(
        fc.property(variables, (values) => {
          expect(evaluateOn(expression, values)).toEqual(oracle(expression, values));
        }),
        { numRuns: 60, seed: 20261122 },
      );
    },
  );

  test('every shipped expression is a closure', () => {
    const without = expressions.filter(({ source }) => !closureOf(fhirpath.parse(source) as Node, () => 0));
    expect(without.map(({ source }) => source)).toEqual([]);
  });

  test('what it does not know it leaves to fhirpath.js', () => {
    for (const source of [
      '%x.where($this > 1)',
      '%x & %y',
      '1 | 2',
      '%x is Quantity',
      '%x ~ %y',
      '%x xor %y',
      '%x = %y',
    ])
      expect(evaluateOn(compile(source), { x: [2], y: [3] })).toEqual(
        oracle(compile(source), { x: [2], y: [3] }),
      );
  });
});

describe('a closure stops as soon as the answer stands', () => {
  test.each([
    ['%a and %b', { a: false }, false],
    ['%a or %b', { a: true }, true],
    ['iif(%a, %b, 1)', { a: false }, 1],
    ['%a and (%b or %c)', { a: true, b: true }, true],
  ] as const)('%s', (source, known, answer) => {
    const { evaluate, uses, slots } = compile(source);
    const asked: string[] = [];
    const values: Readonly<Record<string, unknown>> = known;
    const result = evaluate({
      read: (slot) => {
        const name = uses[slots.indexOf(slot)] ?? '';
        asked.push(name);
        return values[name];
      },
    });
    expect([result, asked]).toEqual([[answer], Object.keys(known)]);
  });

  test('a name that is not known is no answer, whichever side it stands on', () => {
    for (const source of ['%a and true', 'true and %a', '%a or false', 'false or %a'])
      expect(evaluateOn(compile(source), { a: [] })).toEqual([]);
    for (const source of ['%a and false', 'false and %a'])
      expect(evaluateOn(compile(source), { a: [] })).toEqual([false]);
  });
});
