import { describe, expect, test } from '@jest/globals';
import { daysSinceMedicine, unnamedMedicines } from '../../../src/core/facts/history.js';
import { indexValueSets } from '../../../src/core/facts/value-sets.js';
import { moment } from '../../../src/core/record/moment.js';
import type { PatientRecord } from '../../../src/core/record/sorting.js';
import { NOW } from '../../support/clock.js';
import { knowledge } from '../../support/shipped.js';

const b12 = { coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '5514' }] };

const sets = indexValueSets(knowledge.valueSets);

/** Days from the medicine to a sample of 2026-11-20. */
function daysSince(medicine: object, setId = 'b12-therapy'): number | undefined {
  const set = knowledge.valueSets.get(setId);
  if (!set) throw new Error(setId);
  const record = { medicines: [{ medicationCodeableConcept: b12, ...medicine }], medications: new Map() };
  return daysSinceMedicine(
    set,
    sets,
    record as unknown as PatientRecord,
    moment('2026-11-20'),
    NOW.getTime(),
  );
}

const request = {
  resourceType: 'MedicationRequest',
  status: 'completed',
  intent: 'order',
  authoredOn: '2026-11-10',
};
const statement = { resourceType: 'MedicationStatement', status: 'completed' };
const given = {
  resourceType: 'MedicationAdministration',
  status: 'completed',
  effectiveDateTime: '2026-11-15',
};

describe('a medicine counts', () => {
  test.each([
    ['a request by its date', request, 10],
    ['an active request, as taken at the sample', { ...request, status: 'active' }, 0],
    ['an administration by its date', given, 5],
    [
      'a statement by the end of its period',
      { ...statement, effectivePeriod: { start: '2026-01-01', end: '2026-11-18' } },
      2,
    ],
    [
      'a period that holds the sample, as taken at it',
      { ...statement, effectivePeriod: { start: '2026-01-01', end: '2026-11-21' } },
      0,
    ],
    ['on the day of the sample, as before it', { ...given, effectiveDateTime: '2026-11-20' }, 0],
  ])('%s', (_name, medicine, days) => {
    expect(daysSince(medicine)).toBe(days);
  });
});

describe('a medicine does not count', () => {
  test.each([
    ['after the sample', { ...request, authoredOn: '2026-11-21' }],
    ['active, but begun after the sample', { ...request, status: 'active', authoredOn: '2026-11-21' }],
    ['cancelled', { ...request, status: 'cancelled' }],
    ['entered in error', { ...given, status: 'entered-in-error' }],
    ['not done', { ...given, status: 'not-done' }],
    ['that must not be given', { ...request, doNotPerform: true }],
    ['only proposed', { ...request, intent: 'proposal' }],
    ['not taken, as STU3 says it', { ...statement, effectiveDateTime: '2026-11-10', taken: 'n' }],
    ['not taken, as DSTU2 says it', { ...statement, effectiveDateTime: '2026-11-10', wasNotTaken: true }],
    ['not given, as STU3 says it', { ...given, notGiven: true }],
    ['of another kind', { ...request, medicationCodeableConcept: { text: 'paracetamol' } }],
  ])('%s', (_name, medicine) => {
    expect(daysSince(medicine)).toBeUndefined();
  });
});

test('an entry that names no medicine is counted, so that the card can say so', () => {
  const medicines = [
    { ...request, medicationReference: { reference: 'Medication/elsewhere' } },
    { ...request, medicationReference: { reference: 'Medication/elsewhere', display: 'iron' } },
    { ...request, medicationCodeableConcept: b12 },
    { ...request, medicationCodeableConcept: { text: 'something' } },
    { ...request, status: 'cancelled' },
  ];
  const record = { medicines, medications: new Map() } as unknown as PatientRecord;
  expect(unnamedMedicines(record)).toBe(1);
});
