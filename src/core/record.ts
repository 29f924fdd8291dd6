import type { AdviceRequest, Received, SetAside } from './advice.js';
import { isObject, labsNamed } from './codes.js';
import type { Client, Knowledge, Lab } from './knowledge.js';
import { moment, type Moment, momentOf } from './moment.js';

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

interface Sorting {
  patient?: fhir4.Patient;
  readonly results: Map<string, Result[]>;
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

interface Sorter {
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

/** K1: only resources that say they belong to the patient in context are used. */
function ownership(
  resource: fhir4.FhirResource,
  patientId: string,
): 'other-patient' | 'no-subject' | undefined {
  if (resource.resourceType === 'Patient') return resource.id === patientId ? undefined : 'other-patient';
  if (!('subject' in resource) || !isObject(resource.subject)) return 'no-subject';
  const { reference } = resource.subject as { reference?: unknown };
  if (typeof reference !== 'string') return 'no-subject';
  return refersToPatient(reference, patientId) ? undefined : 'other-patient';
}

/** `Patient/1`, `Patient/1/_history/2` and the absolute forms of both; never `#contained` or `urn:uuid:`. */
function refersToPatient(reference: string, patientId: string): boolean {
  const [path = ''] = reference.split('/_history/');
  return (
    path === `Patient/${patientId}` || (/^https?:\/\//u.test(path) && path.endsWith(`/Patient/${patientId}`))
  );
}

function keepObservation(observation: fhir4.Observation, received: Received, sorter: Sorter): void {
  keepResult(observation, received.from, received, sorter);
  observation.component?.forEach((component, index) => {
    const from = `${received.from}.component[${String(index)}]`;
    keepResult({ ...sharedWithComponents(observation), ...component }, from, received, sorter);
  });
  keepContained(observation, received, sorter);
}

/** What a component has from its Observation: everything but the value and what is said about it. */
function sharedWithComponents(observation: fhir4.Observation): fhir4.Observation {
  const shared = { ...observation };
  delete shared.referenceRange;
  delete shared.interpretation;
  delete shared.dataAbsentReason;
  delete shared.hasMember;
  delete shared.component;
  delete shared.contained;
  for (const key of Object.keys(shared)) if (key.startsWith('value')) Reflect.deleteProperty(shared, key);
  return shared;
}

/** Contained Observations take subject and dates from their container, and its status when that one is withdrawn. */
function keepContained(
  container: fhir4.Observation | fhir4.DiagnosticReport,
  received: Received,
  sorter: Sorter,
): void {
  const list = container.contained as fhir4.FhirResource[] | undefined;
  list?.forEach((contained, index) => {
    if (contained.resourceType !== 'Observation') return;
    const from = `${received.from}.contained[${String(index)}]`;
    if (contained.subject && ownership(contained, sorter.request.patientId) !== undefined) {
      sorter.record.setAside.push({ from, resourceType: 'Observation', why: 'other-patient' });
      return;
    }
    const withdrawn = container.status === 'entered-in-error' || container.status === 'cancelled';
    const { id: _id, ...own } = contained;
    keepResult(
      {
        ...(container.effectiveDateTime !== undefined &&
          !hasOwnTime(contained) && { effectiveDateTime: container.effectiveDateTime }),
        ...(container.effectivePeriod !== undefined &&
          !hasOwnTime(contained) && { effectivePeriod: container.effectivePeriod }),
        ...(container.issued !== undefined && { issued: container.issued }),
        ...own,
        ...(withdrawn && { status: container.status }),
      } as fhir4.Observation,
      from,
      received,
      sorter,
    );
  });
}

function hasOwnTime(observation: fhir4.Observation): boolean {
  return (
    observation.effectiveDateTime !== undefined ||
    observation.effectivePeriod !== undefined ||
    observation.effectiveInstant !== undefined
  );
}

function keepResult(
  observation: fhir4.Observation,
  from: string,
  { inContext }: Pick<Received, 'inContext'>,
  { request, knowledge, record, today }: Sorter,
): void {
  const { labs, lookAlike } = labsNamed(observation.code, knowledge, request.client);
  if (labs.length === 0 && !lookAlike) {
    record.others.push(observation);
    return;
  }
  if (lookAlike) {
    record.setAside.push({ from, resourceType: 'Observation', why: 'look-alike' });
    return;
  }
  const sampled = sampledAt(observation) ?? (inContext ? today : undefined);
  for (const lab of labs) {
    keep(record, {
      lab,
      observation,
      from,
      inContext,
      ...(observation.id !== undefined && { reference: `Observation/${observation.id}` }),
      ...(sampled && { sampled }),
      ...(labs.length > 1 && { problem: 'code-conflict' as const }),
    });
  }
}

/** A malformed resource that still names a lab of this patient is kept as a result that cannot be read. */
function keepMalformed(resource: unknown, from: string, { request, knowledge, record }: Sorter): void {
  if (!isObject(resource) || resource['resourceType'] !== 'Observation') return;
  const { subject } = resource;
  const reference = isObject(subject) ? subject['reference'] : subject;
  const container = /^(.*)\.contained\[\d+\]$/u.exec(from)?.[1];
  if (reference === undefined && container === undefined) return;
  if (typeof reference === 'string' && isObject(subject) && !refersToPatient(reference, request.patientId))
    return;
  if (record.setAside.some(({ from: foreign, why }) => foreign === container && why !== 'malformed')) return;
  const observation = resource as unknown as fhir4.Observation;
  const sampled = sampledAt(observation);
  for (const lab of labsNamed(observation.code, knowledge, request.client).labs)
    keep(record, {
      lab,
      observation,
      from,
      inContext: false,
      problem: 'malformed',
      ...(sampled && { sampled }),
    });
}

function keep(record: Sorting, result: Result): void {
  const list = record.results.get(result.lab.id);
  if (list) list.push(result);
  else record.results.set(result.lab.id, [result]);
}

/** Effective end or instant, else its start, else when it was issued. */
function sampledAt(observation: fhir4.Observation): Moment | undefined {
  const period: unknown = observation.effectivePeriod;
  return (
    moment(observation.effectiveDateTime) ??
    moment(observation.effectiveInstant) ??
    (isObject(period) ? (moment(period['end']) ?? moment(period['start'])) : undefined) ??
    moment(observation.issued)
  );
}

/** Of several versions of one resource, the newest; a withdrawn one when no date tells. In-context wins over prefetch. */
function newestVersions(resources: readonly Received[]): Iterable<Received> {
  const newest = new Map<string, Received>();
  for (const [index, received] of resources.entries()) {
    const { resourceType, id } = received.resource;
    const key = id === undefined ? `#${String(index)}` : `${resourceType}/${id}`;
    const other = newest.get(key);
    if (!other || supersedes(received, other)) newest.set(key, received);
  }
  return newest.values();
}

function supersedes(one: Received, other: Received): boolean {
  if (one.inContext !== other.inContext) return one.inContext;
  const difference = updatedAt(one) - updatedAt(other);
  if (difference !== 0) return difference > 0;
  const rank = versionRank(one) - versionRank(other);
  if (rank !== 0) return rank > 0;
  return JSON.stringify(one.resource) > JSON.stringify(other.resource);
}

function updatedAt({ resource }: Received): number {
  const { meta, issued } = resource as { meta?: { lastUpdated?: string }; issued?: string };
  return moment(meta?.lastUpdated)?.last ?? moment(issued)?.last ?? 0;
}

const VERSIONS = ['final', 'amended', 'corrected', 'cancelled', 'entered-in-error'];

function versionRank({ resource }: Received): number {
  return VERSIONS.indexOf((resource as { status?: string }).status ?? '');
}

/**
 * Ids of the labs a resource holds a result of, whatever its state; used to see what was given.
 * Takes anything; never throws.
 */
export function labsIn(resource: unknown, knowledge: Knowledge, client: Client): string[] {
  if (!isObject(resource)) return [];
  const own = labsNamed(resource['code'], knowledge, client).labs.map(({ id }) => id);
  const inner = [resource['component'], resource['contained']].flatMap((list) =>
    Array.isArray(list) ? (list as unknown[]) : [list],
  );
  return [
    ...own,
    ...inner.flatMap((part: unknown) =>
      isObject(part) ? labsNamed(part['code'], knowledge, client).labs.map(({ id }) => id) : [],
    ),
  ];
}
