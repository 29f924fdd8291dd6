import type { Knowledge } from '../../src/core/knowledge.js';
import { type Patient, PATIENT_ID } from '../../src/knowledge/review/case-patients.js';

export {
  dayBefore,
  type Given,
  type Patient,
  PATIENT_ID,
  patientOf,
} from '../../src/knowledge/review/case-patients.js';

function bundle(resources: readonly fhir4.FhirResource[]): fhir4.Bundle {
  return { resourceType: 'Bundle', type: 'searchset', entry: resources.map((resource) => ({ resource })) };
}

/** Whether an Observation is of a trigger lab, by its code. */
function isOf(labId: string, observation: fhir4.Observation, knowledge: Knowledge): boolean {
  const codes = knowledge.labs.get(labId)?.codes.map(({ code }) => code) ?? [];
  return codes.includes(observation.code.coding?.[0]?.code ?? '');
}

const hookInstance = 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea';

/** The patient as a `patient-view` request with the prefetch our discovery asks for. */
export function viewRequest(patient: Patient, knowledge: Knowledge): object {
  const rest = patient.observations.filter(
    (it) => !isOf('ferritin', it, knowledge) && !isOf('b12', it, knowledge),
  );
  return {
    hook: 'patient-view',
    hookInstance,
    context: { userId: 'Practitioner/1', patientId: PATIENT_ID },
    prefetch: {
      patient: patient.patient,
      ferritin: bundle(patient.observations.filter((it) => isOf('ferritin', it, knowledge))),
      b12: bundle(patient.observations.filter((it) => isOf('b12', it, knowledge))),
      supporting: bundle(rest),
      ...history(patient),
    },
  };
}

/** The patient as a result hook: the triggers in `context.results`, the rest prefetched. */
export function reviewRequest(patient: Patient, knowledge: Knowledge): object {
  const isTrigger = (it: fhir4.Observation): boolean =>
    isOf('ferritin', it, knowledge) || isOf('b12', it, knowledge);
  return {
    hook: 'org.hepacue.result-review',
    hookInstance,
    context: {
      userId: 'Practitioner/1',
      patientId: PATIENT_ID,
      results: { ...bundle(patient.observations.filter(isTrigger)), type: 'collection' },
    },
    prefetch: {
      patient: patient.patient,
      ferritin: null,
      b12: null,
      supporting: bundle(patient.observations.filter((it) => !isTrigger(it))),
      ...history(patient),
    },
  };
}

function history(patient: Patient): Record<string, fhir4.Bundle> {
  return {
    conditions: bundle(patient.conditions),
    medicationRequests: bundle(patient.medications),
    procedures: bundle(patient.procedures),
    orders: bundle(patient.orders),
    reports: bundle(patient.reports),
  };
}
