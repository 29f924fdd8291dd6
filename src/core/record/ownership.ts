import { isObject } from './codes.js';

/** K1: only resources that say they belong to the patient in context are used. */
export function ownership(
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
export function refersToPatient(reference: string, patientId: string): boolean {
  const [path = ''] = reference.split('/_history/');
  return (
    path === `Patient/${patientId}` || (/^https?:\/\//u.test(path) && path.endsWith(`/Patient/${patientId}`))
  );
}
