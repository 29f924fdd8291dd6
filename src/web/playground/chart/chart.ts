import type { Lab, Service } from '../api.js';
import {
  add,
  type HookRequest,
  isRecord,
  ofType,
  type Path,
  patientIdOf,
  put,
  remove,
  resourcesIn,
} from '../../parts/request.js';
import { labOf } from './result.js';

/** The day as FHIR writes it, by UTC as the service counts: elsewhere it may be tomorrow already, and a result of tomorrow is none. */
export function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10);
}

/** A random UUID; `crypto.randomUUID` is not there on a page from a host that is neither loopback nor https. */
export function newId(): string {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
  const digits = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/u, '$1-$2-4$3-a$4-$5');
}

/** Where a service expects a resource: the results hook takes new results itself, the rest belongs to the prefetch key that asks for it. */
export function placeFor(service: Service, resource: fhir4.FhirResource, labs: readonly Lab[]): Path {
  const { resourceType } = resource;
  const asking = Object.entries(service.prefetch ?? {}).filter(
    ([, query]) => query.startsWith(`${resourceType}?`) || query.startsWith(`${resourceType}/`),
  );
  if (resource.resourceType === 'Observation') {
    const lab = labOf(resource, labs);
    if (takesResults(service) && lab?.role === 'trigger') return ['context', 'results'];
    const own = asking.find(([, query]) => {
      const words = new Set(query.split(/[=,&]/u));
      return lab?.codes.some(({ system = '', code = '' }) => words.has(`${system}|${code}`));
    });
    // What is on no list goes to where most tests are.
    const [key] = own ?? asking.toSorted(([, one], [, other]) => other.length - one.length)[0] ?? [];
    return ['prefetch', key ?? resourceType];
  }
  return ['prefetch', asking[0]?.[0] ?? resourceType];
}

/** The hook that hands over results is the one that is not of the CDS Hooks library. */
export function takesResults({ hook }: Service): boolean {
  return hook !== 'patient-view';
}

/** Whom a new case is about, until somebody else is put in: old enough for every rule, and no more is said of her. */
export const NEW_PATIENT = { age: 55, inWords: 'a woman of 55' };

/** A patient made up by the page. */
export function newPatient(today: string): fhir4.Patient {
  const year = Number(today.slice(0, 4)) - NEW_PATIENT.age;
  return { resourceType: 'Patient', id: NOBODY, gender: 'female', birthDate: `${year}-01-01` };
}

/** The id of whoever is not named. */
export const NOBODY = 'playground';

/** A request about a patient of whom nothing else is known yet: every prefetch key is there and says "none". */
export function emptyRequest(service: Service, newId: string, patient?: fhir4.Patient): HookRequest {
  const patientId = patient?.id ?? NOBODY;
  return {
    hook: service.hook,
    hookInstance: newId,
    context: {
      userId: 'Practitioner/playground',
      patientId,
      ...(takesResults(service) && { results: { resourceType: 'Bundle', type: 'collection', entry: [] } }),
    },
    prefetch: {
      ...Object.fromEntries(Object.keys(service.prefetch ?? {}).map((key) => [key, null])),
      patient: patient ?? { resourceType: 'Patient', id: patientId },
    },
  };
}

/** Adds a resource where the service expects its kind. */
export function addResource(
  request: HookRequest,
  resource: fhir4.FhirResource,
  service: Service,
  labs: readonly Lab[],
): HookRequest {
  const place = placeFor(service, resource, labs);
  // Another patient stays to be seen: the service sets it aside, and says so.
  if (resource.resourceType === 'Patient')
    return resource.id === patientIdOf(request)
      ? put(request, place, resource)
      : add(request, ['prefetch', 'otherPatients'], resource);
  return add(request, place, resource);
}

/**
 * The same patient for another service: the new results move between the context and the prefetch.
 * @param today what a result without a date becomes of, where only the hook itself says so
 */
export function forService(
  request: HookRequest,
  service: Service,
  labs: readonly Lab[],
  today: string,
): HookRequest {
  const moved = ofType(resourcesIn(request), 'Observation').filter(({ path, resource }) => {
    const [here, key] = path;
    const [there, other] = placeFor(service, resource, labs);
    return there === 'context' ? here !== 'context' : here === 'context' && (here !== there || key !== other);
  });
  // From the end, so that the places of those before it stay true.
  const taken = moved.toReversed().reduce((left, { path }) => remove(left, path), request);
  const context = isRecord(taken.context) ? taken.context : {};
  const { results: _results, ...rest } = context;
  const base: HookRequest = {
    ...taken,
    hook: service.hook,
    context: takesResults(service) ? { ...context, results: context['results'] ?? emptyResults() } : rest,
  };
  return moved.reduce((held, { resource }) => addResource(held, dated(resource, today), service, labs), base);
}

/** What the hook hands over without a date is of today; a prefetch does not say so. */
function dated(observation: fhir4.Observation, today: string): fhir4.Observation {
  const keys = ['effectiveDateTime', 'effectivePeriod', 'effectiveInstant', 'issued'];
  return keys.some((key) => key in observation) ? observation : { ...observation, effectiveDateTime: today };
}

/** An id of this kind that no resource of the request has. */
export function freeId(request: HookRequest, kind: string): string {
  const taken = new Set(resourcesIn(request).map(({ resource }) => resource.id));
  for (let number = 1; ; number++) if (!taken.has(`${kind}-${number}`)) return `${kind}-${number}`;
}

function emptyResults(): fhir4.Bundle {
  return { resourceType: 'Bundle', type: 'collection', entry: [] };
}
