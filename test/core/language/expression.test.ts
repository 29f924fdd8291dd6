import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { evaluateOn, ExpressionError, tryOnSample } from '../../../src/core/language/expression.js';
import { compile } from '../../../src/core/language/fhirpath.js';
import { knowledge } from '../../support/shipped.js';

/** `core/language/expression.ts`: never throws, answers yes, no or nothing, and says nothing of the patient. */

const UCUM = 'http://unitsofmeasure.org';
const secret = 'Doe-1974';
const observation = {
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '2276-4' }] },
  note: [{ text: secret }],
  valueQuantity: { value: 620, unit: 'ng/mL', system: UCUM, code: 'ng/mL' },
};

describe('an expression is refused at load', () => {
  test.each([
    ["%a.matches('x')", 'matches'],
    ["%a.matchesFull('x')", 'matchesFull'],
    ["%a.replaceMatches('x', 'y')", 'replaceMatches'],
    ["%a.trace('x')", 'trace'],
    ['%a.resolve()', 'resolve'],
    ["%a.memberOf('http://x')", 'memberOf'],
    ['%a > now()', 'now'],
    ['%a > today()', 'today'],
    ['timeOfDay() = %a', 'timeOfDay'],
    ['%a.repeat(item)', 'repeat'],
    ["%a.where(iif($this.exists(), matches('x'), true))", 'matches'],
    ["(%a | %b).select(trace('x'))", 'trace'],
    ["%a.`matches`('x')", 'matches'],
    ["%a.`mat\\u0063hes`('x')", 'mat\\u0063hes'],
  ])('for calling a forbidden function: %s', (source, name) => {
    expect(() => compile(source)).toThrow(ExpressionError);
    expect(() => compile(source)).toThrow(`calls ${name}()`);
  });

  test.each([
    '',
    ' ',
    '%',
    '%a >',
    '%a > > 1',
    '((%a)',
    "'open",
    '%a.where(',
    '1 ng/mL',
    '%a && %b',
    '${a}',
    '\u0000',
  ])('for not being FHIRPath: %j', (source) => {
    expect(() => compile(source)).toThrow(ExpressionError);
  });

  test('whatever is written, it compiles or is refused as an ExpressionError', () => {
    const pieces = [
      '%a',
      '%b',
      '.',
      '(',
      ')',
      '>',
      '=',
      'and',
      '1',
      "'x'",
      "'ng/mL'",
      'where',
      'value',
      '{}',
      '|',
      'in',
      ' ',
    ];
    const source = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((list) => list.join(' ')),
    );
    fc.assert(
      fc.property(source, (text) => {
        try {
          expect(Array.isArray(evaluateOn(compile(text), { a: observation, b: [] }))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionError);
        }
      }),
      { seed: 20_261_122, numRuns: 500 },
    );
  });
});

describe('what an expression reads and which numbers it holds is known', () => {
  test.each([
    ['%ferritin.value > 1000', ['ferritin'], [{ value: 1000 }]],
    ["%ferritin.value >= 1000 'ng/mL'", ['ferritin'], [{ value: 1000, unit: 'ng/mL' }]],
    ["%b12.value > 1355.37 'pg/mL'", ['b12'], [{ value: 1355.37, unit: 'pg/mL' }]],
    [
      "iif(%a, %b.where(x = 1).y, 2.5 '10*9/L') or %a",
      ['a', 'b'],
      [{ value: 1 }, { value: 2.5, unit: '10*9/L' }],
    ],
    ["'a' in %problems", ['problems'], []],
    ["%`a` > %'b'", ['a', 'b'], []],
    ["'%notAVariable 12' in %a", ['a'], []],
    ['true', [], []],
  ])('%s', (source, uses, numbers) => {
    const expression = compile(source);
    expect([...expression.uses].sort()).toEqual([...uses].sort());
    expect(expression.numbers).toEqual(numbers);
    expect(expression.source).toBe(source);
    expect(Object.isFrozen(expression)).toBe(true);
  });
});

describe('evaluating gives a value or nothing, and never throws', () => {
  test.each<[string, Record<string, unknown>, unknown[]]>([
    ["%a.value > 300 'ng/mL'", { a: observation }, [true]],
    ["%a.value > 300 'ug/L'", { a: observation }, [true]],
    ["%a.value > 620 'ng/mL'", { a: observation }, [false]],
    ["%a.value >= 620 'ng/mL'", { a: observation }, [true]],
    ["%a.value > 300 'pmol/L'", { a: observation }, []],
    ["%a.value > 300 'ng/mL'", { a: [] }, []],
    ['%a.value > 300', { a: observation }, []],
    ["%a.value > 'x'", { a: observation }, []],
    ['%a and true', { a: [] }, []],
    ["'x' in %a", { a: [] }, [false]],
    ["'x' in %a", { a: ['x'] }, [true]],
    ['%missing > 1', {}, []],
    ['%a.value > 1', { a: null }, []],
    ['%a > 1', { a: [1, 2] }, []],
    ['1 / 0 > 1', {}, []],
    ['%a.noSuchFunction()', { a: 1 }, []],
    [
      "%a.value > 1 'ng/mL'",
      { a: { ...observation, valueQuantity: { ...observation.valueQuantity, comparator: '>' } } },
      [],
    ],
    ["%a.value > 1 'ng/mL'", { a: { ...observation, valueQuantity: { value: 620, unit: 'ng/mL' } } }, []],
  ])('%s of %j is %j', (source, variables, expected) => {
    expect(evaluateOn(compile(source), variables)).toEqual(expected);
  });

  test('any variable of any shape', () => {
    const sources = [...knowledge.rules.values()].flatMap(({ when, warning }) =>
      [...when, ...warning].map(({ expression }) => expression),
    );
    fc.assert(
      fc.property(fc.constantFrom(...sources), fc.anything(), (expression, value) => {
        const variables = Object.fromEntries(expression.uses.map((name) => [name, value]));
        expect(Array.isArray(evaluateOn(expression, variables))).toBe(true);
      }),
      { seed: 20_261_122, numRuns: 500 },
    );
  });

  test('the same expression asked twice does not remember', () => {
    const expression = compile('%a > 1');
    expect([2, 0, 2].map((a) => evaluateOn(expression, { a })[0])).toEqual([true, false, true]);
  });

  test('nothing is printed, whatever goes wrong', () => {
    const printed: unknown[] = [];
    const original = { ...console };
    const catchAll = (...parts: unknown[]) => printed.push(parts);
    Object.assign(console, {
      log: catchAll,
      warn: catchAll,
      error: catchAll,
      info: catchAll,
      debug: catchAll,
    });
    try {
      for (const source of ['%a.value > 1', '%a.value + 1', '%a.foo()', "%a.value > 1 'pmol/L'"])
        evaluateOn(compile(source), { a: observation });
    } finally {
      Object.assign(console, original);
    }
    expect(printed).toEqual([]);
  });
});

describe('on sample data at start the complaint comes through', () => {
  test.each([['%a > 1'], ['%a.noSuchFunction()']])('%s', (source) => {
    expect(() => tryOnSample(compile(source), { a: observation })).toThrow(ExpressionError);
  });

  test('and so does a value', () => {
    expect(tryOnSample(compile("%a.value > 300 'ng/mL'"), { a: observation })).toEqual([true]);
  });
});
