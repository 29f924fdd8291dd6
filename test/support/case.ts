import type { Knowledge, Service } from '../../src/core/model/knowledge.js';
import { type Patient, PATIENT_ID } from '../../src/cases/case-patients.js';
import * as requests from '../../src/cases/case-requests.js';

export { dayBefore, type Given, type Patient, PATIENT_ID, patientOf } from '../../src/cases/case-patients.js';

function serviceWith(results: boolean, { services }: Knowledge): Service {
  const found = [...services.values()].find((one) => one.results === results);
  if (!found) throw new Error('no such service');
  return found;
}

/** The patient as a `patient-view` request with the prefetch our discovery asks for. */
export function viewRequest(patient: Patient, knowledge: Knowledge): object {
  return requests.viewRequest(serviceWith(false, knowledge), patient, knowledge);
}

/** The patient as a result hook: the triggers in `context.results`, the rest prefetched. */
export function reviewRequest(patient: Patient, knowledge: Knowledge): object {
  const service = serviceWith(true, knowledge);
  const triggers = patient.observations.filter((it) => requests.isOf(['ferritin', 'b12'], it, knowledge));
  return {
    hook: service.hook,
    hookInstance: requests.HOOK_INSTANCE,
    context: {
      userId: requests.USER_ID,
      patientId: PATIENT_ID,
      results: { ...requests.bundleOf(triggers), type: 'collection' },
    },
    prefetch: { ...requests.prefetchOf(service, patient, knowledge), ferritin: null, b12: null },
  };
}
