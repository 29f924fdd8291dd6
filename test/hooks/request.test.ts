import { describe, expect, test } from '@jest/globals';
import { ServiceError } from '../../src/errors.js';
import { parseRequest } from '../../src/hooks/request.js';
import { patientView, resultReview } from '../support/fake-knowledge.js';
import { bundle, RESULT_HOOK, reviewRequest, viewRequest } from '../support/requests.js';

function refused(body: unknown, service = patientView): [string, ...string[]] {
  try {
    parseRequest(body, service, RESULT_HOOK);
  } catch (error) {
    if (error instanceof ServiceError) return [error.code, ...error.where];
    throw error;
  }
  return ['accepted'];
}

function withContext(change: object, request: object = viewRequest()) {
  return { ...request, context: { ...(request as { context: object }).context, ...change } };
}

describe('the envelope', () => {
  test('a good request is understood', () => {
    expect(parseRequest(viewRequest({ a: null }), patientView, RESULT_HOOK)).toEqual({
      hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
      patientId: 'p1',
      userId: 'Practitioner/u1',
      userIsPatient: false,
      prefetch: { a: null },
    });
  });

  test.each([[null], [[]], ['x'], [1], [undefined]])('%j is not a request', (body) => {
    expect(refused(body)).toEqual(['request-not-json']);
  });

  test.each([
    ['hook', { hook: undefined }],
    ['hook', { hook: 7 }],
    ['hook', { hook: null }],
    ['hookInstance', { hookInstance: undefined }],
    ['hookInstance', { hookInstance: 'not-a-uuid' }],
    ['context', { context: undefined }],
    ['context', { context: [] }],
    ['prefetch', { prefetch: [] }],
    ['prefetch', { prefetch: 'x' }],
    ['fhirServer', { fhirServer: 'ftp://x' }],
    ['fhirServer', { fhirAuthorization: { access_token: 'x' } }],
    ['fhirAuthorization', { fhirServer: 'https://ehr.example/fhir', fhirAuthorization: 'x' }],
    ['fhirAuthorization.access_token', { fhirServer: 'https://ehr.example/fhir', fhirAuthorization: {} }],
  ])('%s is named when it is wrong: %j', (where, change) => {
    expect(refused(JSON.parse(JSON.stringify({ ...viewRequest(), ...change })))).toEqual([
      'request-invalid',
      where,
    ]);
  });

  test('another hook than the service has is refused, before anything else is asked', () => {
    expect(refused({ hook: 'order-sign' })).toEqual(['hook-mismatch', 'hook']);
    expect(refused(viewRequest(), resultReview)).toEqual(['hook-mismatch', 'hook']);
  });

  test('unknown elements and extensions are ignored, null counts as absent', () => {
    const more = { extension: 'anything', other: [1], fhirServer: null, fhirAuthorization: null };
    expect(refused({ ...viewRequest(null), ...more })).toEqual(['accepted']);
  });

  test('a fhirAuthorization with its server is accepted', () => {
    const more = { fhirServer: 'https://ehr.example/fhir', fhirAuthorization: { access_token: 'x' } };
    expect(refused(viewRequest({}, more))).toEqual(['accepted']);
  });
});

describe('the context', () => {
  test.each(['Patient/p1', '../Observation', '1&_include=*', '', 'a'.repeat(65), 7, {}])(
    'patient id %j is refused',
    (patientId) => {
      expect(refused(withContext({ patientId }))).toEqual(['patient-id-invalid', 'context.patientId']);
    },
  );

  test('a patient id that is not there is a missing element', () => {
    expect(refused(withContext({ patientId: null }))).toEqual(['request-invalid', 'context.patientId']);
  });

  test.each([
    ['Practitioner/u1', 'Practitioner/u1', false],
    ['https://ehr.example/fhir/PractitionerRole/u1', 'PractitionerRole/u1', false],
    ['Patient/p1', 'Patient/p1', true],
    ['https://ehr.example/fhir/Patient/p1', 'Patient/p1', true],
    ['RelatedPerson/r1', 'RelatedPerson/r1', true],
    ['patient/p1', 'patient/p1', true],
  ])('user %s is %s', (userId, normal, userIsPatient) => {
    expect(parseRequest(withContext({ userId }), patientView, RESULT_HOOK)).toMatchObject({
      userId: normal,
      userIsPatient,
    });
  });

  test.each(['u1', 'Practitioner/', 'Practitioner/a b', '', 5])('user %j is refused', (userId) => {
    expect(refused(withContext({ userId }))).toEqual(['request-invalid', 'context.userId']);
  });

  test('an encounter may be absent or null, and is refused when it is no id', () => {
    expect(parseRequest(withContext({ encounterId: 'e1' }), patientView, RESULT_HOOK).encounterId).toBe('e1');
    expect(refused(withContext({ encounterId: null }))).toEqual(['accepted']);
    expect(refused(withContext({ encounterId: 'a/b' }))).toEqual(['request-invalid', 'context.encounterId']);
  });

  test('results are required where the hook hands them over, and must be a Bundle', () => {
    expect(refused(reviewRequest(bundle()), resultReview)).toEqual(['accepted']);
    expect(refused(reviewRequest({ resourceType: 'Bundle' }), resultReview)).toEqual(['accepted']);
    expect(refused(reviewRequest(null), resultReview)).toEqual(['request-invalid', 'context.results']);
    expect(refused(reviewRequest([]), resultReview)).toEqual(['request-invalid', 'context.results']);
    expect(refused(reviewRequest({ resourceType: 'List' }), resultReview)).toEqual([
      'request-invalid',
      'context.results.resourceType',
    ]);
    expect(refused(reviewRequest({ resourceType: 'Bundle', entry: 'x' }), resultReview)).toEqual([
      'request-invalid',
      'context.results.entry',
    ]);
  });

  test('results are not read where the hook does not have them', () => {
    expect(parseRequest(withContext({ results: 'x' }), patientView, RESULT_HOOK)).not.toHaveProperty(
      'results',
    );
  });
});
