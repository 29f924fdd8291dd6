import type { Received } from '../model/advice.js';
import { isObject } from './codes.js';

/** Whose a reference of unknown quality says a resource is: the patient's in context, somebody else's, or nobody's that is known. */
export type Whose = 'patient' | 'other-patient' | 'no-subject';

/** Tells it from a `subject`, or any Reference. Takes anything; never throws. */
export type WhoseIs = (reference: unknown) => Whose;

/** K1: only resources that say they belong to the patient in context are used. */
export function ownership(
  resource: fhir4.FhirResource,
  patientId: string,
  whoseIs: WhoseIs,
): Exclude<Whose, 'patient'> | undefined {
  if (resource.resourceType === 'Patient') return resource.id === patientId ? undefined : 'other-patient';
  const whose = whoseIs((resource as { subject?: unknown }).subject);
  return whose === 'patient' ? undefined : whose;
}

/**
 * Knows the patient by `Patient/1`, `/Patient/1`, `Patient/1/_history/2` and the absolute forms of these; by the `fullUrl` under which
 * the Patient stands in a Bundle that came (R4 Bundle, "Resolving references in Bundles"); and, where there is no reference, by an
 * identifier that the Patient carries with the same system and value. `#contained` and a `urn:uuid:` that nothing carries name nobody.
 */
export function subjectsOf(patientId: string, resources: readonly Received[]): WhoseIs {
  const own = `Patient/${patientId}`;
  const urls = new Set<string>();
  const foreign = new Set<string>();
  const identifiers = new Set<string>();
  for (const { resource, fullUrl } of resources) {
    if (resource.resourceType !== 'Patient') continue;
    if (resource.id !== patientId) {
      if (fullUrl !== undefined) foreign.add(sameUrn(fullUrl));
      continue;
    }
    if (fullUrl !== undefined) urls.add(sameUrn(fullUrl));
    for (const key of identifierKeys((resource as fhir4.Patient).identifier)) identifiers.add(key);
  }
  return (subject) => {
    // A subject that is the reference itself, without an object around it, is a shape of malformed resources.
    const reference = isObject(subject) ? subject['reference'] : subject;
    if (typeof reference === 'string') {
      if (reference === own) return 'patient';
      const url = sameUrn(reference);
      if (urls.has(url)) return 'patient';
      if (foreign.has(url)) return 'other-patient';
      const [path = ''] = reference.split('/_history/');
      if (path === own || path === `/${own}` || (isHttp(path) && path.endsWith(`/${own}`))) return 'patient';
      return reference.startsWith('#') || /^urn:/iu.test(reference) ? 'no-subject' : 'other-patient';
    }
    if (!isObject(subject)) return 'no-subject';
    const [key] = identifierKeys([subject['identifier']]);
    if (key === undefined) return 'no-subject';
    return identifiers.has(key) ? 'patient' : 'no-subject';
  };
}

/** Of identifiers that have both a system and a value; one without says nothing outside its own house. */
export function identifierKeys(identifiers: unknown): string[] {
  if (!Array.isArray(identifiers)) return [];
  return (identifiers as unknown[]).flatMap((identifier) => {
    if (!isObject(identifier)) return [];
    const { system, value } = identifier;
    const whole = typeof system === 'string' && typeof value === 'string' && system !== '' && value !== '';
    return whole ? [`${system}|${value}`] : [];
  });
}

/** RFC 9562: a UUID is the same in capitals. */
function sameUrn(url: string): string {
  return /^urn:uuid:/iu.test(url) ? url.toLowerCase() : url;
}

function isHttp(reference: string): boolean {
  return /^https?:\/\//iu.test(reference);
}
