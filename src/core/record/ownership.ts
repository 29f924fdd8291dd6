import { isObject } from './codes.js';

/** Whether a reference is to the patient in context. */
export type IsPatient = (reference: string) => boolean;

/** K1: only resources that say they belong to the patient in context are used. */
export function ownership(
  resource: fhir4.FhirResource,
  patientId: string,
  isPatient: IsPatient,
): 'other-patient' | 'no-subject' | undefined {
  if (resource.resourceType === 'Patient') return resource.id === patientId ? undefined : 'other-patient';
  if (!('subject' in resource) || !isObject(resource.subject)) return 'no-subject';
  const { reference } = resource.subject as { reference?: unknown };
  if (typeof reference !== 'string') return 'no-subject';
  return isPatient(reference) ? undefined : 'other-patient';
}

/** Knows `Patient/1`, `Patient/1/_history/2` and the absolute forms of both; never `#contained` or `urn:uuid:`. */
export function referenceTo(patientId: string): IsPatient {
  const own = `Patient/${patientId}`;
  return (reference) => {
    if (reference === own) return true;
    const [path = ''] = reference.split('/_history/');
    return path === own || (/^https?:\/\//u.test(path) && path.endsWith(`/${own}`));
  };
}
