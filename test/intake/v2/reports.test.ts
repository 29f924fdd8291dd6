import { describe, expect, test } from '@jest/globals';
import type { Report } from '../../../src/intake/v2/reports.js';
import { resourcesOf } from '../../../src/intake/v2/to-fhir.js';
import { validateResource } from '../../../src/hooks/r4/validate.js';
import { agreeing, fixture, oru, PID, resultsIn, V2_CLIENT, withResults } from '../../support/v2.js';

const reportsIn = (body: Buffer, client = V2_CLIENT): readonly Report[] =>
  resultsIn(body, client).patients[0]!.reports;
const obr = (status: string): string => `OBR|1||F1|FERR|||202611200745||||||||||||||||||${status}`;
const obx = (status: string, value = '640'): string =>
  `OBX|1|NM|2276-4^Ferritin^LN||${value}|ug/L|30-400||||${status}`;

describe('status and effect of a result', () => {
  test.each<[own: string, report: string, status: string, effect: string]>([
    ['F', 'F', 'final', 'judge'],
    ['C', 'C', 'corrected', 'judge'],
    ['A', 'F', 'amended', 'judge'],
    ['B', 'F', 'amended', 'judge'],
    ['P', 'P', 'preliminary', 'keep'],
    ['S', 'P', 'preliminary', 'keep'],
    ['R', 'F', 'preliminary', 'keep'],
    ['I', 'F', 'registered', 'wait'],
    ['O', 'F', 'registered', 'wait'],
    ['X', 'F', 'cancelled', 'not-done'],
    ['D', 'F', 'entered-in-error', 'withdraw'],
    ['W', 'F', 'entered-in-error', 'withdraw'],
    ['f', '', 'final', 'judge'],
    ['', 'F', 'final', 'judge'],
    ['', 'C', 'corrected', 'judge'],
    ['', 'P', 'preliminary', 'keep'],
    ['', 'R', 'preliminary', 'keep'],
    ['', 'S', 'registered', 'wait'],
    ['', 'X', 'cancelled', 'not-done'],
    ['', 'A', 'unknown', 'judge'],
    ['', '', 'unknown', 'judge'],
    ['Q', 'F', 'unknown', 'judge'],
    // The worst of the two.
    ['F', 'X', 'cancelled', 'not-done'],
    ['W', 'X', 'entered-in-error', 'withdraw'],
    ['D', 'C', 'entered-in-error', 'withdraw'],
  ])('OBX-11 "%s" under OBR-25 "%s" is %s: %s', (own, report, status, effect) => {
    const [result] = reportsIn(oru([PID, obr(report), obx(own)]))[0]!.results;
    expect(result).toMatchObject({ effect, observation: { status }, version: { status } });
  });

  test('what nobody asked for is no result, and counted', () => {
    const results = resultsIn(oru([PID, obr('F'), obx('N')]));
    expect(results.patients[0]!.reports[0]!.results).toEqual([]);
    expect(results.counts.notAsked).toBe(1);
  });

  test.each(['U', 'V'])('%s without a value: the one told before is the final one', (status) => {
    const told = (value: string): string => reportsIn(withResults(obx(status, value)))[0]!.results[0]!.effect;
    expect([told(''), told('640')]).toEqual(['complete', 'judge']);
  });

  test('what was not done says so and has no value', () => {
    const [result] = reportsIn(withResults(obx('X')))[0]!.results;
    expect(result!.observation.valueQuantity).toBeUndefined();
    expect(result!.observation.dataAbsentReason?.coding?.[0]?.code).toBe('not-performed');
  });

  test.each([
    ['O', 'registered'],
    ['P', 'preliminary'],
    ['R', 'partial'],
    ['C', 'corrected'],
    ['F', 'final'],
    ['X', 'cancelled'],
    ['A', 'unknown'],
    ['', 'unknown'],
  ])('OBR-25 "%s" is a report %s', (sent, status) => {
    expect(reportsIn(oru([PID, obr(sent)]))[0]!.report!.status).toBe(status);
  });
});

describe('dates of a result', () => {
  const dated = (own: string, report: string, sample: string, client = V2_CLIENT): string | undefined =>
    reportsIn(
      oru([
        PID,
        `OBR|1||F1|FERR|||${report}`,
        `OBX|1|NM|2276-4||5||||||F|||${own}`,
        `SPM|1|${'|'.repeat(15)}${sample}`,
      ]),
      client,
    )[0]!.results[0]!.observation.effectiveDateTime;

  test('its own, else of its report, else of its sample', () => {
    expect(dated('20261101', '20261102', '20261103')).toBe('2026-11-01');
    expect(dated('', '20261102', '20261103')).toBe('2026-11-02');
    expect(dated('', '', '20261103')).toBe('2026-11-03');
    expect(dated('', '', '')).toBeUndefined();
  });

  test("in the client file's order, and of no other field", () => {
    const client = agreeing({ effectiveFrom: ['SPM-17', 'OBR-7'] });
    expect(dated('20261101', '20261102', '20261103', client)).toBe('2026-11-03');
    expect(dated('20261101', '', '', client)).toBeUndefined();
  });

  test('when it was reported, as an instant with its zone; of a day alone none is made', () => {
    const issued = (sent: string): string | undefined =>
      reportsIn(oru([PID, `OBR|1||F1|FERR|||20261102|||||||||||||||${sent}`, obx('F')]))[0]!.results[0]!
        .observation.issued;
    expect(issued('202611200925')).toBe('2026-11-20T09:25:00+01:00');
    expect(issued('20261120')).toBeUndefined();
  });
});

