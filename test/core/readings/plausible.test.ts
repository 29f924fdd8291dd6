import { describe, expect, test } from '@jest/globals';
import { adviceOn, resultOf, REVIEW, reviewOf, VIEW, viewOf } from '../../support/ask.js';

/** A unit slip is a number out of reach: not used, and said. And cards show what the laboratory reported. */

const inUnit = (id: string, value: number, unit: string, patch = {}) =>
  resultOf(id, value, { valueQuantity: { value, unit }, ...patch });
const ferritin = (value = 640) => resultOf('ferritin', value);
const told = (results: readonly unknown[], body = viewOf(results), service = VIEW) => {
  const advice = adviceOn(body, service);
  return {
    explanation: advice.explain(),
    summaries: advice.cards.map(({ summary }) => summary),
    text: advice.cards.map(({ summary, detail }) => `${summary}\n${detail}`).join('\n'),
  };
};

test.each([
  ['platelets', 250_000, '10*9/L'],
  ['platelets', 250, '/uL'],
  ['hemoglobin', 13.5, 'g/L'],
  ['wbc', 7.2, '/uL'],
  ['tsat', 0.62, '%'],
  ['alt', 9_999_999, 'U/L'],
  ['bilirubin', 1200, 'mg/dL'],
  ['inr', 1e300, '{INR}'],
  ['crp', 9_999_999, 'mg/L'],
])('%s %d %s is not used and is named', (id, value, unit) => {
  const { explanation, text } = told([ferritin(), inUnit(id, value, unit)]);
  expect(explanation.dataQuality).toContain(`${id}-value-implausible`);
  expect(explanation.readings.find(({ lab }) => lab === id)?.value).toBeUndefined();
  expect(text).toContain('is not possible, so the value or its unit is wrong');
});

test('no FIB-4 and no red flag comes of a unit slip', () => {
  const liver = [inUnit('alt', 60, 'U/L'), inUnit('ast', 80, 'U/L')];
  const slipped = told([ferritin(), ...liver, inUnit('platelets', 250_000, '10*9/L')]);
  expect(slipped.text).toContain('platelets (for FIB-4)');
  const counts = [inUnit('hemoglobin', 13.5, 'g/L'), inUnit('wbc', 7.2, '/uL')];
  expect(told([ferritin(2500), ...counts]).explanation.redFlags).toEqual([]);
});

test.each([
  ['ferritin', 1e300],
  ['b12', 9_999_999],
])('an impossible %s makes a context card on both hooks', (id, value) => {
  const results = [resultOf(id, value)];
  for (const [body, service] of [
    [viewOf(results), VIEW],
    [reviewOf(results), REVIEW],
  ] as const) {
    const { explanation, summaries } = told(results, body, service);
    expect(explanation.context).toEqual([`${id}-value-implausible`]);
    expect(summaries).toHaveLength(1);
  }
});

describe('a limit of the laboratory that cannot be is no limit', () => {
  test.each([
    ['alt', 105, { low: { value: 10 }, high: { value: 10 } }],
    ['alt', 30, { high: { value: 0.75 } }],
    ['ast', 105, { high: { value: 1 } }],
    ['bilirubin', 30, { high: { value: 1.2 } }],
    ['ggt', 90, { high: { value: 99_999 } }],
  ])('%s %d', (id, value, range) => {
    const { explanation } = told([ferritin(), resultOf(id, value, { referenceRange: [range] })]);
    expect(explanation.redFlags).toEqual([]);
    expect(explanation.readings.find(({ lab }) => lab === id)?.limit?.basis).toBe('default');
    expect(explanation.dataQuality.join()).toMatch(
      new RegExp(`${id}-(limit-implausible|range-not-used)`, 'u'),
    );
  });
});

describe('units as laboratories spell them', () => {
  const COUNTS = [
    'Thousand/uL',
    '10^3/\u00B5L',
    '10^3/\u03BCL',
    'x10(3)/uL',
    'X10E3/UL',
    '×10³/µL',
    '/nL',
    'K/UL',
  ];
  const MORE = [
    'k/cumm',
    '10*9/l',
    '10⁹/L',
    '10 * 3 / uL',
    '１０^3/uL',
    '10*3/uL{cells}',
    'thou/mm³',
    'Thou/mcL',
  ];
  test.each([...COUNTS, ...MORE])('platelets 250 %s', (unit) => {
    const { explanation } = told([ferritin(), inUnit('platelets', 250, unit)]);
    expect(explanation.readings.find(({ lab }) => lab === 'platelets')?.value).toBe(250);
  });
  test.each([
    ['platelets', 25, '10^4/uL', 250],
    ['platelets', 250_000, 'cells/µL', 250],
    ['alt', 0.8, 'µkat/l', 48],
    ['alt', 48, 'UI/L', 48],
    ['alt', 48, 'IU/l', 48],
    ['ferritin', 640, 'ng/mL{Roche}', 640],
    ['ferritin', 640, 'ｎｇ／ｍＬ', 640],
    ['ferritin', 640, '㎍/l', 640],
    ['hemoglobin', 13.5, 'gm/dl', 13.5],
    ['bilirubin', 1, 'MG/DL', 17.104],
    ['mcv', 90, 'fl', 90],
    ['egfr', 60, 'ml/min/1.73 m²', 60],
  ])('%s %d %s', (id, value, unit, own) => {
    const { explanation } = told([ferritin(), inUnit(id, value, unit, { id: 'other' })]);
    const read = explanation.readings.filter(({ lab }) => lab === id).map((it) => it.value);
    expect(read).toEqual([own]);
  });
});

test.each([
  ['platelets', '250.000 /uL', 250],
  ['platelets', '2,50,000 /cumm', 250],
  ['inr', '1.234', 1.234],
  ['alt', '1,234 µkat/L', 74.04],
  ['alt', '1,234 U/L', undefined],
  ['hemoglobin', '13,5 g/dL', 13.5],
])('%s "%s" is read only where one number is possible', (id, valueString, own) => {
  const result = resultOf(id, 0, { valueQuantity: undefined, valueString });
  const { explanation } = told([ferritin(), result]);
  expect(explanation.readings.find(({ lab }) => lab === id)?.value).toBe(own);
  if (own === undefined) expect(explanation.dataQuality).toContain(`${id}-value-unreadable`);
});

test('cards show what the laboratory reported, and limits in its unit', () => {
  const { summaries, text } = told([
    inUnit('ferritin', 1123.6, 'pmol/L', { referenceRange: [{ high: { value: 898.9 } }] }),
    inUnit('b12', 900, 'pmol/L'),
    inUnit('alt', 0.8123, 'ukat/L'),
  ]);
  expect(summaries).toEqual([
    'Raised ferritin (1123.6 pmol/L) and vitamin B12 (900 pmol/L): consider liver work-up',
  ]);
  expect(text).toContain('**Ferritin 1123.6 pmol/L** (limit 899;');
  expect(text).toContain('**Vitamin B12 900 pmol/L** (default limit 701;');
  expect(text).toContain('ALT 0.8123 µkat/L (0.667)');
});
