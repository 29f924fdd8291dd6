import type { AdviceRequest, Received, SetAside, Unrecognised } from './advice.js';
import { codingKeys, codingsOf, isObject, keyOf, labsNamed } from './codes.js';
import type { Client, Knowledge, Lab } from './knowledge.js';
import { type Moment, momentOf } from './moment.js';
import { ownership } from './ownership.js';
import { keepContained, keepMalformed, keepObservation } from './results.js';
import { newestVersions } from './versions.js';

/** An Observation (or component, or contained Observation) that names a lab, with what its container lends it. */
export interface Result {
  readonly lab: Lab;
  readonly observation: fhir4.Observation;
  readonly from: string;
  readonly inContext: boolean;
  /** `Observation/id`, when it has an id of its own. */
  readonly reference?: string;
  readonly sampled?: Moment;
  /** Set when it cannot be read at all. */
  readonly problem?: 'malformed' | 'code-conflict';
}

/** Everything received about the patient, sorted once. */
export interface PatientRecord {
  readonly patient?: fhir4.Patient;
  readonly results: ReadonlyMap<string, readonly Result[]>;
  /** Some result may be known only as a bound ("> 2000"). */
  readonly hasBounds: boolean;
  /** Observations that name no lab of ours; some show that a panel was done. */
  readonly others: readonly fhir4.Observation[];
  readonly conditions: readonly fhir4.Condition[];
  readonly medicines: readonly (
    fhir4.MedicationRequest | fhir4.MedicationStatement | fhir4.MedicationAdministration
  )[];
  readonly medications: ReadonlyMap<string, fhir4.Medication>;
  readonly procedures: readonly fhir4.Procedure[];
  readonly orders: readonly fhir4.ServiceRequest[];
  readonly reports: readonly fhir4.DiagnosticReport[];
  readonly setAside: readonly SetAside[];
}

/** A record while it is sorted. */
export interface Sorting {
  patient?: fhir4.Patient;
  readonly results: Map<string, Result[]>;
  hasBounds: boolean;
  readonly others: fhir4.Observation[];
  readonly conditions: fhir4.Condition[];
  readonly medicines: (
    fhir4.MedicationRequest | fhir4.MedicationStatement | fhir4.MedicationAdministration
  )[];
  readonly medications: Map<string, fhir4.Medication>;
  readonly procedures: fhir4.Procedure[];
  readonly orders: fhir4.ServiceRequest[];
  readonly reports: fhir4.DiagnosticReport[];
  readonly setAside: SetAside[];
}

/**
 * Sorts what came, in one pass: results by lab, the rest by kind. Resources of another patient are set aside,
 * and so is a result whose codes name two labs or a look-alike.
 */
export function readRecord(request: AdviceRequest, knowledge: Knowledge, now: Date): PatientRecord {
  const record: Sorting = {
    results: new Map(),
    hasBounds: false,
    others: [],
    conditions: [],
    medicines: [],
    medications: new Map(),
    procedures: [],
    orders: [],
    reports: [],
    setAside: [...request.setAside],
  };
  const sorter = { request, knowledge, record, today: momentOf(now) };
  for (const received of newestVersions(request.resources)) sort(received, sorter);
  for (const { resource, from, why } of request.setAside)
    if (why === 'malformed') keepMalformed(resource, from, sorter);
  return record;
}

/** What sorting needs at hand. */
export interface Sorter {
  readonly request: AdviceRequest;
  readonly knowledge: Knowledge;
  readonly record: Sorting;
  readonly today: Moment;
}

/** What is read of a patient; anything else that came along is passed over. */
const READ = new Set([
  'Patient',
  'Observation',
  'DiagnosticReport',
  'Condition',
  'MedicationRequest',
  'MedicationStatement',
  'MedicationAdministration',
  'Procedure',
  'ServiceRequest',
]);

function sort(received: Received, sorter: Sorter): void {
  const { record } = sorter;
  const resource = received.resource as fhir4.FhirResource;
  if (resource.resourceType === 'Medication') {
    if (resource.id !== undefined) record.medications.set(`Medication/${resource.id}`, resource);
    return;
  }
  if (!READ.has(resource.resourceType)) return;
  const problem = ownership(resource, sorter.request.patientId);
  if (problem !== undefined) {
    record.setAside.push({ from: received.from, resourceType: resource.resourceType, why: problem });
    return;
  }
  switch (resource.resourceType) {
    case 'Patient':
      record.patient ??= resource;
      break;
    case 'Observation':
      keepObservation(resource, received, sorter);
      break;
    case 'DiagnosticReport':
      record.reports.push(resource);
      keepContained(resource, received, sorter);
      break;
    case 'Condition':
      record.conditions.push(resource);
      break;
    case 'MedicationRequest':
    case 'MedicationStatement':
    case 'MedicationAdministration':
      record.medicines.push(resource);
      break;
    case 'Procedure':
      record.procedures.push(resource);
      break;
    case 'ServiceRequest':
      record.orders.push(resource);
      break;
    default:
  }
}

