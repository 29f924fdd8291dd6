import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Card } from '../../src/core/model/advice.js';
import { TODAY } from '../support/clock.js';
import { bundleOf, man, resultOf, REVIEW, reviewOf, subject, VIEW, viewOf } from '../support/ask.js';
import { serveShipped } from '../support/shipped.js';
import { cardProblems, copyOf, count, LEAK, pathsOf, withAt, wordy } from './hostile.js';
import { runs, SEED } from '../support/seed.js';

/** F3: FHIR resources of many types and of odd shapes, as what prefetch holds. */

const service = serveShipped();

const TYPES =
  'Account ActivityDefinition AdverseEvent AllergyIntolerance Appointment AuditEvent Basic Binary BodyStructure Bundle CapabilityStatement CarePlan CareTeam ChargeItem Claim ClinicalImpression CodeSystem Communication CommunicationRequest Composition ConceptMap Condition Consent Contract Coverage DetectedIssue Device DeviceRequest DeviceUseStatement DiagnosticReport DocumentManifest DocumentReference Encounter Endpoint EpisodeOfCare ExplanationOfBenefit FamilyMemberHistory Flag Goal GraphDefinition Group GuidanceResponse HealthcareService ImagingStudy Immunization ImmunizationRecommendation ImplementationGuide Invoice Library Linkage List Location Measure MeasureReport Media Medication MedicationAdministration MedicationDispense MedicationKnowledge MedicationRequest MedicationStatement MessageDefinition MessageHeader MolecularSequence NamingSystem NutritionOrder Observation OperationDefinition OperationOutcome Organization Parameters Patient PaymentNotice Person PlanDefinition Practitioner PractitionerRole Procedure Provenance Questionnaire QuestionnaireResponse RelatedPerson RequestGroup ResearchStudy RiskAssessment Schedule SearchParameter ServiceRequest Slot Specimen StructureDefinition StructureMap Subscription Substance SupplyDelivery SupplyRequest Task TestScript ValueSet VisionPrescription'.split(
    ' ',
  );

/** Of each type: bare, as the patient's own with a ferritin code, and with every element of another kind than it is. */
const ofTypes: unknown[] = TYPES.flatMap((resourceType) => [
  { resourceType },
  { ...resultOf('ferritin', 620), resourceType, id: resourceType.toLowerCase() },
  { resourceType, id: 7, status: [], code: 'x', subject: 'Patient/x', contained: {}, entry: 1, text: null },
]);

const high = resultOf('ferritin', 620);
const deep = (levels: number, inner: unknown): unknown =>
  levels === 0
    ? inner
    : { ...resultOf('ferritin', 620, { id: `d${levels}` }), contained: [deep(levels - 1, inner)] };

