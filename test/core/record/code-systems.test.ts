import { describe, expect, test } from '@jest/globals';
import { codeOf, isLoinc, LOINC, systemOf } from '../../../src/core/record/code-systems.js';
import { knowledge } from '../../support/shipped.js';

const SNOMED = 'http://snomed.info/sct';

describe('a code system is known in every spelling', () => {
  test.each([
    [LOINC, 'http://loinc.org'],
    [LOINC, 'http://loinc.org/'],
    [LOINC, 'https://loinc.org'],
    [LOINC, 'https://loinc.org/'],
    [LOINC, 'HTTP://LOINC.ORG'],
    [LOINC, 'http://www.loinc.org'],
    [LOINC, 'http://loinc.org|2.76'],
    [LOINC, 'urn:oid:2.16.840.1.113883.6.1'],
    [LOINC, 'URN:OID:2.16.840.1.113883.6.1'],
    [LOINC, '2.16.840.1.113883.6.1'],
    [LOINC, 'LN'],
    [LOINC, 'ln'],
    [LOINC, 'LOINC'],
    [LOINC, 'LNC'],
    [LOINC, '\uFEFFhttp://loinc.org\u200B'],
    [LOINC, '\u00A0http://loinc.org '],
    [SNOMED, 'https://snomed.info/sct'],
    [SNOMED, 'http://snomed.info/sct/'],
    [SNOMED, 'http://snomed.info/id/'],
    [SNOMED, 'http://snomed.info/sct/83821000000107'],
    [SNOMED, 'http://snomed.info/sct/900000000000207008/version/20260101'],
    [SNOMED, 'http://snomed.info/sct|http://snomed.info/sct/900000000000207008'],
    [SNOMED, 'urn:oid:2.16.840.1.113883.6.96'],
    [SNOMED, 'SCT'],
    [SNOMED, 'SNOMED-CT'],
    [SNOMED, 'SNOMED CT'],
    ['http://hl7.org/fhir/sid/icd-10', 'I10'],
    ['http://hl7.org/fhir/sid/icd-10', 'urn:oid:2.16.840.1.113883.6.3'],
    ['http://hl7.org/fhir/sid/icd-10-cm', 'I10C'],
    ['http://hl7.org/fhir/sid/icd-10-cm', 'ICD-10-CM'],
    ['http://hl7.org/fhir/sid/icd-10-cm', 'https://hl7.org/fhir/sid/icd-10-cm/'],
    ['http://www.nlm.nih.gov/research/umls/rxnorm', 'urn:oid:2.16.840.1.113883.6.88'],
    ['http://www.nlm.nih.gov/research/umls/rxnorm', 'RxNorm'],
    ['http://www.whocc.no/atc', 'urn:oid:2.16.840.1.113883.6.73'],
    ['http://www.whocc.no/atc', 'WC'],
    ['http://read.info/readv2', 'urn:oid:2.16.840.1.113883.2.1.6.2'],
  ])('%s: %j', (uri, spelling) => {
    expect(systemOf(spelling, 'x')).toBe(uri);
  });

  test('another system stays what it is', () => {
    for (const other of [
      'urn:example:lab',
      'SNM',
      'SNM3',
      'RC',
      'L',
      'http://loinc.org.example.org',
      'http://snomed.info/scts',
      'urn:oid:2.16.840.1.113883.6.10',
      'http://fhir.de/CodeSystem/bfarm/icd-10-gm',
      'x'.repeat(1000),
    ])
      expect(systemOf(other, '2276-4')).toBe(other);
    for (const none of [7, true, {}, []]) expect(systemOf(none, '2276-4')).toBeUndefined();
  });
});

describe('without a system', () => {
  test('a code of LOINC’s form with the right check digit is LOINC’s', () => {
    for (const none of [undefined, null, '', ' ', '\u200B']) {
      expect(systemOf(none, '2276-4')).toBe(LOINC);
      expect(systemOf(none, '2276-5')).toBeUndefined();
      expect(systemOf(none, '489004')).toBeUndefined();
    }
  });

  test('every LOINC code of our files has its check digit, and with any other digit it has not', () => {
    const codes = [...knowledge.labs.values()]
      .flatMap((lab) => [...lab.codes, ...lab.rejects])
      .filter(({ system }) => system === LOINC)
      .map(({ code }) => code);
    expect(codes.length).toBeGreaterThan(100);
    expect(codes.filter((code) => !isLoinc(code))).toEqual([]);
    for (const code of codes)
      for (let digit = 0; digit < 10; digit++) {
        const other = code.slice(0, -1) + String(digit);
        expect([other, isLoinc(other)]).toEqual([other, other === code]);
      }
  });

  test('neither a date nor a number is taken for one', () => {
    for (const text of ['2026-11-28', '12345678-1', '2276', '-4', 'LA6576-8', '2276-44'])
      expect(isLoinc(text)).toBe(false);
  });
});

test('codes are cleaned of blanks and of what is not seen, and of nothing else', () => {
  for (const written of ['2276-4', ' 2276-4', '2276-4\u00A0', '22\u200B76-4', '\uFEFF2276-4', '2276-4\r\n'])
    expect(codeOf(written)).toBe('2276-4');
  expect(codeOf('42R4.')).toBe('42R4.');
  expect(codeOf(489004)).toBe('489004');
  for (const none of ['', ' ', '\u200B', undefined, null, true, {}, 'x'.repeat(1000)])
    expect(codeOf(none)).toBeUndefined();
});
