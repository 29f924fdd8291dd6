import type { Received } from '../model/advice.js';
import { codesOf, isObject } from './codes.js';
import {
  modifiersOf,
  partOf,
  sharedWithComponents,
  type Valued,
  valueOf,
  valuesWithoutTest,
  withoutItsOwnCode,
} from './components.js';
import { isModified } from './modified.js';
import { ownership } from './ownership.js';
import { hasDate, sampledAt } from './sampled-at.js';
import type { Result, ResultProblem, Sorter, Whole } from './sorting.js';

/** Keeps the results that an Observation holds: itself, its components, what is contained in it. */
export function keepObservation(observation: fhir4.Observation, received: Received, sorter: Sorter): void {
  keepParts(observation, { ...received, source: received }, sorter);
  keepContained(observation, received, sorter);
}

function keepParts(observation: fhir4.Observation, whole: Whole, sorter: Sorter): void {
  if (observation.component === undefined) {
    keepResult(observation, whole, sorter);
    return;
  }
  const components = listOf<Valued>(observation.component);
  const values = valuesWithoutTest(observation, components, sorter);
  const lent = withoutItsOwnCode(values);
  const result = lent ? { ...observation, ...modifiersOf(lent), ...valueOf(lent) } : observation;
  keepResult(result, whole, sorter, values.length > 0 && !lent);
  if (components.length === 0) return;
  const shared = sharedWithComponents(observation);
  for (const [index, component] of components.entries()) {
    if (component === lent) continue;
    const from = `${whole.from}.component[${String(index)}]`;
    keepResult({ ...shared, ...partOf(component) }, { ...whole, from }, sorter);
  }
}

const WITHDRAWN = ['entered-in-error', 'cancelled'];

/**
 * Contained Observations take subject and dates from their container, and its status when that one is withdrawn.
 * @param inForeign the container is of somebody else: what in it names the patient all the same is kept as not readable
 */
export function keepContained(
  container: fhir4.Observation | fhir4.DiagnosticReport,
  received: Received,
  sorter: Sorter,
  inForeign = false,
): void {
  if (container.contained === undefined) return;
  const list = listOf<fhir4.FhirResource>(container.contained);
  for (const [index, contained] of list.entries()) {
    if (contained.resourceType !== 'Observation') continue;
    const from = `${received.from}.contained[${String(index)}]`;
    const isOwn =
      contained.subject && ownership(contained, sorter.request.patientId, sorter.whoseIs) === undefined;
    if (inForeign && !isOwn) continue;
    if (contained.subject && !isOwn) {
      setAsForeign(contained, from, 'other-patient', sorter);
      continue;
    }
    const withdrawn = WITHDRAWN.includes(container.status);
    // A fragment is resolved inside its own resource only: elsewhere the ids of contained resources say nothing.
    const { id: _id, specimen, ...own } = contained;
    const isOwnSpecimen = specimen?.reference?.startsWith('#') ?? false;
    const observation = {
      ...timesOf(container, contained),
      ...(container.issued !== undefined && { issued: container.issued }),
      ...own,
      ...(specimen && !isOwnSpecimen && { specimen }),
      ...(withdrawn && { status: container.status }),
    } as fhir4.Observation;
    keepParts(observation, { ...received, from, inForeign, source: received }, sorter);
  }
}

const TIMES = ['effectiveDateTime', 'effectivePeriod', 'effectiveInstant', 'effectiveTiming'] as const;

function timesOf(
  container: fhir4.Observation | fhir4.DiagnosticReport,
  contained: fhir4.Observation,
): object {
  if (TIMES.some((name) => contained[name] !== undefined)) return {};
  const own = container as unknown as Partial<Record<string, unknown>>;
  return Object.fromEntries(
    TIMES.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]] as const])),
  );
}

