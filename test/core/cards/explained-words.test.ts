import { afterAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Explanation } from '../../../src/core/model/explanation.js';
import { loadKnowledge } from '../../../src/knowledge/load.js';
import { adviceOn, man, resultOf, viewOf } from '../../support/ask.js';
import { knowledge } from '../../support/shipped.js';
import { copyWithTestLanguage, MARK, SPEAKER } from '../../support/test-language.js';

// What /explain tells for people: in the language of the client, and as the cards say it.

const VIEW = 'raised-ferritin-b12-patient-view';
const folder = mkdtempSync(join(tmpdir(), 'explained-'));
afterAll(() => rmSync(folder, { recursive: true }));

const results = [
  resultOf('ferritin', 640),
  resultOf('alt', 96),
  resultOf('ast', 74),
  resultOf('platelets', 168),
];
const child = { patient: { ...man, birthDate: '2015-03-01' } };

function lineOf({ rules }: Explanation, id: string): string | undefined {
  return rules.flatMap(({ steps }) => steps).find((step) => step.kind === 'line' && step.id === id)?.label;
}

test('titles, labels and numbers are in the language of the client', () => {
  copyWithTestLanguage(folder);
  const { rules, scores } = adviceOn(viewOf(results), VIEW, SPEAKER, loadKnowledge(folder)).explain();
  const texts = [
    ...rules.flatMap(({ title, steps }) => [title, ...steps.map(({ label }) => label)]),
    ...scores.flatMap(({ name, told, category, reason, inputs }) => [
      name,
      ...told,
      category,
      reason,
      ...inputs.map((input) => input.name),
    ]),
  ];
  const said = texts.filter((text) => text !== undefined);
  expect(said.length).toBeGreaterThan(50);
  // The one name that is no word of a language file, as it is part of FHIRPath.
  expect(new Set(said.filter((text) => !text.includes(MARK.before)))).toEqual(new Set(['age']));
});

test('the title of a rule is what it asks', () => {
  for (const { id, title } of adviceOn(viewOf(results)).explain().rules)
    expect(title).toBe(knowledge.rules.get(id)!.question);
});

test('a line of the context card is told as the card says it, and one that does not hold as it would', () => {
  const explanation = adviceOn(viewOf(results, child)).explain();
  const [card] = explanation.cards;
  const said = 'The patient is under 18: the rules for adults are not applied to ferritin.';
  expect(card!.detail).toContain(said);
  expect(lineOf(explanation, 'under-18-adult-rules-not-applied')).toBe(said);
  expect(lineOf(explanation, 'age-unknown-adult-rules-not-applied')).toMatch(
    /not applied to ferritin and vitamin B12\.$/u,
  );
  expect(lineOf(explanation, 'unreadable')).toMatch(/could not be read, saying why/u);
});

test('a number says whether it makes a card a warning', () => {
  const warning = (observations: readonly unknown[]): string[] => {
    const { scores } = adviceOn(viewOf(observations)).explain();
    return scores.filter(({ warns }) => warns).map(({ fact }) => fact);
  };
  expect(warning(results)).toEqual(['fib4']);
  expect(warning([...results, resultOf('tsat', 60)])).toEqual([
    'fib4',
    'iron-saturation',
    'transferrin-saturation',
  ]);
  expect(warning([resultOf('ferritin', 100), ...results.slice(1)])).toEqual([]);
});
