import { describe, expect, test } from '@jest/globals';
import { adviceOn, bundleOf, man, resultOf, viewOf } from '../../support/ask.js';
import { knowledge } from '../../support/shipped.js';

const words = knowledge.words.get('en')!;
const woman = { ...man, gender: 'female' };
const { gender: _gender, ...person } = man;

function detailOf(results: readonly unknown[], more: Record<string, unknown> = {}): string {
  return adviceOn(viewOf(results, more))
    .cards.map(({ detail }) => detail)
    .join('\n');
}

describe('what a rule notes about the data stands on the card when it holds, and only then', () => {
  const { 'sex-unknown': sexUnknown = '' } = words['notes']!;
  const byDefault = [resultOf('ferritin', 700)];
  const byRange = [resultOf('ferritin', 700, { referenceRange: [{ high: { value: 300, unit: 'ng/mL' } }] })];

  test.each([
    ['a woman and the default limit', byDefault, woman, false],
    ['nobody knows the sex, and the limit of the laboratory', byRange, person, false],
    ['nobody knows the sex, and the default limit', byDefault, person, true],
  ])('%s', (_case, results, patient, isNoted) => {
    expect(detailOf(results, { patient }).includes(sexUnknown)).toBe(isNoted);
  });
});

describe('what a rule shows among the results', () => {
  const fib4 = (ast: Record<string, unknown>): string => {
    const supporting = [resultOf('alt', 40), resultOf('ast', 30, ast), resultOf('platelets', 200)];
    return detailOf([resultOf('ferritin', 700)], { supporting: bundleOf(supporting) });
  };

  test('a score and what it means; how it was worked out stands in the explanation', () => {
    expect(fib4({})).toMatch(/FIB-4 \d\.\d+, (low|indeterminate|high)/u);
  });

  test('why there is none, also where a bound leaves open which reason holds', () => {
    const unit = { unit: 'U/L', system: 'http://unitsofmeasure.org', code: 'U/L' };
    const detail = fib4({ valueQuantity: { value: 30, comparator: '>=', ...unit } });
    expect(detail).toContain(`not interpretable (${words['reasons']!['fib4-comparator']!})`);
  });

  test('what is missing, by name', () => {
    expect(detailOf([resultOf('ferritin', 700)])).toContain('ALT, AST, platelets (for FIB-4)');
  });
});