const MOST_UNRECOGNISED = 100;
const MOST_TEXT = 200;
const MOST_CODINGS = 10;

/**
 * The results of the patient that were not read because their code is on no list, in the order they came, at most 100. What
 * only holds other results together, or shows that a panel was done, is none. Worked out anew, as only `/explain` asks.
 */
export function unrecognised(
  { resources, patientId, client }: Pick<AdviceRequest, 'resources' | 'patientId' | 'client'>,
  knowledge: Knowledge,
): Unrecognised[] {
  const panels = new Set(
    [...knowledge.orders.values()].flatMap(({ tests }) =>
      tests.flatMap(({ doneBy }) => doneBy.codes.map(({ system, code }) => keyOf(system, code))),
    ),
  );
  const isKnown = (code: unknown): boolean => {
    const { labs, lookAlike } = labsNamed(code, knowledge, client);
    return labs.length > 0 || lookAlike || codingKeys(code).some((key) => panels.has(key));
  };
  const found: Unrecognised[] = [];
  for (const { resource, from } of newestVersions(resources)) {
    if (found.length >= MOST_UNRECOGNISED) break;
    if (ownership(resource as fhir4.FhirResource, patientId) !== undefined) continue;
    for (const { code, at } of resultsIn(resource, patientId))
      if (!isKnown(code)) found.push({ from: `${from}${at}`, code: textsOf(code) });
  }
  return found.slice(0, MOST_UNRECOGNISED);
}

/** The code of every Observation, component and contained Observation that does more than hold others. */
function* resultsIn(
  resource: Received['resource'],
  patientId: string,
): Generator<{ readonly code: unknown; readonly at: string }> {
  const { resourceType, code, hasMember, component, contained } = resource as Readonly<
    Record<string, unknown>
  >;
  if (resourceType !== 'Observation' && resourceType !== 'DiagnosticReport') return;
  const holds = hasMember !== undefined || component !== undefined;
  const hasValue = Object.keys(resource).some((key) => key.startsWith('value'));
  if (resourceType === 'Observation' && (hasValue || !holds)) yield { code, at: '' };
  for (const [index, part] of listOf(component)) yield { code: part['code'], at: `.component[${index}]` };
  for (const [index, part] of listOf(contained)) {
    const inner = part as unknown as fhir4.FhirResource;
    if (inner.resourceType !== 'Observation') continue;
    if (part['subject'] === undefined || ownership(inner, patientId) === undefined)
      yield { code: inner.code, at: `.contained[${index}]` };
  }
}

function listOf(value: unknown): [index: number, part: Record<string, unknown>][] {
  if (!Array.isArray(value)) return [];
  return [...(value as unknown[]).entries()].flatMap(([index, part]) =>
    isObject(part) ? [[index, part]] : [],
  );
}

function textsOf(concept: unknown): Unrecognised['code'] {
  const text = isObject(concept) && typeof concept['text'] === 'string' ? concept['text'] : undefined;
  const coding = codingsOf(concept)
    .slice(0, MOST_CODINGS)
    .map(({ system, code, display }) =>
      Object.fromEntries(
        Object.entries({ system, code, display }).flatMap(([key, value]) =>
          typeof value === 'string' ? [[key, value.slice(0, MOST_TEXT)]] : [],
        ),
      ),
    );
  return {
    ...(coding.length > 0 && { coding }),
    ...(text !== undefined && { text: text.slice(0, MOST_TEXT) }),
  };
}

/**
 * Ids of the labs a resource holds a result of, whatever its state; used to see what was given.
 * Takes anything; never throws.
 */
export function labsIn(resource: unknown, knowledge: Knowledge, client: Client): readonly string[] {
  if (!isObject(resource)) return [];
  const named = (part: unknown): readonly string[] =>
    isObject(part) ? labsNamed(part['code'], knowledge, client).labs.map(({ id }) => id) : [];
  const { component, contained } = resource;
  if (component === undefined && contained === undefined) return named(resource);
  return [resource, component, contained].flat().flatMap(named);
}
