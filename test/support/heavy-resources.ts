import { PATIENT_ID } from '../../src/cases/case-patients.js';

export type Json = Readonly<Record<string, unknown>>;

/** A resource with one item in each of its lists, by what it is. */
export type Seed = readonly [name: string, resource: Json];

export const subject = { reference: `Patient/${PATIENT_ID}` };
const UCUM = 'http://unitsofmeasure.org';
const LOINC = 'http://loinc.org';
const SNOMED = 'http://snomed.info/sct';
const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';

function concept(code: string, display = 'Ferritin', system = LOINC): Json {
  return { coding: [{ system, code, display }], text: display };
}

export const quantity = (value: number): Json => ({ value, unit: 'ng/mL', system: UCUM, code: 'ng/mL' });
const extension = [{ url: 'http://example.org/a', valueString: 'a' }];
const identifier = [{ system: 'http://example.org/results', value: '1' }];
const range = {
  low: quantity(30),
  high: quantity(400),
  type: concept('normal', 'Normal Range', 'http://terminology.hl7.org/CodeSystem/referencerange-meaning'),
  appliesTo: [concept('248153007', 'Male', SNOMED)],
  text: '30 - 400',
};
const flag = concept('H', 'High', 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation');

export function bundleOf(resources: readonly unknown[]): Json {
  return { resourceType: 'Bundle', type: 'searchset', entry: resources.map((resource) => ({ resource })) };
}

/** Every resource that is read, with every list that it may hold. */
export function seedsOf(today: string): {
  readonly observation: Json;
  readonly plain: Json;
  readonly component: Json;
  readonly all: readonly Seed[];
} {
  const component = {
    code: concept('2132-9', 'Cobalamin'),
    valueQuantity: { value: 900, unit: 'pg/mL', system: UCUM, code: 'pg/mL' },
    interpretation: [flag],
    referenceRange: [range],
    extension,
  };

  const observation = {
    resourceType: 'Observation',
    id: 'o',
    meta: {
      lastUpdated: `${today}T10:00:00Z`,
      versionId: '1',
      tag: [{ system: 'http://example.org/t', code: 'a' }],
    },
    identifier,
    basedOn: [{ reference: 'ServiceRequest/s' }],
    partOf: [{ reference: 'Procedure/p' }],
    status: 'final',
    category: [
      concept('laboratory', 'Laboratory', 'http://terminology.hl7.org/CodeSystem/observation-category'),
    ],
    code: concept('2276-4'),
    subject,
    focus: [{ reference: 'Specimen/s' }],
    effectiveDateTime: today,
    issued: `${today}T10:00:00Z`,
    performer: [{ reference: 'Practitioner/p', display: 'P' }],
    valueQuantity: quantity(700),
    interpretation: [flag],
    note: [{ text: 'a note' }],
    specimen: { reference: 'Specimen/s' },
    referenceRange: [range],
    hasMember: [{ reference: 'Observation/m' }],
    derivedFrom: [{ reference: 'Observation/d' }],
    component: [component],
    extension,
  };

  const { component: _component, hasMember: _members, ...plain } = observation;

  const serology = {
    ...plain,
    code: concept('13955-0', 'Hepatitis C virus Ab'),
    valueQuantity: undefined,
    valueCodeableConcept: concept('260373001', 'Detected', SNOMED),
    interpretation: [
      concept('POS', 'Positive', 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation'),
    ],
  };

  const report = {
    resourceType: 'DiagnosticReport',
    id: 'r',
    identifier,
    basedOn: [{ reference: 'ServiceRequest/s' }],
    status: 'final',
    category: [concept('LAB', 'Laboratory', 'http://terminology.hl7.org/CodeSystem/v2-0074')],
    code: concept('24325-3', 'Hepatic function panel'),
    subject,
    effectiveDateTime: today,
    specimen: [{ reference: 'Specimen/s' }],
    result: [{ reference: '#c' }],
    conclusionCode: [concept('1', 'a', SNOMED)],
    contained: [{ ...plain, id: 'c', subject: undefined, specimen: { reference: '#s' } }],
    extension,
  };

  const condition = {
    resourceType: 'Condition',
    id: 'c',
    identifier,
    clinicalStatus: concept('active', 'Active', 'http://terminology.hl7.org/CodeSystem/condition-clinical'),
    verificationStatus: concept(
      'confirmed',
      'Confirmed',
      'http://terminology.hl7.org/CodeSystem/condition-ver-status',
    ),
    category: [
      concept('problem-list-item', 'Problem', 'http://terminology.hl7.org/CodeSystem/condition-category'),
    ],
    code: concept('235856003', 'Liver disease', SNOMED),
    bodySite: [concept('10200004', 'Liver', SNOMED)],
    subject,
    onsetDateTime: '2020-01-01',
    stage: [{ summary: concept('1', 'a', SNOMED), assessment: [{ reference: 'Observation/a' }] }],
    evidence: [{ code: [concept('1', 'a', SNOMED)] }],
    note: [{ text: 'a note' }],
    extension,
  };

  const drug = concept('11289', 'Warfarin 5 mg, iron sucrose, cyanocobalamin, no longer, not taking', RXNORM);
  const medicine = {
    id: 'm',
    identifier,
    status: 'active',
    category: [concept('outpatient', 'Outpatient', 'http://example.org/category')],
    medicationCodeableConcept: drug,
    subject,
    reasonCode: [concept('1', 'a', SNOMED)],
    note: [{ text: 'a note' }],
    extension,
  };
  const reason = concept('1', 'no longer taken, stopped, refused', SNOMED);
  const medicines = [
    {
      ...medicine,
      resourceType: 'MedicationRequest',
      intent: 'order',
      authoredOn: today,
      statusReason: reason,
      dosageInstruction: [{ text: 'one a day', doseAndRate: [{ doseQuantity: { value: 1 } }] }],
    },
    { ...medicine, resourceType: 'MedicationStatement', effectiveDateTime: today, statusReason: [reason] },
    {
      ...medicine,
      resourceType: 'MedicationAdministration',
      effectiveDateTime: today,
      statusReason: [reason],
    },
    {
      ...medicine,
      resourceType: 'MedicationStatement',
      effectiveDateTime: today,
      medicationCodeableConcept: undefined,
      medicationReference: { reference: '#d' },
      contained: [{ resourceType: 'Medication', id: 'd', code: drug }],
    },
  ];
  const medication = {
    resourceType: 'Medication',
    id: 'd',
    identifier,
    code: drug,
    ingredient: [{ itemCodeableConcept: drug }],
  };

  const procedure = {
    resourceType: 'Procedure',
    id: 'p',
    identifier,
    status: 'completed',
    code: concept('116859006', 'Transfusion', SNOMED),
    subject,
    performedDateTime: today,
    bodySite: [concept('1', 'a', SNOMED)],
    note: [{ text: 'a note' }],
    extension,
  };
  const order = {
    resourceType: 'ServiceRequest',
    id: 's',
    identifier,
    status: 'active',
    intent: 'order',
    category: [concept('1', 'a', SNOMED)],
    code: concept('24325-3', 'Hepatic function panel'),
    subject,
    authoredOn: today,
    note: [{ text: 'a note' }],
    extension,
  };
  const patient = {
    resourceType: 'Patient',
    id: PATIENT_ID,
    gender: 'male',
    birthDate: '1966-03-01',
    identifier,
    name: [{ family: 'a', given: ['b'] }],
    address: [{ line: ['a'] }],
    extension,
  };

  const all: (readonly [string, object])[] = [
    ['Observation', observation],
    ['plain Observation', plain],
    ['serology', serology],
    ['text result', { ...plain, valueQuantity: undefined, valueString: '> 700 ng/mL' }],
    ['unmapped result', { ...plain, code: concept('FERR', 'Ferritin', 'http://example.org/codes') }],
    ['unreadable result', { ...plain, valueQuantity: { value: 7, unit: 'stone' } }],
    ['undated result', { ...plain, effectiveDateTime: undefined, issued: undefined }],
    ['malformed result', { ...observation, status: 7, contained: [plain] }],
    ['half malformed panel', { ...observation, component: [{ ...component, valueQuantity: 'a' }] }],
    ['panel without codes', { ...observation, component: [{ ...component, code: undefined }] }],
    [
      'container of malformed results',
      { ...report, contained: [{ ...plain, subject: undefined, status: 7 }] },
    ],
    ['modified result', { ...observation, modifierExtension: extension }],
    ["other's report", { ...report, subject: { reference: 'Patient/other' } }],
    [
      "other's report, malformed",
      {
        ...report,
        subject: { reference: 'Patient/other' },
        contained: [{ ...plain, subject: undefined, status: 7 }],
      },
    ],
    ['DiagnosticReport', report],
    ['Condition', condition],
    ['modified Condition', { ...condition, modifierExtension: extension }],
    ...medicines.map(
      (one) => [`${one.resourceType}${'contained' in one ? ' by reference' : ''}`, one] as const,
    ),
    ['modified medicine', { ...medicines[0], modifierExtension: extension }],
    ['Medication', medication],
    ['Procedure', procedure],
    ['ServiceRequest', order],
    ['Patient', patient],
    ['Bundle', bundleOf([plain])],
    [
      'OperationOutcome',
      {
        resourceType: 'OperationOutcome',
        issue: [{ severity: 'warning', code: 'a', details: concept('1') }],
      },
    ],
  ];
  return {
    observation,
    plain,
    component,
    all: all.map(([name, resource]) => [name, JSON.parse(JSON.stringify(resource)) as Json]),
  };
}