function keepResult(
  observation: fhir4.Observation,
  { from, inContext, source, inForeign = false }: Whole,
  sorter: Sorter,
  isValueUnclear = false,
): void {
  const { labsNamed, record, today } = sorter;
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
  // Handed over as new: of today, unless it says another day in a way that cannot be read.
  const isOfToday = inContext && !hasDate(observation) && !sorter.datesDropped.has(source.from);
  const sampled = sampledAt(observation, sorter) ?? (isOfToday ? today : undefined);
  const problem =
    (inForeign ? 'focus-elsewhere' : problemOf(observation, labs.length, sorter)) ??
    (isValueUnclear ? 'value-missing' : undefined);
  for (const lab of labs) keep({ lab, observation, from, inContext, sampled, source, problem }, sorter);
}

function problemOf(observation: fhir4.Observation, labs: number, sorter: Sorter): ResultProblem | undefined {
  if (isModified(observation)) return 'modifier-unknown';
  if (listOf<unknown>(observation.focus).some((one) => isElsewhere(one, sorter))) return 'focus-elsewhere';
  return labs > 1 ? 'code-conflict' : undefined;
}

/** What a result of the patient may well be "focused" on: where it came from and why. */
const OF_THE_PATIENT =
  /^(?:https?:\/\/.*\/)?\/?(?:Specimen|ServiceRequest|DiagnosticReport|Encounter|EpisodeOfCare|Condition|Observation|Procedure)\//u;

/** R4 `Observation.focus`: what it is about when that is not the subject, such as a donor or an unborn child. */
function isElsewhere(focus: unknown, { whoseIs }: Sorter): boolean {
  if (whoseIs(focus) === 'patient') return false;
  const reference = isObject(focus) ? focus['reference'] : undefined;
  return !(typeof reference === 'string' && reference.length <= 2048 && OF_THE_PATIENT.test(reference));
}

/** A malformed resource that still names labs of this patient, be it in a part of it, is kept as results that cannot be read. */
export function keepMalformed(resource: unknown, from: string, sorter: Sorter): void {
  if (!isObject(resource)) return;
  const { resourceType, component, contained, subject } = resource;
  if (resourceType !== 'Observation' && resourceType !== 'DiagnosticReport') return;
  const { labsNamed, whoseIs, record } = sorter;
  const codes = [resource, component, contained].flat().flatMap(codesOf);
  const labs = new Set(codes.flatMap((code) => labsNamed(code).labs));
  const container = /^(.*)\.contained\[\d+\]$/u.exec(from)?.[1];
  if (subject === undefined && container !== undefined) {
    if (record.foreignPlaces.has(container)) return;
  } else if (whoseIs(subject) !== 'patient') {
    for (const { id } of labs) record.foreign.add(id);
    return;
  }
  const observation = resource as unknown as fhir4.Observation;
  const sampled = sampledAt(observation, sorter);
  // Nothing else says of what was set aside how it came.
  const inContext = from.startsWith('context.');
  for (const lab of labs)
    keep({ lab, observation, from, inContext, sampled, source: resource, problem: 'malformed' }, sorter);
}

/** Sets a resource aside that is not this patient's, and remembers the labs it names. */
export function setAsForeign(
  resource: fhir4.FhirResource,
  from: string,
  why: 'other-patient' | 'no-subject',
  sorter: Sorter,
): void {
  const { resourceType } = resource;
  sorter.record.setAside.push({ from, resourceType, why });
  sorter.record.foreignPlaces.add(from);
  if (resourceType === 'Observation') noteForeign(resource, sorter);
  if (resourceType !== 'Observation' && resourceType !== 'DiagnosticReport') return;
  for (const contained of listOf<fhir4.FhirResource>(resource.contained))
    if (contained.resourceType === 'Observation') noteForeign(contained, sorter);
}

function noteForeign(observation: fhir4.Observation, { labsNamed, record }: Sorter): void {
  for (const { code } of [observation, ...listOf<Valued>(observation.component)])
    for (const { id } of labsNamed(code).labs) record.foreign.add(id);
}

function keep(result: Result, { record }: Sorter): void {
  const list = record.results.get(result.lab.id);
  if (list) list.push(result);
  else record.results.set(result.lab.id, [result]);
}

/** The parts of a list that are objects. Takes what malformed resources hold, too. */
function listOf<T>(value: unknown): T[] {
  return Array.isArray(value)
    ? (value as unknown[]).filter((part): part is T & object => isObject(part))
    : [];
}
