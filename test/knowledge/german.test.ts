import { describe, expect, test } from '@jest/globals';
import type { Words } from '../../src/core/model/knowledge.js';
import { checkWords } from '../../src/knowledge/checks/check-words.js';
import { labelsOf } from '../../src/knowledge/labels.js';
import { adviceOn, UCUM, resultOf, viewOf } from '../support/ask.js';
import { textsOf, withoutMedicines } from '../support/card-texts.js';
import { NOW } from '../support/clock.js';
import { knowledge, shippedExamples } from '../support/shipped.js';
import { speaking } from '../support/speaking.js';

// The German card says all that the English one says, and nothing in English.

const { client, known } = speaking('de');
const english: Words = knowledge.words.get('en')!;
const german: Words = knowledge.words.get('de')!;

/** Examples 07 and 08 show what is refused. */
const answered = shippedExamples().filter(({ id }) => !/^0[78]-/u.test(id));
const cards = answered.flatMap(({ id, service, requestAt }) =>
  adviceOn(requestAt(NOW), service, client, known).cards.map((card) => ({ id, card })),
);

/** Every sentence with its English, by group and key. */
const pairs = [
  ...Object.entries(english).flatMap(([group, entries]) =>
    group === 'banned'
      ? []
      : Object.entries(entries).map(([key, text]) => ({
          key: `${group}.${key}`,
          english: text,
          own: german[group]?.[key] ?? '',
        })),
  ),
  ...[...labelsOf(knowledge)].map(({ text, file, key }) => ({
    key: `${file}: ${key}`,
    english: text,
    own: german['labels']?.[text] ?? '',
  })),
];

describe('the German words', () => {
  test('are complete, with the places of the English, and hold no word that no card says', () => {
    const problems: string[] = [];
    checkWords(known, (...problem) => problems.push(problem.join(': ')));
    expect(problems).toEqual([]);
  });

  test('name labs in the order of the English, which is that of a card', () => {
    expect(Object.keys(german['labs'] ?? {})).toEqual(Object.keys(english['labs'] ?? {}));
  });

  test('say the numbers of the English', () => {
    const differing = pairs.filter(
      (pair) => String(numbersIn(pair.english, ',', '.')) !== String(numbersIn(pair.own, '.', ',')),
    );
    expect(differing).toEqual([]);
  });
});

/** The numbers of a text in order of size; a count in words is one as well. */
function numbersIn(text: string, group: string, decimal: string): number[] {
  const written = new RegExp(
    `(?<![\\p{L}\\d.])\\d+(?:[${group}]\\d{3})*(?:[${decimal}]\\d+)?(?![\\d(]|\\.\\d)`,
    'gu',
  );
  return [...text.replaceAll(/\{\w+\}/gu, '').matchAll(written)]
    .map(([number]) => Number(number.replaceAll(group, '').replace(decimal, '.')))
    .sort((one, other) => one - other);
}

describe('the German cards', () => {
  const withoutNames = withoutMedicines(knowledge, answered);
  const wordsOf = (text: string): string[] => text.toLowerCase().match(/\p{L}{3,}/gu) ?? [];
  const own = new Set(pairs.flatMap((pair) => wordsOf(pair.own)));
  const foreign = new Set(pairs.flatMap((pair) => wordsOf(pair.english)).filter((word) => !own.has(word)));

  test('say no word of the English that German has not', () => {
    expect(cards.length).toBeGreaterThan(70);
    expect(foreign.size).toBeGreaterThan(500);
    const left = cards.flatMap(({ id, card }) =>
      [...textsOf(card)].flatMap(([path, text]) =>
        wordsOf(withoutNames(text.replace(/\]\([^)]*\)/gu, ']')))
          .filter((word) => foreign.has(word))
          .map((word) => [id, path, word]),
      ),
    );
    expect(left).toEqual([]);
  });

  test('say at their end that nobody has reviewed the translation', () => {
    for (const { card } of cards) expect(card.detail).toMatch(/ · Übersetzung nicht geprüft$/u);
  });

  test('write numbers with a decimal comma', () => {
    const [card] = adviceOn(
      viewOf([
        resultOf('b12', 0, { valueQuantity: { value: 912.5, unit: 'pmol/L', system: UCUM, code: 'pmol/L' } }),
        resultOf('albumin', 3.4),
      ]),
      undefined,
      client,
      known,
    ).cards;
    expect(card?.summary).toContain('(912,5 pmol/L)');
    expect(card?.detail).toMatch(/Albumin 3,4 /u);
    for (const { card: one } of cards)
      expect(one.detail.replace(/Regeln [\d.]+/u, '').replace(/\]\([^)]*\)/gu, ']')).not.toMatch(/\d\.\d/u);
  });

  test('say days and months as they are said in German', () => {
    const before = { id: 'before', effectiveDateTime: '2025-03-07' };
    const { cards: shown } = adviceOn(
      viewOf([
        resultOf('ferritin', 1200, { effectiveDateTime: '2026-11-02' }),
        resultOf('ferritin', 600, before),
      ]),
      undefined,
      client,
      known,
    );
    expect(shown[0]?.detail).toContain('2. Nov.; steigend: 600 im März 2025');
  });

  test('are those of the English: the same rules, indicators, tests and codes', () => {
    const codes = (language: string): unknown => {
      const { client: id, known: own } = speaking(language);
      return answered.map(({ service, requestAt }) =>
        adviceOn(requestAt(NOW), service, id, own).cards.map((card) => [
          card.source.topic.code,
          card.indicator,
          card.suggestions?.map(({ actions }) => actions?.map(({ resource }) => resource.code?.coding)),
        ]),
      );
    };
    expect(codes('de')).toEqual(codes('en'));
  });
});
