import { describe, expect, test } from '@jest/globals';
import { adviceOn, endingOf, resultOf, REVIEW, reviewOf, TRIGGERS, VIEW, viewOf } from '../../support/ask.js';

type Json = Readonly<Record<string, unknown>>;
const HIGH = { ferritin: 620, b12: 1180 } as const;

/** How a result of this lab ends that has no value of its own, and these components, on both hooks. */
function endings(
  id: (typeof TRIGGERS)[number],
  componentsOf: (value: Json, text: string) => readonly Json[],
): string[] {
  const { valueQuantity, ...rest } = resultOf(id, HIGH[id]);
  const { value, unit } = valueQuantity as { value: number; unit: string };
  const result = { ...rest, component: componentsOf({ valueQuantity }, `${value} ${unit}`) };
  return [[viewOf([result]), VIEW] as const, [reviewOf([result]), REVIEW] as const].map(([body, path]) => {
    const advice = adviceOn(body, path);
    return endingOf(id, { cards: advice.cards, explanation: advice.explain() });
  });
}

const called = (text: string, more: Json): Json => ({ code: { text }, ...more });
const modified = { modifierExtension: [{ url: 'urn:example:not', valueBoolean: true }] };

describe.each(TRIGGERS)('a %s result whose value stands in its components', (id) => {
  test.each<[string, (value: Json, text: string) => Json[]]>([
    ['the only number', (value) => [called('Result', value)]],
    [
      'the only number beside words',
      (value) => [called('Result', value), called('Flag', { valueString: 'H' })],
    ],
    ['the only text with a number', (_, text) => [called('Result', { valueString: text })]],
    [
      'the only text with a number beside words',
      (_, valueString) => [called('Result', { valueString }), called('Flag', { valueString: 'H' })],
    ],
  ])('%s is read', (_name, of) => {
    expect(endings(id, of)).toEqual(['raised', 'raised']);
  });

  test.each<[string, (value: Json, text: string) => Json[]]>([
    ['two numbers', (value) => [called('Result', value), called('Previous', value)]],
    ['two texts', (_, valueString) => [called('A', { valueString }), called('B', { valueString })]],
    ['a code of its own', (value) => [{ code: { coding: [{ system: 'urn:x', code: 'R' }] }, ...value }]],
    ['words alone', () => [called('Result', { valueString: 'see report' })]],
  ])('%s: not guessed at, and said', (_name, of) => {
    expect(endings(id, of)).toEqual(Array(2).fill(`said: ${id}-value-missing`));
  });

  test('a modifier that the value carries is not lost', () => {
    expect(endings(id, (value) => [called('Result', { ...value, ...modified })])).toEqual(
      Array(2).fill(`said: ${id}-modifier-unknown`),
    );
  });

  test('a component that is a test of ours is that test, and the whole is no result', () => {
    const { code } = resultOf(id, 1);
    expect(endings(id, (value) => [{ code, ...value }, called('Flag', { valueString: 'H' })])).toEqual([
      'raised',
      'raised',
    ]);
  });
});
