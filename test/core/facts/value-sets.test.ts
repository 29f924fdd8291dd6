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
    [CM, 'N18.4', ['advanced-ckd', 'ckd']],
    [CM, 'N18.6', ['advanced-ckd', 'ckd', 'dialysis']],
    [CM, 'Z99.2', ['dialysis']],
    [CM, 'N18.32', ['ckd']],
    [WHO, 'N18.4', ['advanced-ckd', 'ckd']],
    [WHO, 'Z49.1', ['dialysis']],
    [SCT, '46177005', ['advanced-ckd', 'ckd']],
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
    [CM, 'B18.2', ['infection', 'viral-hepatitis']],
    [WHO, 'B16.9', ['infection', 'viral-hepatitis']],
    [CM, 'A41.9', ['infection']],
    [CM, 'J18.9', ['infection']],
    [WHO, 'N39.0', ['infection']],
    [CM, 'C22.1', ['liver-cancer']],
    [CM, 'C50.911', ['other-cancer']],
    [WHO, 'C18.9', ['other-cancer']],
    [CM, 'C4A.9', ['other-cancer']],
    [CM, 'C78.7', ['metastatic-cancer', 'other-cancer']],
    [SCT, '363406005', ['other-cancer']],
    [CM, 'C92.00', ['acute-leukaemia', 'leukaemia']],
    [WHO, 'C92.0', ['acute-leukaemia', 'leukaemia']],
    [CM, 'C91.10', ['leukaemia']],
    [SCT, '91861009', ['acute-leukaemia', 'leukaemia']],
    [CM, 'D46.9', ['mds']],
    [CM, 'C83.30', ['lymphoma']],
    [WHO, 'C88.0', ['lymphoma']],
    [CM, 'C90.00', ['myeloma']],
    [CM, 'D57.1', ['haemoglobinopathy']],
    [WHO, 'D56.1', ['haemoglobinopathy']],
    [CM, 'D59.11', ['haemolytic-anaemia']],
    [WHO, 'I85.9', ['portal-hypertension']],
    [CM, 'K76.7', ['portal-hypertension']],
    [CM, 'R18.8', ['ascites']],
    [CM, 'O80', ['birth']],
    [WHO, 'O82', ['birth']],
    [CM, 'Z37.0', ['birth']],
    [CM, 'Z51.11', ['chemotherapy-encounter']],
    [CM, 'D60.9', ['aplastic-anaemia']],
    [CM, 'E83.01', ['chronic-liver-disease']],
    [CM, 'D61.9', ['aplastic-anaemia']],
    [CM, 'E83.110', ['haemochromatosis']],
    [CM, 'D50.8', ['iron-deficiency-anaemia']],
    [CM, 'D47.4', ['mpn']],
    [CM, 'D47.Z9', ['mpn']],
    [WHO, 'D47.5', ['mpn']],
    [CM, 'C92.12', ['cml', 'leukaemia']],
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
    ['a pregnancy that ended early', CM, 'O03.9'],
    ['acute leukaemia in remission', CM, 'C92.01'],
    ['myeloma in remission', CM, 'C90.01'],
    ['chronic myeloid leukaemia in remission', CM, 'C92.11'],
    ['skin cancer other than melanoma', CM, 'C44.91'],
    ['a history of cancer', CM, 'Z85.3'],
    ['a gammopathy', CM, 'D47.2'],
    ['mastocytosis', WHO, 'D47.0'],
    ['a sickle-cell trait, with a normal blood count', CM, 'D57.3'],
    ['thalassaemia minor', WHO, 'D56.3'],
    ['ascites of a cancer', CM, 'R18.0'],
    ['immunotherapy', CM, 'Z51.12'],
    ['a birth, as the child has it', CM, 'Z38.00'],
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

describe('a medicine in words', () => {
  const named = (text: string): string[] => {
    const said = searchable([text]);
    return [...index.setsNamedIn(said).keys()]
      .filter((set) => !index.isRefusedIn(set, said))
      .map(({ id }) => id)
      .sort();
  };

  test.each([
    ['B12 1000 mcg i.m.', ['b12-therapy']],
    ['Vit. B 12 injection', ['b12-therapy']],
    ['Hydroxocobalamin 1 mg', ['b12-therapy']],
    ['Multivitamin with vitamin B12', ['b12-multivitamin']],
    ['Vitamin B12/folic acid tablets', ['b12-multivitamin']],
    ['Amphotericin B 12 mg', []],
    ['Hepatitis B 12 mcg', []],
    ['Ferinject 500 mg', ['iron-iv']],
    ['Iron infusion (Monofer)', ['iron-iv']],
    ['Marcumar 3 mg', ['vitamin-k-antagonist']],
    ['Eliquis 5 mg', ['direct-anticoagulant']],
    ['allergic to apixaban', []],
    ['Co-amoxiclav 625 mg', ['liver-injuring-medicine']],
  ])('%s', (text, sets) => {
    expect(named(text)).toEqual(sets);
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