const odd: unknown[] = [
  ...[
    null,
    true,
    0,
    -1,
    '',
    'x',
    [],
    [[]],
    [null],
    {},
    { resourceType: null },
    { resourceType: ['Patient'] },
  ],
  ...['', ' ', 'patient', 'Observation ', 'Observation\u0000', '__proto__', 'toString', 'X'.repeat(5000)].map(
    (resourceType) => ({ ...high, resourceType }),
  ),
  { ...high, valueQuantity: { value: 620, unit: 'ng/mL' }, valueString: 'x', valueCodeableConcept: {} },
  { ...high, valueQuantity: [{ value: 620 }] },
  { ...high, valueQuantity: { value: '620', unit: 'ng/mL' } },
  ...[-1, -0, 1e308, 5e-324, 1e21, 0.1 + 0.2].map((value) => resultOf('ferritin', value)),
  ...['>', '<', '>=', '=', 'ad', ''].map((comparator) => ({
    ...high,
    valueQuantity: { value: 9, comparator },
  })),
  { ...high, subject: [subject] },
  { ...high, subject: { reference: subject, identifier: { assigner: { identifier: { assigner: {} } } } } },
  { ...high, code: [{ coding: high['code'] }] },
  { ...high, code: { coding: {} } },
  { ...high, code: { coding: [null, 1, 'x', {}, { system: {}, code: [] }] } },
  { ...high, code: { coding: Array.from({ length: 500 }, (_, code) => ({ code: String(code) })) } },
  ...['', '0000', '2026-13-45', '9999-12-31T23:59:60Z', '-1', 'today', '2026-11-22T25:00:00', '１９９９'].map(
    (effectiveDateTime) => ({ ...high, effectiveDateTime }),
  ),
  { ...high, effectiveDateTime: undefined, effectivePeriod: { start: '2030', end: '1999' } },
  { ...high, effectiveDateTime: undefined, effectiveTiming: { event: [TODAY] } },
  {
    ...high,
    referenceRange: [{ high: { value: 'x' } }, {}, null, { low: { value: 9 }, high: { value: 1 } }],
  },
  { ...high, referenceRange: {} },
  { ...high, referenceRange: [{ age: { low: { value: -1, unit: 'toString' } }, high: { value: 400 } }] },
  { ...high, interpretation: 'H' },
  { ...high, interpretation: [[{ coding: 'H' }]] },
  { ...high, component: [{}, null, { code: {} }, { code: high['code'], valueQuantity: { value: 1 } }] },
  { ...high, component: { code: high['code'] } },
  { ...high, hasMember: [{ reference: `Observation/${String(high['id'])}` }] },
  { ...high, derivedFrom: [{ reference: '#ferritin-1' }], contained: [high, high] },
  { ...high, extension: [{ url: 1 }], _status: { extension: {} }, modifierExtension: 'x' },
  { ...high, meta: { lastUpdated: 5, versionId: {}, profile: 'x', security: null } },
  { ...high, id: '../x' },
  { ...high, id: 'x'.repeat(3000) },
  deep(30, { resourceType: 'Observation' }),
  ...['Condition', 'Procedure', 'ServiceRequest', 'MedicationRequest', 'DiagnosticReport', 'Patient'].flatMap(
    (resourceType) => [
      { resourceType, subject, status: 'active', code: { coding: [{ code: {} }], text: ['x'] } },
      {
        resourceType,
        subject,
        clinicalStatus: 'active',
        medicationReference: { reference: '#m' },
        contained: [],
      },
      {
        resourceType,
        subject,
        contained: [{ resourceType: 'Medication', id: 'm' }],
        result: [null, { reference: 1 }],
      },
    ],
  ),
  { ...man, birthDate: 'soon' },
  { ...man, birthDate: '0001-01-01' },
  { ...man, gender: 7, deceasedBoolean: 'no', name: 'Ek', multipleBirthInteger: 1e9 },
  { ...man, contact: [man], link: [{ other: { reference: 'Patient/patient-1' } }] },
  bundleOf([bundleOf([bundleOf([high])])]),
  {
    resourceType: 'Bundle',
    entry: [null, 1, 'x', [], {}, { resource: null }, { resource: [] }, { resource: 'x' }],
  },
  { resourceType: 'Bundle', entry: { resource: high } },
  { resourceType: 'Bundle', entry: [high], link: 'next', total: -1, type: 7 },
  { resourceType: 'Bundle', type: 'transaction', entry: [{ request: { method: 'DELETE', url: '/' } }] },
  { resourceType: 'OperationOutcome', issue: 'x' },
  { resourceType: 'OperationOutcome', issue: [null, { severity: [] }] },
  { resourceType: 'Parameters', parameter: [{ name: 'x', resource: high }] },
];

/** A rich result with one element after the other taken out, or made another kind of thing. */
const mutilated: unknown[] = pathsOf(wordy)
  .slice(1)
  .flatMap((path) => [null, 0, [], {}, 'x'].map((put) => withAt(copyOf(wordy), path, put)));

const all = [...ofTypes, ...odd, ...mutilated];

async function problemsOf(body: unknown, path: string): Promise<unknown[]> {
  const answer = await service.post(path, body);
  const text = await answer.text();
  const { cards } = JSON.parse(text) as { cards?: Card[] };
  return [
    ...(answer.status < 500 ? [] : [answer.status]),
    ...(LEAK.exec(text) ?? []),
    ...(path.startsWith('/cds') ? (cards ?? []).flatMap(cardProblems) : []),
  ];
}

test(`F3: ${all.length} resources, each as a value, as an entry and as a result of the hook`, async () => {
  expect(all.length).toBeGreaterThanOrEqual(565);
  const wrong: unknown[] = [];
  for (const [index, resource] of all.entries())
    for (const [body, path] of [
      [viewOf([high], { patient: resource, conditions: resource }), `/cds-services/${VIEW}`],
      [
        viewOf([high, resource], { own: bundleOf([resource]) }),
        `/${index % 5 ? 'cds-services' : 'explain'}/${VIEW}`,
      ],
      [reviewOf([resource, high]), `/cds-services/${REVIEW}`],
    ] as const) {
      const problems = await problemsOf(body, path);
      if (problems.length > 0) wrong.push([JSON.stringify(resource).slice(0, 200), path, ...problems]);
    }
  expect(wrong).toEqual([]);
  expect(service.logged).toEqual([]);
  count('F3', all.length * 3, 'answered 5xx, with a leak or with a card that is not right');
});

test(`F3: 300 resources with random elements (seed ${SEED})`, async () => {
  const element = fc.constantFrom(
    ...Object.keys(wordy),
    'component',
    'contained',
    'valueString',
    'effectivePeriod',
  );
  const resource = fc.dictionary(element, fc.jsonValue({ maxDepth: 4 }), { maxKeys: 6 });
  await fc.assert(
    fc.asyncProperty(resource, fc.constantFrom(...TYPES), async (patch, resourceType) => {
      const one = {
        ...wordy,
        ...patch,
        resourceType: patch['id'] === undefined ? 'Observation' : resourceType,
      };
      expect(await problemsOf(viewOf([high, one]), `/cds-services/${VIEW}`)).toEqual([]);
    }),
    runs(300),
  );
});
