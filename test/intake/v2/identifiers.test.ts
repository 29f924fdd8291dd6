import { describe, expect, test } from '@jest/globals';
import type { Client } from '../../../src/core/model/knowledge.js';
import { mergesOf } from '../../../src/intake/v2/merges.js';
import { parseMessage } from '../../../src/intake/v2/message.js';
import { agreeing, codesOf, fixture, oru, resultsIn, V2_CLIENT, readMessage } from '../../support/v2.js';

const authorities = [
  { authority: 'CLINIC', type: 'MR', system: 'urn:example:mrn' },
  { authority: '2.16.840.1.113883.3.9999.2', system: 'urn:example:national' },
];
const agreed: Client = { ...V2_CLIENT, v2: { zone: 'UTC', authorities } };
const identified = (pid3: string, client: Client = agreed, pid2 = ''): string[] => {
  const read = readMessage(oru([`PID|1|${pid2}|${pid3}`]), client);
  if (read.problems.length > 0 || read.kind !== 'results') return codesOf(read);
  return read.results.patients[0]!.identifiers.map(({ system, value }) => `${system}|${value}`);
};

describe('the numbers of a patient', () => {
  test.each<[what: string, pid3: string, found: string[]]>([
    ['of an authority by name', '1^^^CLINIC^MR', ['urn:example:mrn|1']],
    ['by name beside a number', '1^^^CLINIC&1.2.3&ISO^MR', ['urn:example:mrn|1']],
    ['by number beside a name', '2^^^NATL&2.16.840.1.113883.3.9999.2&ISO^NI', ['urn:example:national|2']],
    ['by number alone', '2^^^&2.16.840.1.113883.3.9999.2&ISO', ['urn:example:national|2']],
    [
      'in the order of the client file',
      '2^^^&2.16.840.1.113883.3.9999.2~1^^^CLINIC^MR',
      ['urn:example:mrn|1', 'urn:example:national|2'],
    ],
    ['once each', '1^^^CLINIC^MR~1^^^CLINIC^MR', ['urn:example:mrn|1']],
    ['those of others are passed over', '9^^^OTHER^MR~1^^^CLINIC^MR', ['urn:example:mrn|1']],
    ['of another type', '1^^^CLINIC^PE', ['authority-unknown PID1-3']],
    ['of none of them', '9^^^OTHER^MR', ['authority-unknown PID1-3']],
    ['of nobody', '1', ['authority-unknown PID1-3']],
    ['without a number', '^^^CLINIC^MR', ['patient-id-missing PID1-3']],
  ])('%s', (_what, pid3, found) => {
    expect(identified(pid3)).toEqual(found);
  });

  test('of nobody are of the default authority, where one is agreed', () => {
    const client = agreeing({ authorities, defaultAuthority: 'CLINIC' });
    expect(identified('1', client)).toEqual(['urn:example:mrn|1']);
    expect(identified('1^^^^MR', client)).toEqual(['urn:example:mrn|1']);
    expect(identified('1^^^^SS', client)).toEqual(['authority-unknown PID1-3']);
    expect(identified('9^^^OTHER^MR', client)).toEqual(['authority-unknown PID1-3']);
  });

  test('stand in PID-2 where that is agreed', () => {
    const client = agreeing({ authorities, defaultAuthority: 'CLINIC', pid2: true });
    expect(identified('', agreeing({ defaultAuthority: 'CLINIC' }), '7')).toEqual([
      'patient-id-missing PID1-3',
    ]);
    expect(identified('', client, '7')).toEqual(['urn:example:mrn|7']);
  });

  test('of a sample, with nothing agreed, are taken as they come', () => {
    const sample = { ...V2_CLIENT, v2: undefined } as unknown as Client;
    expect(identified('1^^^CLINIC&1.2.3&ISO', sample)).toEqual(['1.2.3|1']);
    expect(identified('1', sample)).toEqual(['unknown|1']);
  });
});

test('of a person only sex, birth and death are kept', () => {
  const person = (fields: string): object =>
    resultsIn(oru([`PID|1||1^^^CLINIC^MR||A^B||${fields}`]), agreed).patients[0]!.person;
  expect(person('19700512|F')).toEqual({ gender: 'female', birthDate: '1970-05-12' });
  expect(person('197005120830|m')).toEqual({ gender: 'male', birthDate: '1970-05-12' });
  expect(person('1970|A')).toEqual({ gender: 'other', birthDate: '1970' });
  expect(person('|')).toEqual({});
  expect(person(`|U${'|'.repeat(22)}Y`)).toEqual({ gender: 'unknown', deceasedBoolean: true });
  expect(person(`|U${'|'.repeat(21)}20261101|Y`)).toEqual({
    gender: 'unknown',
    deceasedDateTime: '2026-11-01',
  });
});

describe('a merge', () => {
  const merged = { system: 'urn:example:mrn', value: '2001' };
  test.each(['merge-a40', 'merge-a34'])('%s gives up one number for the other', (name) => {
    expect(mergesOf(parseMessage(fixture(name)), V2_CLIENT)).toEqual([
      { old: [merged], kept: [{ ...merged, value: '2002' }] },
    ]);
  });

  const adt = (...segments: string[]): string[] =>
    codesOf(
      readMessage(
        Buffer.from(['MSH|^~\\&|A|B|X|Y|20261121||ADT^A40|M1|P|2.5', ...segments].join('\r')),
        V2_CLIENT,
      ),
    );

  test('several of one message', () => {
    const pairs = ['PID|1||2', 'MRG|1', 'PID|2||4', 'MRG|3'];
    expect(adt(...pairs)).toEqual([]);
  });

  test.each<[segments: string[], error: string]>([
    [[], 'merge-incomplete MRG'],
    [['PID|1||2'], 'merge-incomplete PID1-3'],
    [['MRG|1'], 'merge-incomplete MRG1-1'],
    [['PID|1||2', 'PID|2||4', 'MRG|3'], 'merge-incomplete PID1-3'],
    [['PID|1||2', 'MRG|1', 'MRG|3'], 'merge-incomplete MRG2-1'],
    [['PID|1||2', 'MRG|'], 'patient-id-missing MRG1-1'],
    [['PID|1||2', 'MRG|1^^^OTHER'], 'authority-unknown MRG1-1'],
  ])('%j is none', (segments, error) => {
    expect(adt(...segments)).toEqual([error]);
  });
});
