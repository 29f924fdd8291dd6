import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { flagOf, isFlagSystem } from '../../../src/core/readings/interpretation-flag.js';
import { runs } from '../../support/seed.js';

/** What a laboratory's flag says, in whichever code system or words it is written. */

const coded = (code: string, system?: string, display?: string) => [{ coding: [{ system, code, display }] }];
const SNOMED = 'http://snomed.info/sct';

describe('in words and codes', () => {
  test.each(
    (
      [
        ['raised', 'H h HH hh HU H* HI High HIGH >'.split(' ')],
        [
          'raised',
          [
            'above high',
            'Above high normal',
            'HI - Above high reference limit',
            'High (H)',
            'Critically high',
          ],
        ],
        [
          'raised',
          [
            'above reference range',
            'Very High',
            'Elevated',
            'Higher than normal',
            'HH - Above upper panic limit',
          ],
        ],
        ['not-raised', 'N n L LL Low LOW Normal NORMAL <'.split(' ')],
        [
          'not-raised',
          ['Within normal limits', 'in range', 'Below low normal', 'L - Below low reference limit'],
        ],
        [
          undefined,
          ['A', 'Abnormal', 'abnormal', 'PA', 'OR - Outside reference range', 'High normal', 'U', 'HX'],
        ],
        [undefined, ['', ' ', 'x'.repeat(1000), 'H / N', 'Normal to high', 'highlighted']],
      ] as const
    ).flatMap(([says, words]) => words.map((word) => [word, says] as const)),
  )('%j says %p', (word, says) => {
    expect(flagOf([{ text: word }])).toBe(says);
    expect(flagOf(coded(word))).toBe(says);
    expect(flagOf(coded('7', 'urn:local', word))).toBe(says);
  });

  test.each([
    ['281302008', 'raised'],
    ['281301001', 'not-raised'],
    ['281300000', 'not-raised'],
    ['263654008', undefined],
  ])('SNOMED %s says %p', (code, says) => {
    for (const system of [SNOMED, 'urn:oid:2.16.840.1.113883.6.96', 'SCT', undefined])
      expect(flagOf(coded(code, system))).toBe(says);
    expect(flagOf(coded(code, 'urn:local'))).toBeUndefined();
  });
});

test.each([
  [undefined, true],
  ['', true],
  ['http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', true],
  ['http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation/', true],
  ['http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation|2.0.0', true],
  ['http://hl7.org/fhir/v3/ObservationInterpretation', true],
  ['https://hl7.org/fhir/R4B/valueset-observation-interpretation.html', true],
  ['http://hl7.org/fhir/ValueSet/observation-interpretation', true],
  ['urn:x:Observation_Interpretation', true],
  ['http://hl7.org/fhir/v2/0078', true],
  ['http://terminology.hl7.org/CodeSystem/v2-0078', true],
  ['HL70078', true],
  ['hl7-0078', true],
  ['urn:oid:2.16.840.1.113883.12.78', true],
  ['2.16.840.1.113883.12.78', true],
  ['urn:oid:2.16.840.1.113883.5.83', true],
  ['urn:oid:2.16.840.1.113883.5.8', false],
  ['http://local.example.org/codes/10078', false],
  ['https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-Interpretation', false],
  ['urn:local', false],
  [7, false],
])('the system %p is one of flags: %p', (system, is) => {
  expect(isFlagSystem(system)).toBe(is);
});

test('flags that contradict each other say nothing, and those that agree say it once', () => {
  expect(flagOf([{ text: 'H' }, { text: 'N' }])).toBeUndefined();
  expect(flagOf([{ text: 'H' }, { coding: [{ code: 'HH' }, { code: 'A' }] }])).toBe('raised');
  expect(flagOf([{ coding: [{ code: 'H', display: 'Normal' }] }])).toBe('raised');
});

test('more codings than any laboratory sends say nothing', () => {
  expect(flagOf([{ coding: Array.from({ length: 200_000 }, () => ({ code: 'N' })) }])).toBeUndefined();
  expect(flagOf(Array.from({ length: 200_000 }, () => ({ text: 'N' })))).toBeUndefined();
});

test('any shape is looked at, and throws never', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (shape, text) => {
      for (const one of [
        shape,
        [shape],
        [{ text: shape, coding: shape }],
        [{ text }],
        coded(text, text, text),
      ])
        expect([undefined, 'raised', 'not-raised']).toContain(flagOf(one));
    }),
    runs(500),
  );
});
