import { isObject } from './element.js';
import { type Found, typeOf } from './r4/take-apart.js';

const PATIENT = /(?:^|\/)Patient\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]*)?$/u;

/**
 * Where the resources stand that are of another patient, when every one that says whose it is says so; empty when one of them is the
 * patient's, or cannot be told for certain.
 */
export function allOfAnother(found: readonly Found[], patientId: string): readonly string[] {
  const others = new Set(
    found.flatMap(({ resource, fullUrl }) =>
      fullUrl !== undefined && typeOf(resource) === 'Patient' && idOf(resource) !== patientId
        ? [fullUrl]
        : [],
    ),
  );
  const places: string[] = [];
  for (const { resource, from } of found) {
    const whose = patientOf(resource, others);
    if (whose === undefined) continue;
    if (whose === UNKNOWN || whose === patientId) return [];
    places.push(from);
  }
  return places;
}

/** Whether a resource is of the patient, or says nothing of one. */
export function isOfPatient(resource: unknown, patientId: string): boolean {
  const whose = patientOf(resource, new Set());
  return whose === undefined || whose === patientId;
}

/** No FHIR id. */
const UNKNOWN = '?';
const SOMEBODY_ELSE = '';

/** The id of the patient a resource is of; `undefined` when it says nothing of one. */
function patientOf(resource: unknown, others: ReadonlySet<string>): string | undefined {
  if (!isObject(resource)) return undefined;
  if (typeOf(resource) === 'Patient') return idOf(resource) ?? UNKNOWN;
  const subject = resource['subject'] ?? resource['patient'];
  if (subject === undefined || subject === null) return undefined;
  const reference = isObject(subject) ? subject['reference'] : undefined;
  if (typeof reference !== 'string') return UNKNOWN;
  return PATIENT.exec(reference)?.[1] ?? (others.has(reference) ? SOMEBODY_ELSE : UNKNOWN);
}

function idOf(resource: unknown): string | undefined {
  const id = isObject(resource) ? resource['id'] : undefined;
  return typeof id === 'string' ? id : undefined;
}