describe('what a report and a result are known by', () => {
  const keys = (...segments: string[]): string[] =>
    resultsIn(oru([PID, ...segments])).patients[0]!.reports.flatMap(({ key, results }) => [
      key,
      ...results.map((one) => one.key),
    ]);

  test('the same in a preliminary, a final and a corrected message', () => {
    const [p, f, c] = ['a05p', 'a05f', 'a05c'].map((name) => reportsIn(fixture(name))[0]!);
    expect([f!.key, c!.key]).toEqual([p!.key, p!.key]);
    expect([f!.results[0]!.key, c!.results[0]!.key]).toEqual([p!.results[0]!.key, p!.results[0]!.key]);
    expect(f!.results[0]!.observation.id).toBe(p!.results[0]!.observation.id);
    expect([p, f, c].map((one) => one!.results[0]!.version)).toEqual([
      { at: '2026-11-20T09:00:00+01:00', status: 'preliminary' },
      { at: '2026-11-20T10:00:00+01:00', status: 'final' },
      { at: '2026-11-20T16:00:00+01:00', status: 'corrected' },
    ]);
  });

  test("the filler's number, be it in ORC, before the placer's", () => {
    const [filler] = keys('OBR|1|P1|F1^LAB|X');
    expect(keys('ORC|RE||F1^LAB', 'OBR|1|P1||X')[0]).toBe(filler);
    expect(keys('OBR|1|P2|F1^LAB|Y')[0]).toBe(filler);
    expect(keys('OBR|1|F1^LAB||X')[0]).not.toBe(filler);
    expect(keys('OBR|1|P1|F1^OTHER|X')[0]).not.toBe(filler);
  });

  test('of another patient or client, another', () => {
    const [own] = keys('OBR|1||F1|X');
    const key = (pid: string, client = V2_CLIENT): string =>
      resultsIn(oru([pid, 'OBR|1||F1|X']), client).patients[0]!.reports[0]!.key;
    expect(key(PID)).toBe(own);
    expect(key('PID|1||1002')).not.toBe(own);
    expect(key(PID, { ...V2_CLIENT, id: 'other' })).not.toBe(own);
  });

  test('results that differ in code, sub-id or place among equals are different ones', () => {
    const all = keys(
      'OBR|1||F1|X',
      'OBX|1|NM|2276-4||5',
      'OBX|2|NM|2276-4||6',
      'OBX|3|NM|2276-4|1|5',
      'OBX|4|NM|2132-9||5~6',
      'OBX|5|NM|L1^x^L^2276-4^y^LN||5',
    );
    expect(new Set(all).size).toBe(7);
  });

  test('where every message tells the whole report, that is said', () => {
    expect(reportsIn(fixture('a01'))[0]!.isWhole).toBe(false);
    expect(reportsIn(fixture('a01'), agreeing({ snapshot: true }))[0]!.isWhole).toBe(true);
  });
});

test('who ordered it is told by number, without a name', () => {
  const [report] = reportsIn(fixture('a01'));
  expect(report!.orderers).toEqual([{ id: '5551', authority: 'NPI', type: '' }]);
  expect(JSON.stringify(resultsIn(fixture('a01')))).not.toMatch(/Smith|Muster|Alex/u);
});

test('the sample of a report is that of its results', () => {
  const [report] = reportsIn(fixture('a01'));
  const [sample] = report!.specimens;
  expect(sample).toMatchObject({
    type: { coding: [{ system: 'http://snomed.info/sct', code: '119364003' }] },
    collection: { collectedDateTime: '2026-11-20T07:44:00+01:00' },
  });
  expect(report!.results.map(({ observation }) => observation.specimen?.reference)).toEqual([
    `Specimen/${sample!.id}`,
    `Specimen/${sample!.id}`,
  ]);
});

test('results that stand with the patient belong to no report', () => {
  const [alone, report] = reportsIn(fixture('patient-level'));
  expect(alone!.report).toBeUndefined();
  expect(alone!.results[0]!.observation.note).toEqual([{ text: 'weighed at home' }]);
  expect(report!.results).toHaveLength(4);
});

test('every resource of every message has the shape of FHIR R4', () => {
  for (const name of 'a01 a02 a03 a04 a05c a06 a07 a08 a09 a10 a13 a14 panels patient-level'.split(' '))
    for (const patient of resultsIn(fixture(name)).patients)
      for (const resource of resourcesOf(patient, 'p1')) {
        expect([name, validateResource(resource)]).toEqual([name, { ok: true }]);
        expect(
          resource.resourceType === 'Patient'
            ? resource.id
            : (resource as fhir4.Observation).subject?.reference,
        ).toMatch(/p1$/u);
      }
});
