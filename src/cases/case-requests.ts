import type { Knowledge, PrefetchTemplate, Service } from '../core/model/knowledge.js';
import type { Patient } from './case-patients.js';

/** The same for every example: nothing is kept of a hook instance. */
export const HOOK_INSTANCE = 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea';
export const USER_ID = 'Practitioner/1';

/** The patient as the prefetch that discovery asks for, under its keys; a list with nothing in it is an empty Bundle. */
export function prefetchOf(
  { prefetch }: Service,
  patient: Patient,
  knowledge: Knowledge,
): Record<string, fhir4.FhirResource> {
  const record = Object.values(patient).flat() as fhir4.FhirResource[];
  return Object.fromEntries(
    Object.entries(prefetch).map(([key, template]) => [key, answerTo(template, patient, record, knowledge)]),
  );
}

/** The patient as a request of a service that is called when a chart is opened. */
export function viewRequest(service: Service, patient: Patient, knowledge: Knowledge): object {
  return {
    hook: service.hook,
    hookInstance: HOOK_INSTANCE,
    context: { userId: USER_ID, patientId: patient.patient.id },
    prefetch: prefetchOf(service, patient, knowledge),
  };
}

/** What a FHIR server would answer to a prefetch template. */
function answerTo(
  template: PrefetchTemplate,
  { patient, observations }: Patient,
  record: readonly fhir4.FhirResource[],
  knowledge: Knowledge,
): fhir4.FhirResource {
  if ('labs' in template) return bundleOf(observations.filter((one) => isOf(template.labs, one, knowledge)));
  const [type = '', search] = template.query.split('?');
  return search === undefined
    ? patient
    : bundleOf(record.filter(({ resourceType }) => resourceType === type));
}

/** A Bundle as a search gives it. FHIR R4: an array is never empty. */
export function bundleOf(resources: readonly fhir4.FhirResource[]): fhir4.Bundle {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    ...(resources.length > 0 && { entry: resources.map((resource) => ({ resource })) }),
  };
}

/** Whether an Observation is of one of these labs, by its code. */
export function isOf(labs: readonly string[], { code }: fhir4.Observation, knowledge: Knowledge): boolean {
  const [coding] = code.coding ?? [];
  return [...knowledge.labs.values()]
    .filter(({ id }) => labs.includes(id))
    .some(({ codes }) => codes.some((one) => one.code === coding?.code && one.system === coding.system));
}
