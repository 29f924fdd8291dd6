import type { Received } from '../model/advice.js';
import { isObject } from './codes.js';
import type { Moment } from './moment.js';
import { ownership } from './ownership.js';
import type { Result, Sorter, Sorting } from './sorting.js';

export function keepObservation(observation: fhir4.Observation, received: Received, sorter: Sorter): void {
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
export function keepContained(
  container: fhir4.Observation | fhir4.DiagnosticReport,
  received: Received,
  sorter: Sorter,
): void {
  const list = container.contained as fhir4.FhirResource[] | undefined;
  list?.forEach((contained, index) => {
    if (contained.resourceType !== 'Observation') return;
    const from = `${received.from}.contained[${String(index)}]`;
    if (contained.subject && ownership(contained, sorter.request.patientId, sorter.isPatient) !== undefined) {
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
  { labsNamed, record, today, moment }: Sorter,
): void {
  const { labs, lookAlike } = labsNamed(observation.code);
  if (labs.length === 0 && !lookAlike) {
    record.others.push(observation);
    return;
  }
  if (lookAlike) {
    record.setAside.push({ from, resourceType: 'Observation', why: 'look-alike' });
    return;
  }
  record.hasBounds ||=
    observation.valueString !== undefined || observation.valueQuantity?.comparator !== undefined;
  const sampled = sampledAt(observation, moment) ?? (inContext ? today : undefined);
  const problem = labs.length > 1 ? 'code-conflict' : undefined;
  for (const lab of labs) keep(record, { lab, observation, from, inContext, sampled, problem });
}

/** A malformed resource that still names labs of this patient, be it in a part of it, is kept as results that cannot be read. */
export function keepMalformed(
  resource: unknown,
  from: string,
  { labsNamed, isPatient, record, moment }: Sorter,
): void {
  if (!isObject(resource)) return;
  const { resourceType, component, contained } = resource;
  if (resourceType !== 'Observation' && resourceType !== 'DiagnosticReport') return;
  const { subject } = resource;
  const reference = isObject(subject) ? subject['reference'] : subject;
  const container = /^(.*)\.contained\[\d+\]$/u.exec(from)?.[1];
  if (reference === undefined && container === undefined) return;
  if (typeof reference === 'string' && isObject(subject) && !isPatient(reference)) return;
  if (record.setAside.some(({ from: foreign, why }) => foreign === container && why !== 'malformed')) return;
  const observation = resource as unknown as fhir4.Observation;
  const sampled = sampledAt(observation, moment);
  const codes = [resource, component, contained]
    .flat()
    .map((part) => (isObject(part) ? part['code'] : undefined));
  for (const lab of new Set(codes.flatMap((code) => labsNamed(code).labs)))
    keep(record, {
      lab,
      observation,
      from,
      inContext: false,
      sampled,
      problem: 'malformed',
    });
}

function keep(record: Sorting, result: Result): void {
  const list = record.results.get(result.lab.id);
  if (list) list.push(result);
  else record.results.set(result.lab.id, [result]);
}

/** Effective end or instant, else its start, else when it was issued. */
function sampledAt(observation: fhir4.Observation, moment: Sorter['moment']): Moment | undefined {
  const period: unknown = observation.effectivePeriod;
  return (
    moment(observation.effectiveDateTime) ??
    moment(observation.effectiveInstant) ??
    (isObject(period) ? (moment(period['end']) ?? moment(period['start'])) : undefined) ??
    moment(observation.issued)
  );
}
