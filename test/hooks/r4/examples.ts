const subject = { reference: 'Patient/p1' };
const loinc = (code: string) => ({ coding: [{ system: 'http://loinc.org', code }] });
const iron = { text: 'Iron sucrose' };

/** One right R4 resource of each type we read. */
export const VALID = {
  Observation: {
    resourceType: 'Observation',
    id: 'ferritin',
    status: 'final',
    category: [{ coding: [{ code: 'laboratory' }] }],
    code: loinc('2276-4'),
    subject,
    effectiveDateTime: '2024-05-02T08:30:00+02:00',
    valueQuantity: { value: 620, unit: 'ng/mL', system: 'http://unitsofmeasure.org', code: 'ng/mL' },
    interpretation: [{ coding: [{ code: 'H' }] }],
    referenceRange: [{ low: { value: 30 }, high: { value: 400 }, appliesTo: [{ text: 'male' }] }],
    component: [{ code: loinc('2502-3'), valueQuantity: { value: 38.5, unit: '%' } }],
  },
  Patient: {
    resourceType: 'Patient',
    gender: 'female',
    birthDate: '1969-07',
    name: [{ family: 'Ek', given: [null, 'Ann'], _given: [{ id: 'g' }, null] }],
  },
  Condition: {
    resourceType: 'Condition',
    subject,
    clinicalStatus: { coding: [{ code: 'active' }] },
    code: { text: 'Haemochromatosis' },
  },
  MedicationRequest: {
    resourceType: 'MedicationRequest',
    status: 'active',
    intent: 'order',
    subject,
    medicationCodeableConcept: iron,
  },
  MedicationStatement: {
    resourceType: 'MedicationStatement',
    status: 'active',
    subject,
    medicationCodeableConcept: iron,
  },
  MedicationAdministration: {
    resourceType: 'MedicationAdministration',
    status: 'completed',
    subject,
    medicationReference: { reference: '#m' },
    contained: [{ resourceType: 'Medication', id: 'm', code: iron }],
    effectiveDateTime: '2024-04-01',
  },
  Medication: { resourceType: 'Medication', code: iron },
  Procedure: { resourceType: 'Procedure', status: 'completed', subject, code: { text: 'Venesection' } },
  ServiceRequest: {
    resourceType: 'ServiceRequest',
    status: 'active',
    intent: 'order',
    subject,
    code: loinc('24325-3'),
  },
  DiagnosticReport: {
    resourceType: 'DiagnosticReport',
    status: 'final',
    code: loinc('24323-8'),
    result: [{ reference: 'Observation/ferritin' }],
  },
  OperationOutcome: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] },
} as const;

export const observation = (changes: Record<string, unknown>) => ({ ...VALID.Observation, ...changes });

/** Names under which junk does the most harm. */
export const ELEMENTS = [
  'resourceType',
  'status',
  'code',
  'category',
  'interpretation',
  'referenceRange',
  'component',
  'contained',
  'identifier',
  'name',
  'result',
  'clinicalStatus',
  'medicationCodeableConcept',
  'valueQuantity',
  'valueInteger',
  'effectiveDateTime',
  '__proto__',
] as const;
