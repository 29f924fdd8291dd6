import type { Terms } from '../api.js';
import { at } from '../../parts/request.js';
import { textOf } from './result.js';

/** A list of the chart beside the results. */
export interface Kind {
  readonly heading: string;
  readonly types: readonly fhir4.FhirResource['resourceType'][];
  /** What the ids of the value sets begin with that are offered for it. */
  readonly sets: string;
  readonly add: string;
}

export const KINDS: readonly Kind[] = [
  { heading: 'Problems', types: ['Condition'], sets: 'condition-', add: 'Problem …' },
  {
    heading: 'Medicines',
    types: ['MedicationRequest', 'MedicationStatement', 'MedicationAdministration'],
    sets: 'medication-',
    add: 'Medicine …',
  },
  { heading: 'Procedures', types: ['Procedure'], sets: 'procedure-', add: 'Procedure …' },
  {
    heading: 'Earlier orders and reports',
    types: ['ServiceRequest', 'DiagnosticReport'],
    sets: 'order-',
    add: 'Order …',
  },
];

/** What can be added to a list: the first code of each value set, by the id of the set. */
export function offered(
  { sets }: Kind,
  { valueSets }: Terms,
): readonly (readonly [id: string, coding: fhir4.Coding])[] {
  return [...valueSets].flatMap(([id, set]) => {
    const [first] = set.compose?.include ?? [];
    const [concept] = first?.concept ?? [];
    if (!id.startsWith(sets) || !first?.system || !concept) return [];
    return [[id, { system: first.system, code: concept.code, display: displayOf(concept, set) }] as const];
  });
}

/** What a resource is called in its list. */
export function titleOf(resource: fhir4.FhirResource): string {
  const code = at(resource, ['code']) ?? at(resource, ['medicationCodeableConcept']);
  const words = [at(code, ['text']), at(code, ['coding', 0, 'display']), at(code, ['coding', 0, 'code'])];
  return words.map(textOf).find((one) => one !== '') ?? resource.resourceType;
}

/** The day it is of, as far as it says. */
export function dateOf(resource: fhir4.FhirResource): string {
  const keys = [
    'authoredOn',
    'performedDateTime',
    'effectiveDateTime',
    'onsetDateTime',
    'recordedDate',
  ] as const;
  const date = keys.map((key) => at(resource, [key])).find((one) => typeof one === 'string');
  return typeof date === 'string' ? date.slice(0, 10) : '';
}

/** A new entry of a list, active or done, of that day. */
export function newEntry(
  { types }: Kind,
  coding: fhir4.Coding,
  patientId: string,
  id: string,
  date: string,
): fhir4.FhirResource {
  const subject = { reference: `Patient/${patientId}` };
  const code = { coding: [coding], ...(coding.display !== undefined && { text: coding.display }) };
  switch (types[0]) {
    case 'Condition':
      return {
        resourceType: 'Condition',
        id,
        subject,
        clinicalStatus: status('condition-clinical', 'active'),
        verificationStatus: status('condition-ver-status', 'confirmed'),
        code,
        recordedDate: date,
      };
    case 'MedicationRequest':
      return {
        resourceType: 'MedicationRequest',
        id,
        subject,
        status: 'active',
        intent: 'order',
        medicationCodeableConcept: code,
        authoredOn: date,
      };
    case 'Procedure':
      return { resourceType: 'Procedure', id, subject, status: 'completed', code, performedDateTime: date };
    default:
      return {
        resourceType: 'ServiceRequest',
        id,
        subject,
        status: 'active',
        intent: 'order',
        code,
        authoredOn: date,
      };
  }
}

function displayOf(concept: fhir4.ValueSetComposeIncludeConcept, { title = '' }: fhir4.ValueSet): string {
  // An order is named as the cards name it; of the others the one code is put in, and so its own name.
  const named = title.startsWith('Order: ')
    ? title.slice('Order: '.length)
    : (concept.display ?? concept.code);
  return named.replace(/ \((?:disorder|finding|procedure|substance|product)\)$/u, '');
}

function status(system: string, code: string): fhir4.CodeableConcept {
  return { coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }] };
}
