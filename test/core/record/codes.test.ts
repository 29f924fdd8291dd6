import { describe, expect, test } from '@jest/globals';
import { codingKeys, indexLabs, labsIn } from '../../../src/core/record/codes.js';
import { adviceOn, bundleOf, lab, resultOf, viewOf } from '../../support/ask.js';
import { knowledge } from '../../support/shipped.js';

const LOINC = 'http://loinc.org';
const SNOMED = 'http://snomed.info/sct';
const none = { localCodes: [] };
const named = indexLabs(knowledge, none);
const labsOf = (...coding: object[]) => named({ coding }).labs.map(({ id }) => id);
const SPELLINGS = {
  [LOINC]: [
    'urn:oid:2.16.840.1.113883.6.1',
    'https://loinc.org',
    'http://loinc.org/',
    'LN',
    'LOINC',
    ' LN ',
    undefined,
    '',
  ],
  [SNOMED]: [
    'urn:oid:2.16.840.1.113883.6.96',
    'https://snomed.info/sct/',
    'SCT',
    'http://snomed.info/sct/83821000000107',
  ],
};

describe('every code of every lab is found', () => {
  test.each(Object.entries(SPELLINGS))('under each spelling of %s', (uri, spellings) => {
    for (const { id, codes } of knowledge.labs.values())
      for (const { system, code } of codes)
        if (system === uri)
          for (const spelling of spellings)
            for (const written of [code, ` ${code}`, `${code}\u200B`, `\uFEFF${code}\u00A0`])
              expect([spelling, written, labsOf({ system: spelling, code: written })]).toEqual([
                spelling,
                written,
                [id],
              ]);
  });

  test('under no other system', () => {
    for (const { codes } of knowledge.labs.values())
      for (const { code } of codes) expect(labsOf({ system: 'urn:example:lab', code })).toEqual([]);
  });
});

test('SNOMED CT 489004 is ferritin', () => {
  expect(labsOf({ system: SNOMED, code: '489004' })).toEqual(['ferritin']);
});

describe('look-alikes', () => {
  const accepted = { system: LOINC, code: '2276-4' };
  const goal = { system: LOINC, code: '86914-9' };
  test('alone are look-alikes, in any spelling', () => {
    for (const system of SPELLINGS[LOINC])
      expect(named({ coding: [{ system, code: '86914-9' }] })).toEqual({
        labs: [],
        lookAlike: true,
        beside: [],
      });
  });

  test('beside a code of ours change nothing and are told, cleaned', () => {
    const found = named({ coding: [{ system: 'LN', code: '86914-9 ' }, accepted, goal] });
    expect(found.labs.map(({ id }) => id)).toEqual(['ferritin']);
    expect(found.lookAlike).toBe(false);
    expect(found.beside).toEqual([`${LOINC}|86914-9`, `${LOINC}|86914-9`]);
  });

  test('two accepted codes of different labs stay two', () => {
    expect(labsOf(accepted, { system: 'LN', code: '777-3' }, goal)).toEqual(['ferritin', 'platelets']);
  });
});

describe('the codes a client maps', () => {
  const client = {
    localCodes: [
      { system: 'urn:example:lab', code: 'FERR', lab: 'ferritin' },
      { code: 'FER', lab: 'ferritin' },
      { code: '50924', lab: 'ferritin' },
      { code: '2132-9', lab: 'ferritin' },
    ],
  };
  const mapped = indexLabs(knowledge, client);
  const of = (system: unknown, code: unknown) =>
    mapped({ coding: [{ system, code }] }).labs.map(({ id }) => id);

  test('with a system, only under it', () => {
    expect(of('urn:example:lab', 'FERR')).toEqual(['ferritin']);
    expect(of('urn:example:lab', 'FERR\u200B')).toEqual(['ferritin']);
    for (const system of [undefined, '', 'urn:example:other']) expect(of(system, 'FERR')).toEqual([]);
  });

  test('without a system, only where none comes', () => {
    for (const system of [undefined, null, '', ' ']) expect(of(system, 'FER')).toEqual(['ferritin']);
    for (const system of [undefined, '']) expect(of(system, ' 50924')).toEqual(['ferritin']);
    expect(of('urn:example:lab', 'FER')).toEqual([]);
    expect(of(LOINC, 'FER')).toEqual([]);
  });

  test('what is LOINC by its form stays LOINC', () => {
    expect(of(undefined, '2132-9')).toEqual(['b12']);
  });
});

test('one normaliser is in front of problems, medicines, orders and coded results', () => {
  expect(
    codingKeys({
      coding: [{ system: 'SCT', code: ' 260385009' }, { code: '2276-4' }, { code: 'X' }, { system: 'LN' }],
    }),
  ).toEqual([`${SNOMED}|260385009`, `${LOINC}|2276-4`]);
  const cards = (more: object) => adviceOn(viewOf([resultOf('ferritin', 640)], { ...more })).explain();
  const set = [...knowledge.valueSets.values()].find(({ id }) => id === 'haemochromatosis');
  const snomed = set?.codes.find(({ system }) => system === SNOMED);
  const condition = (system: string) => ({
    resourceType: 'Condition',
    id: 'c',
    subject: { reference: 'Patient/p1' },
    code: { coding: [{ system, code: snomed?.code }] },
    clinicalStatus: { coding: [{ code: 'active' }] },
  });
  const subject = resultOf('ferritin', 1)['subject'];
  for (const system of [SNOMED, 'SCT', 'urn:oid:2.16.840.1.113883.6.96', 'http://snomed.info/sct/'])
    expect(cards({ conditions: bundleOf([{ ...condition(system), subject }]) }).context).toEqual([
      'known-haemochromatosis',
    ]);
});

test('at most a hundred codings of a concept are looked at', () => {
  const other = { system: 'urn:example:nowhere', code: 'x' };
  const accepted = { system: LOINC, code: '2276-4' };
  expect(labsOf(...Array<object>(99).fill(other), accepted)).toEqual(['ferritin']);
  expect(labsOf(...Array<object>(100).fill(other), accepted)).toEqual([]);
});

test('nothing throws on what is no code', () => {
  for (const odd of [
    undefined,
    null,
    7,
    'x',
    [],
    {},
    { coding: null },
    { coding: [null, 7, []] },
    { coding: [{ system: 7, code: {} }] },
  ])
    expect([named(odd).labs, labsIn({ code: odd, component: odd }, named), codingKeys(odd)]).toEqual([
      [],
      [],
      [],
    ]);
});

describe('AFP in international units', () => {
  const read = (code: string, unit: string) => {
    const result = resultOf('afp', 12, {
      id: 'a',
      code: { coding: [{ system: LOINC, code }] },
      valueQuantity: { value: 12, unit },
    });
    const { readings } = adviceOn(
      viewOf([resultOf('ferritin', 640)], { supporting: bundleOf([result]) }),
    ).explain();
    return readings.find((one) => one.lab.startsWith('afp'));
  };
  test('is read as what it is, never as mass', () => {
    for (const unit of ['kU/L', 'IU/mL', 'k[IU]/L', '[IU]/mL'])
      expect(read('19176-7', unit)).toMatchObject({
        lab: 'afp-units',
        value: 12,
        unit: lab('afp-units').unit,
      });
    expect(read('19176-7', 'ng/mL')).toMatchObject({ why: 'unit-unsupported' });
    expect(read('1834-1', 'kU/L')).toMatchObject({ lab: 'afp', why: 'unit-unsupported' });
    expect(read('1834-1', 'ng/mL')).toMatchObject({ lab: 'afp', value: 12 });
  });
});
