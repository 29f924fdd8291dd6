import { patientView, resultReview } from './fake-knowledge.js';

export const RESULT_HOOK = 'org.example.result-review';

export function observation(code: string, more: object = {}): Record<string, unknown> {
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code }] },
    subject: { reference: 'Patient/p1' },
    valueQuantity: { value: 1, unit: 'ng/mL' },
    ...more,
  };
}

export const ferritin = observation('2276-4', { id: 'f1' });
export const b12 = observation('2132-9', { id: 'b1' });
export const alt = observation('1742-6', { id: 'a1' });

export function bundle(...resources: unknown[]): Record<string, unknown> {
  return { resourceType: 'Bundle', type: 'searchset', entry: resources.map((resource) => ({ resource })) };
}

export function outcome(...severities: string[]): Record<string, unknown> {
  return {
    resourceType: 'OperationOutcome',
    issue: severities.map((severity) => ({ severity, code: 'processing' })),
  };
}

const context = { userId: 'Practitioner/u1', patientId: 'p1' };
const hookInstance = 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea';

/** A good request to the patient-view service. */
export function viewRequest(prefetch: unknown = { ferritin: null, b12: null }, more: object = {}) {
  return { hook: patientView.hook, hookInstance, context, prefetch, ...more };
}

/** A good request to the result service. */
export function reviewRequest(
  results: unknown = bundle(ferritin),
  prefetch: unknown = {},
  more: object = {},
) {
  return { hook: RESULT_HOOK, hookInstance, context: { ...context, results }, prefetch, ...more };
}

export const viewPath = `/cds-services/${patientView.id}`;
export const reviewPath = `/cds-services/${resultReview.id}`;
