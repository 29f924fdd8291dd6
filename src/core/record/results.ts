import type { Received, SetAside } from '../model/advice.js';
import { codingsOf, isObject } from './codes.js';
import { isModified } from './modified.js';
import { ownership } from './ownership.js';
import { sampledAt } from './sampled-at.js';
import type { Result, ResultProblem, Sorter, Whole } from './sorting.js';

/** Keeps the results that an Observation holds: itself, its components, what is contained in it. */
export function keepObservation(observation: fhir4.Observation, received: Received, sorter: Sorter): void {
  keepParts(observation, { ...received, source: received }, sorter);
  keepContained(observation, received, sorter);
}

/** Of a part that is a value with a code: the same of an Observation and of its components. */
type Valued = fhir4.ObservationComponent;

function keepParts(observation: fhir4.Observation, whole: Whole, sorter: Sorter): void {
  const components = listOf<Valued>(observation.component);
  const lent = withoutItsOwnCode(observation, components, sorter);
  keepResult(lent ? { ...observation, ...valueOf(lent) } : observation, whole, sorter);
  if (components.length === 0) return;
  const shared = sharedWithComponents(observation);
  for (const [index, component] of components.entries()) {
    if (component === lent) continue;
    const from = `${whole.from}.component[${String(index)}]`;
    keepResult({ ...shared, ...partOf(component) }, { ...whole, from }, sorter);
  }
}

/**
 * The component that holds the number of an Observation with a code but without a value: the only one with a number, when its own
 * code is on no list of codes at all.
 */
function withoutItsOwnCode(
  observation: fhir4.Observation,
  components: readonly Valued[],
  { labsNamed }: Sorter,
): Valued | undefined {
  if (components.length === 0 || isValued(observation) || labsNamed(observation.code).labs.length === 0)
    return undefined;
  const numbers = components.filter(({ valueQuantity }) => isObject(valueQuantity));
  const [only] = numbers;
  if (numbers.length !== 1 || !only || codingsOf(only.code).length > 0) return undefined;
  return labsNamed(only.code).labs.length === 0 ? only : undefined;
}

function isValued(part: object): boolean {
  return Object.keys(part).some((key) => key.startsWith('value'));
}

/** What a component says for itself. */
function partOf(component: Valued): Partial<fhir4.Observation> {
  const { code, modifierExtension } = component;
  return {
    ...('code' in component && { code }),
    ...(modifierExtension !== undefined && { modifierExtension }),
    ...valueOf(component),
  };
}

/** The value and what is said about it. */
function valueOf(part: Valued): Partial<fhir4.Observation> {
  const { interpretation, referenceRange, dataAbsentReason } = part;
  const value = Object.entries(part).filter(([key]) => key.startsWith('value'));
  return {
    ...Object.fromEntries(value.slice(0, 1)),
    ...(interpretation !== undefined && { interpretation }),
    ...(referenceRange !== undefined && { referenceRange }),
    ...(dataAbsentReason !== undefined && { dataAbsentReason }),
  };
}

/** What a component has from its Observation: whose, when, which sample, what state. */
function sharedWithComponents(observation: fhir4.Observation): fhir4.Observation {
  const { resourceType, id, meta, status, code, subject, issued, specimen, identifier } = observation;
  const { effectiveDateTime, effectivePeriod, effectiveInstant, effectiveTiming } = observation;
  const { focus, modifierExtension } = observation;
  return Object.fromEntries(
    Object.entries({
      ...{ resourceType, id, meta, status, code, subject, issued, specimen, identifier },
      ...{ effectiveDateTime, effectivePeriod, effectiveInstant, effectiveTiming, focus, modifierExtension },
    }).filter(([, element]) => element !== undefined),
  ) as unknown as fhir4.Observation;
}

const WITHDRAWN = ['entered-in-error', 'cancelled'];

/** Contained Observations take subject and dates from their container, and its status when that one is withdrawn. */
export function keepContained(
  container: fhir4.Observation | fhir4.DiagnosticReport,
  received: Received,
  sorter: Sorter,
): void {
  const list = listOf<fhir4.FhirResource>(container.contained);
  for (const [index, contained] of list.entries()) {
    if (contained.resourceType !== 'Observation') continue;
    const from = `${received.from}.contained[${String(index)}]`;
    if (contained.subject && ownership(contained, sorter.request.patientId, sorter.whoseIs) !== undefined) {
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
    keepParts(observation, { ...received, from, source: received }, sorter);
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
  { from, inContext, source }: Whole,
  sorter: Sorter,
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
  const sampled = sampledAt(observation, sorter) ?? (inContext ? today : undefined);
  const problem = problemOf(observation, labs.length, sorter);
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
  const codes = [resource, component, contained]
    .flat()
    .map((part) => (isObject(part) ? part['code'] : undefined));
  const labs = new Set(codes.flatMap((code) => labsNamed(code).labs));
  const container = /^(.*)\.contained\[\d+\]$/u.exec(from)?.[1];
  if (subject === undefined && container !== undefined) {
    if (record.setAside.some(({ from: foreign, why }) => foreign === container && isForeign(why))) return;
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

function isForeign(why: SetAside['why']): boolean {
  return why === 'other-patient' || why === 'no-subject';
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
