import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { repair } from '../../../src/hooks/r4/repair.js';
import { validateResource } from '../../../src/hooks/r4/validate.js';
import { ELEMENTS, observation, VALID } from './examples.js';
import { runs } from '../../support/seed.js';

const subject = { reference: 'Patient/p1' };

describe('a number in a string', () => {
  it.each([
    ['620', 620],
    [' 620 ', 620],
    ['-1.50', -1.5],
    ['0', 0],
  ])('%j is read as the number %d', (text, value) => {
    const wrong = observation({
      valueQuantity: { value: text, unit: 'ng/mL' },
      valueInteger: text,
      referenceRange: [{ low: { value: text }, high: { value: text } }],
      component: [{ code: {}, valueQuantity: { value: text }, referenceRange: { low: { value: text } } }],
    });
    expect(repair(wrong)).toEqual(
      observation({
        valueQuantity: { value, unit: 'ng/mL' },
        valueInteger: value,
        referenceRange: [{ low: { value }, high: { value } }],
        component: [{ code: {}, valueQuantity: { value }, referenceRange: [{ low: { value } }] }],
      }),
    );
  });

  it.each([
    '',
    ' ',
    '1e3',
    '1,000',
    '1.000,5',
    '> 2000',
    '620 ng/mL',
    '.5',
    '5.',
    '+5',
    '0x10',
    'NaN',
    '٦٢٠',
    '9'.repeat(400),
  ])('%j is not guessed at, and is a problem', (value) => {
    const wrong = observation({ valueQuantity: { value } });
    expect(repair(wrong)).toBe(wrong);
    expect(validateResource(wrong)).toMatchObject({ ok: false, where: 'Observation.valueQuantity.value' });
  });

  it('in a text result stays a text', () => {
    const text = observation({ valueQuantity: undefined, valueString: '620' });
    expect(repair(text)).toBe(text);
  });
});

describe('one object where R4 has a list', () => {
  const concept = { coding: [{ code: 'x' }] };
  const bare = { coding: { code: 'x' } };

  it.each<[string, unknown, unknown]>([
    ['category', bare, [concept]],
    ['interpretation', bare, [concept]],
    ['interpretation', [concept, bare], [concept, concept]],
    ['code', bare, concept],
    ['valueCodeableConcept', bare, concept],
    [
      'referenceRange',
      { text: 'a', type: bare, appliesTo: bare },
      [{ text: 'a', type: concept, appliesTo: [concept] }],
    ],
    ['component', { code: bare }, [{ code: concept }]],
    ['hasMember', subject, [subject]],
    ['derivedFrom', subject, [subject]],
    ['basedOn', subject, [subject]],
    ['performer', subject, [subject]],
    ['identifier', { value: 'a' }, [{ value: 'a' }]],
    ['note', { text: 'a' }, [{ text: 'a' }]],
    ['contained', { resourceType: 'Basic' }, [{ resourceType: 'Basic' }]],
  ])('Observation.%s is read as a list of one', (name, wrong, right) => {
    const repaired = repair(observation({ [name]: wrong }));
    expect(repaired).toEqual(observation({ [name]: right }));
    expect(validateResource(repaired)).toEqual({ ok: true });
  });

  it.each<[keyof typeof VALID, Record<string, unknown>]>([
    ['Condition', { category: bare, code: bare, clinicalStatus: bare, verificationStatus: bare }],
    [
      'DiagnosticReport',
      { category: bare, code: bare, result: subject, basedOn: subject, contained: VALID.Observation },
    ],
    ['MedicationRequest', { medicationCodeableConcept: bare, contained: VALID.Medication }],
    ['MedicationStatement', { medicationCodeableConcept: bare }],
    ['MedicationAdministration', { medicationCodeableConcept: bare }],
    ['Medication', { code: bare }],
    ['Patient', { name: { family: 'Ek' }, identifier: { value: 'a' } }],
    ['Procedure', { code: bare }],
    ['ServiceRequest', { category: bare, code: bare }],
  ])('a %s becomes readable', (type, wrong) => {
    for (const [name, value] of Object.entries(wrong)) {
      const resource = { ...VALID[type], [name]: value };
      expect(validateResource(resource).ok).toBe(false);
      expect(validateResource(repair(resource))).toEqual({ ok: true });
    }
  });

  it('a text where R4 has a list stays, and is a problem', () => {
    const wrong = observation({ category: 'laboratory' });
    expect(repair(wrong)).toBe(wrong);
    expect(validateResource(wrong).ok).toBe(false);
  });
});

it('the status of an STU3 condition is read as the R4 concept', () => {
  expect(
    repair({ ...VALID.Condition, clinicalStatus: 'active', verificationStatus: 'confirmed' }),
  ).toMatchObject({
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
    },
    verificationStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: 'confirmed' }],
    },
  });
});

it('other words of other versions are left alone', () => {
  const old = observation({ comment: 'haemolysed', comments: 'haemolysed' });
  expect(repair(old)).toBe(old);
  const order = { ...VALID.MedicationRequest, status: 'current' };
  expect(repair(order)).toBe(order);
});

it('what a resource contains is put right too, one level deep', () => {
  const inner = { resourceType: 'Observation', code: {}, valueQuantity: { value: '620' } };
  const deeper = { resourceType: 'Observation', code: {}, contained: inner };
  expect(repair({ ...VALID.DiagnosticReport, contained: [inner, deeper, null, 5] })).toEqual({
    ...VALID.DiagnosticReport,
    contained: [{ ...inner, valueQuantity: { value: 620 } }, deeper, null, 5],
  });
});

it('what came in is not changed, and what needs nothing is shared', () => {
  const wrong = observation({ valueQuantity: { value: '620' } });
  const before = structuredClone(wrong);
  const repaired = repair(wrong) as typeof wrong;
  expect(wrong).toEqual(before);
  expect(repaired).not.toBe(wrong);
  expect(repaired.referenceRange).toBe(wrong.referenceRange);
});

it.each(Object.entries(VALID))('a valid %s comes back as the same object', (_, resource) => {
  expect(repair(resource)).toBe(resource);
});

describe('whatever comes', () => {
  const entry = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>('620', { value: '5' }, { coding: {} }, [{ high: { value: '5' } }]),
  );
  const anything = fc.oneof(
    entry,
    fc
      .tuple(fc.constantFrom(...Object.values(VALID)), fc.dictionary(fc.constantFrom(...ELEMENTS), entry))
      .map(([resource, junk]) => ({ ...resource, ...junk })),
  );

  it('nothing throws, and a second time changes nothing', () => {
    fc.assert(
      fc.property(anything, (json) => {
        const once = repair(json);
        expect(repair(once)).toBe(once);
      }),
      runs(1000),
    );
  });

  it('what can be read and contains nothing needs no repair', () => {
    fc.assert(
      fc.property(anything, (json) => {
        const contains = typeof json === 'object' && json !== null && 'contained' in json;
        expect(!contains && validateResource(json).ok && repair(json) !== json).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  it('a resource that could be read before can be read after', () => {
    fc.assert(
      fc.property(anything, (json) => !validateResource(json).ok || validateResource(repair(json)).ok),
      runs(100),
    );
  });
});
