import { describe, expect, test } from '@jest/globals';
import { historyOf, type Taken } from '../../../src/core/facts/history.js';
import { unnamedMedicines } from '../../../src/core/facts/medicines.js';
import { indexValueSets } from '../../../src/core/facts/value-sets.js';
import type { ValueSet } from '../../../src/core/model/knowledge.js';
import { moment } from '../../../src/core/record/moment.js';
import type { PatientRecord } from '../../../src/core/record/sorting.js';
import { NOW } from '../../support/clock.js';
import { knowledge } from '../../support/shipped.js';

const b12 = { coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '5514' }] };

const sets = indexValueSets(knowledge.valueSets);

/** A record of these and nothing else. */
function recordOf(parts: Partial<Record<keyof PatientRecord, unknown>>): PatientRecord {
  const nothing = {
    conditions: [],
    medicines: [],
    medications: new Map(),
    procedures: [],
    reports: [],
    setAside: [],
  };
  return { ...nothing, ...parts } as unknown as PatientRecord;
}

function setOf(id: string): ValueSet {
  const set = knowledge.valueSets.get(id);
  if (!set) throw new Error(id);
  return set;
}

/** What was taken of a set at a sample of 2026-11-20. */
function taken(medicine: object, setId = 'b12-therapy'): Taken | undefined {
  const record = recordOf({ medicines: [{ medicationCodeableConcept: b12, ...medicine }] });
  return historyOf(record, sets, NOW.getTime()).taken(setOf(setId), moment('2026-11-20'));
}

function daysSince(medicine: object, setId?: string): number | undefined {
  return taken(medicine, setId)?.days;
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
  expect(unnamedMedicines(recordOf({ medicines }))).toBe(1);
});

describe('a medicine as text', () => {
  const named = (text: string, more: object = {}): object => ({
    ...request,
    status: 'active',
    medicationCodeableConcept: { text },
    ...more,
  });

  test.each([
    ['Warfarin 3 mg tablets', 'vitamin-k-antagonist'],
    ['WARFARIN', 'vitamin-k-antagonist'],
    ['Vitamin B12 1 mg', 'b12-therapy'],
    ['inj. vitamin  b-12', 'b12-therapy'],
    ['Iron (iron sucrose) infusion', 'iron-iv'],
  ])('%s is taken, and called what the record calls it', (text, set) => {
    const medicine = named(text, { authoredOn: '2026-11-20' });
    expect(taken(medicine, set)).toEqual({ days: 0, name: text, day: '2026-11-20' });
  });

  test.each([
    'Patient refuses warfarin',
    'Warfarin - declined',
    'allergic to warfarin',
    'Warfarin allergy',
    'warfarin: stopped 2026-11-01',
    'No warfarin',
    'off warfarin since the bleed',
    'not taking warfarin',
    'never started warfarin',
    'never on warfarin',
    'hold warfarin',
    'warfarin held for procedure',
    'heparin bridging, warfarin paused',
    'warfarin withheld',
    'Advised to start warfarin',
    'consider warfarin',
    'mother takes warfarin',
    'Warfarin-intolerant; intolerance to warfarin',
    'superwarfarin',
    'warfarinised',
  ])('%s is not', (text) => {
    expect(taken(named(text), 'vitamin-k-antagonist')).toBeUndefined();
  });

  test('what is refused in words is refused, whatever its code says', () => {
    const concept = { ...b12, text: 'Hydroxocobalamin: patient declined' };
    expect(taken({ ...request, medicationCodeableConcept: concept })).toBeUndefined();
  });

  test.each([
    ['one reason', { text: 'Patient refused' }],
    ['several', [{ text: 'other' }, { coding: [{ display: 'Refused by patient' }] }]],
  ])('what the reason of its status refuses is not taken: %s', (_name, statusReason) => {
    expect(taken({ ...request, statusReason })).toBeUndefined();
  });

  test('a reason that says nothing of the kind changes nothing', () => {
    expect(daysSince({ ...request, statusReason: { text: 'course completed' } })).toBe(10);
  });

  test('"no" of something else changes nothing', () => {
    expect(daysSince(named('Vitamin B12, no preservative', { authoredOn: '2026-11-20' }))).toBe(0);
  });

  test.each(['intended', 'not-taken', 'unknown', 'entered-in-error', 'draft'])(
    'nor is one of status %s',
    (status) => {
      expect(taken({ ...statement, status, effectiveDateTime: '2026-11-10' })).toBeUndefined();
    },
  );

  test('the text of a referred Medication is read, but not of one that carries a modifier', () => {
    const contained = [{ resourceType: 'Medication', id: 'm', code: { text: 'cyanocobalamin' } }];
    const medicine = {
      ...request,
      medicationCodeableConcept: undefined,
      medicationReference: { reference: '#m' },
    };
    expect(daysSince({ ...medicine, contained })).toBe(10);
    const modified = contained.map((one) => ({ ...one, modifierExtension: [{ url: 'urn:is-not' }] }));
    expect(daysSince({ ...medicine, contained: modified })).toBeUndefined();
  });

  test('it is called by the text that names it', () => {
    const concept = { text: 'one daily', coding: [{ display: 'tablet' }, { display: 'Warfarin 1 mg' }] };
    const medicine = { ...request, status: 'active', medicationCodeableConcept: concept };
    expect(taken(medicine, 'vitamin-k-antagonist')?.name).toBe('Warfarin 1 mg');
  });

  test('without a text it is called what its display, or else our file, calls it', () => {
    const [coding] = b12.coding;
    const display = (more: object): string | undefined =>
      taken({ ...request, medicationCodeableConcept: { coding: [{ ...coding, ...more }] } })?.name;
    expect(display({ display: 'Hydroxocobalamin' })).toBe('Hydroxocobalamin');
    expect(display({})).toBe('hydroxocobalamin');
  });
});

