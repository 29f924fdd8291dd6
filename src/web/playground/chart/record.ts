import type { Terms } from '../api.js';
import { at } from '../../parts/request.js';
import { capitalised } from '../../parts/text.js';
import type { Choice } from './choice.js';
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

/** What can be added to a list: the value sets of its kind, each by what it is called; several of one name are one. */
export function offered({ sets }: Kind, { titles }: Terms): readonly Choice[] {
  const byLabel = new Map<string, Choice>();
  for (const [value, title] of titles) {
    const label = capitalised(title.replace(/^\w+: /u, ''));
    if (value.startsWith(sets) && !byLabel.has(label)) byLabel.set(label, { value, label });
  }
  return [...byLabel.values()].toSorted((one, other) => one.label.localeCompare(other.label));
}

/** The first code of a value set, be it written out or the top of a branch; nothing when it has none of its own. */
export function firstCoding({ compose }: fhir4.ValueSet): fhir4.Coding | undefined {
  for (const { system, concept, filter } of compose?.include ?? []) {
    const [named] = concept ?? [];
    const code = named?.code ?? filter?.find(({ op }) => op === 'is-a')?.value;
    if (system !== undefined && code !== undefined)
      return { system, code, ...(named?.display !== undefined && { display: named.display }) };
  }
  return undefined;
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
  code: fhir4.CodeableConcept,
  patientId: string,
  id: string,
  date: string,
): fhir4.FhirResource {
  const subject = { reference: `Patient/${patientId}` };
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

function status(system: string, code: string): fhir4.CodeableConcept {
  return { coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }] };
}
