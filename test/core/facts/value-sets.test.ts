import { describe, expect, test } from '@jest/globals';
import { indexValueSets } from '../../../src/core/facts/value-sets.js';
import { searchable } from '../../../src/core/facts/words.js';
import { knowledge } from '../../support/shipped.js';

const CM = 'http://hl7.org/fhir/sid/icd-10-cm';
const WHO = 'http://hl7.org/fhir/sid/icd-10';
const SCT = 'http://snomed.info/sct';

const index = indexValueSets(knowledge.valueSets);
const setsOf = (system: string, code: string): string[] =>
  [...index.setsOf({ coding: [{ system, code }] }).keys()].map(({ id }) => id);

describe('a problem list holds many codes of one problem', () => {
  test.each([
    [CM, 'E11.9', ['type-2-diabetes']],
    [CM, 'E11.65', ['type-2-diabetes']],
    [CM, 'E11.3211', ['type-2-diabetes']],
    [WHO, 'E11.7', ['type-2-diabetes']],
    [SCT, '313436004', ['type-2-diabetes']],
    [CM, 'E11.22', ['ckd', 'type-2-diabetes']],
    [CM, 'N18.32', ['ckd']],
    [WHO, 'N18.4', ['ckd']],
    [CM, 'I12.9', ['ckd']],
    [CM, 'E66.01', ['obesity']],
    [CM, 'E66.813', ['obesity']],
    [CM, 'Z68.35', ['obesity']],
    [CM, 'Z68.41', ['obesity']],
    [SCT, '408512008', ['obesity']],
    [CM, 'F10.10', ['alcohol-use-disorder']],
    [CM, 'F10.231', ['alcohol-use-disorder']],
    [WHO, 'F10.2', ['alcohol-use-disorder']],
    [CM, 'K70.9', ['alcohol-related-liver-disease']],
    [CM, 'K70.31', ['alcohol-related-liver-disease', 'cirrhosis']],
    [CM, 'K74.60', ['cirrhosis']],
    [WHO, 'K74.6', ['cirrhosis']],
    [CM, 'K75.81', ['masld']],
    [WHO, 'K76.0', ['masld']],
    [CM, 'B18.2', ['viral-hepatitis']],
    [WHO, 'B16.9', ['viral-hepatitis']],
    [CM, 'C22.1', ['liver-cancer']],
    [CM, 'E83.01', ['chronic-liver-disease']],
    [CM, 'D61.9', ['aplastic-anaemia']],
    [CM, 'E83.110', ['haemochromatosis']],
    [CM, 'D50.8', ['iron-deficiency-anaemia']],
    [CM, 'D47.4', ['mpn']],
    [CM, 'C92.12', ['cml']],
    [CM, 'O09.511', ['pregnancy']],
    [CM, 'O14.12', ['pregnancy']],
    [CM, 'Z3A.20', ['pregnancy']],
  ])('%s %s', (system, code, sets) => {
    expect(setsOf(system, code).sort()).toEqual(sets);
  });

  test.each([
    ['type 1 diabetes', CM, 'E10.9'],
    ['type 2 diabetes in remission', SCT, '703138006'],
    ['overweight', CM, 'E66.3'],
    ['a body mass index below 30', CM, 'Z68.29'],
    ['alcohol dependence in remission', CM, 'F10.21'],
    ['alcohol use without a disorder', CM, 'F10.90'],
    ['pancytopenia, which takes no red flag away', CM, 'D61.818'],
    ['fibrosis of the liver', CM, 'K74.00'],
    ['fibrosis of the liver, as WHO has it', WHO, 'K74.0'],
    ['cancer that came to the liver from elsewhere', CM, 'C78.7'],
    ['a pregnancy that ended', CM, 'O03.9'],
    ['a birth', CM, 'O80'],
    ['a code that only begins alike', SCT, '3134360041'],
    ['the code of another system', SCT, 'E11.9'],
  ])('but not %s', (_name, system, code) => {
    expect(setsOf(system, code)).toEqual([]);
  });
});

test('dots, blanks and case do not count', () => {
  for (const code of ['K7030', 'k70.30', ' K70.30 '])
    expect(setsOf(CM, code).sort()).toEqual(['alcohol-related-liver-disease', 'cirrhosis']);
});

describe('what is looked at is bounded', () => {
  const ours = { system: CM, code: 'E11.9', display: 'hydroxocobalamin' };
  const others = (count: number): object[] =>
    Array.from({ length: count }, (_, place) => ({ system: 'urn:other', code: String(place) }));

  test('of a concept with 150,000 codings the first hundred count', () => {
    expect(index.setsOf({ coding: [...others(99), ours, ...others(149_900)] }).size).toBe(1);
    expect(index.setsOf({ coding: [...others(150_000), ours] }).size).toBe(0);
  });

  test('of a text the first 200 characters', () => {
    const filling = 'x '.repeat(90);
    expect(index.setsNamedIn(searchable([`${filling}hydroxocobalamin`]))).toHaveProperty('size', 1);
    expect(index.setsNamedIn(searchable([`${filling.repeat(2)}hydroxocobalamin`]))).toHaveProperty('size', 0);
  });
});

test('a word of several parts is not made of two texts', () => {
  const named = (...texts: string[]): number => index.setsNamedIn(searchable(texts)).size;
  expect(named('iron sucrose')).toBe(1);
  expect(named('iron\nsucrose')).toBe(1);
  expect(named('iron', 'sucrose')).toBe(0);
});

test('every beginning is one of a code system that builds its codes so', () => {
  const systems = [...knowledge.valueSets.values()].flatMap(({ codes }) =>
    codes.filter(({ prefix }) => prefix).map(({ system }) => system),
  );
  expect([...new Set(systems)].sort()).toEqual([WHO, CM, 'http://www.whocc.no/atc'].sort());
});