describe('a problem', () => {
  const cirrhosis = { coding: [{ system: 'http://snomed.info/sct', code: '19943007' }] };
  const status = (code: string): object => ({ coding: [{ code }] });
  const isActive = (condition: object): boolean => {
    const record = recordOf({ conditions: [{ resourceType: 'Condition', code: cirrhosis, ...condition }] });
    return historyOf(record, sets, NOW.getTime()).problems().includes('cirrhosis');
  };

  test.each([
    ['without any status', {}],
    ['active', { clinicalStatus: status('active') }],
    ['recurrent', { clinicalStatus: status('recurrence') }],
    ['active in words', { clinicalStatus: { text: 'Active' } }],
    ['confirmed', { verificationStatus: status('confirmed') }],
    ['that will end, as a date ahead says', { abatementDateTime: '2027-03-01' }],
    ['of which "abated" is denied', { abatementBoolean: false }],
    ['active, with an ending in words', { clinicalStatus: status('active'), abatementString: 'ongoing' }],
  ])('%s stands', (_name, condition) => {
    expect(isActive(condition)).toBe(true);
  });

  test.each([
    ['inactive', { clinicalStatus: status('inactive') }],
    ['in remission', { clinicalStatus: status('remission') }],
    ['resolved', { clinicalStatus: status('resolved') }],
    ['resolved in words', { clinicalStatus: { text: 'Resolved' } }],
    ['both active and resolved', { clinicalStatus: { coding: [{ code: 'active' }, { code: 'resolved' }] } }],
    ['of a status nobody knows', { clinicalStatus: status('xyz') }],
    ['refuted', { verificationStatus: status('refuted') }],
    ['refuted in words', { verificationStatus: { text: 'Refuted' } }],
    ['entered in error', { verificationStatus: status('entered-in-error') }],
    ['only considered', { verificationStatus: status('differential') }],
    ['that ended on a day', { abatementDateTime: '2020-01-01' }],
    ['that ended in a period', { abatementPeriod: { start: '2019-01-01', end: '2020-01-01' } }],
    ['that ended in a period of which only the end came', { abatementPeriod: { end: '2020-01-01' } }],
    ['that ended in a period without dates', { abatementPeriod: {} }],
    ['that ended, in words', { abatementString: 'after treatment, some years ago' }],
    ['that ended at an age', { abatementAge: { value: 40, unit: 'a' } }],
    ['that ended in a range of ages', { abatementRange: { low: { value: 40 } } }],
    ['that ended, as STU3 says it', { abatementBoolean: true }],
    ['active, but ended on a day', { clinicalStatus: status('active'), abatementDateTime: '2020-01-01' }],
    ['that begins later', { onsetDateTime: '2027-01-01' }],
  ])('%s does not', (_name, condition) => {
    expect(isActive(condition)).toBe(false);
  });
});

describe('a procedure', () => {
  const transfusion = { coding: [{ system: 'http://snomed.info/sct', code: '116859006' }] };
  const days = (...procedures: object[]): number => {
    const list = procedures.map((one) => ({ status: 'completed', code: transfusion, ...one }));
    return historyOf(recordOf({ procedures: list }), sets, NOW.getTime()).procedureDays(setOf('transfusion'));
  };

  test('counts by its day, each day once', () => {
    const twice = { performedDateTime: '2026-11-01T08:00:00Z' };
    expect(days(twice, { performedDateTime: '2026-11-01' }, { performedPeriod: { end: '2026-10-01' } })).toBe(
      2,
    );
  });

  test.each([
    ['ahead', { performedDateTime: '2027-02-01' }],
    ['too long ago', { performedDateTime: '2020-01-01' }],
    ['not done', { performedDateTime: '2026-11-01', status: 'not-done' }],
    ['without a date', {}],
  ])('%s does not count', (_name, procedure) => {
    expect(days(procedure)).toBe(0);
  });
});
