import { expect, test } from '@jest/globals';
import { fhirpathEngine } from '../../../src/core/language/fhirpath.js';
import { arithmetic } from '../../../src/web/patient/arithmetic.js';
import { knowledge } from '../../support/shipped.js';
import { names } from './shown.js';

const written = (source: string): string | undefined =>
  arithmetic(fhirpathEngine.parse(source), (name) => (name === 'unknown' ? undefined : name));

test.each([
  ['%a + %b * 2', 'a + b × 2'],
  ['(%a - %b.value.value) / 1.5', '(a − b) / 1.5'],
  ['%a.value.sqrt()', '√a'],
  ['(%a * %b).sqrt()', '√(a × b)'],
  ['iif(%a > 1, %a * %b, {})', 'a × b'],
  ['iif(%a > 1, %a * %b, {}).sqrt()', '√(a × b)'],
])('%s is written %s', (source, text) => {
  expect(written(source)).toBe(text);
});

test.each(['%a > 1', '%a.exists()', 'iif(%a > 1, %a, %b)', '%a.value.unit', "'text'", '%a * %unknown'])(
  '%s is no arithmetic',
  (source) => {
    expect(written(source)).toBeUndefined();
  },
);

test('every score with a scale is a formula or is told by what went in', () => {
  const scores = [...knowledge.facts.values()].filter(({ unit, category }) => unit !== undefined && category);
  expect(scores.length).toBeGreaterThan(0);
  const formulas = scores.map(({ id }) => arithmetic(names.formula(id)!, names.variable));
  expect(formulas).toContain('age × AST / (platelets × √ALT)');
});
