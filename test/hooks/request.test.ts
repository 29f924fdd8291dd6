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
      odd: [],
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
    ['hookInstance', { hookInstance: '' }],
    ['hookInstance', { hookInstance: ' ' }],
    ['hookInstance', { hookInstance: 7 }],
    ['context', { context: undefined }],
    ['context', { context: [] }],
    ['prefetch', { prefetch: [1] }],
    ['prefetch', { prefetch: 'x' }],
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

  test('a prefetch without keys, as PHP writes it, is one without keys', () => {
    expect(parseRequest(viewRequest([]), patientView, RESULT_HOOK).prefetch).toEqual({});
  });
});

describe('a field that may be left out does not refuse the request', () => {
  const server = 'https://ehr.example/fhir';
  const read = (more: object, context: object = {}) =>
    parseRequest(withContext(context, viewRequest({}, more)), patientView, RESULT_HOOK);

  test.each<[encounterId: unknown, read: string | undefined, odd: string[]]>([
    ['e1', 'e1', []],
    ['Encounter/e1', 'e1', []],
    ['encounter/e1', 'e1', []],
    ['Encounter/e1/_history/2', 'e1', []],
    ['https://ehr.example/fhir/Encounter/e1', 'e1', []],
    ['e1/_history/2', 'e1', []],
    [' e1 ', 'e1', []],
    ['', undefined, []],
    [null, undefined, []],
    [undefined, undefined, []],
    ...['a/b', 'Patient/e1', '..', 'Encounter/..', 'e1&_include=*', 'e'.repeat(65), 7, {}, ['e1']].map(
      (one): [unknown, undefined, string[]] => [one, undefined, ['encounter-id-unreadable']],
    ),
  ])('encounterId %j', (encounterId, expected, odd) => {
    const request = read({}, { encounterId });
    expect([request.encounterId, request.odd]).toEqual([expected, odd]);
  });

  test.each<[hookInstance: string, odd: string[]]>([
    ['D1577C69-DFBE-44AD-BA6D-3E05E953B2EA', []],
    ['t1', ['hook-instance-not-uuid']],
    ['urn:uuid:d1577c69-dfbe-44ad-ba6d-3e05e953b2ea', ['hook-instance-not-uuid']],
    ['workflow hook of Jane Doe', ['hook-instance-not-uuid']],
  ])('hookInstance %j', (hookInstance, odd) => {
    expect(read({ hookInstance }).odd).toEqual(odd);
  });

  test.each<[fhirServer: unknown, fhirAuthorization: unknown, asked: string | undefined, odd: string[]]>([
    [server, { access_token: 'x' }, server, []],
    [`${server}/`, { access_token: 'x', token_type: 'Bearer' }, `${server}/`, []],
    ['HTTPS://EHR.example/fhir', { access_token: 'x' }, 'HTTPS://EHR.example/fhir', []],
    [server, { access_token: 'x', token_type: 'BEARER ' }, server, []],
    [` ${server}`, { access_token: 'x' }, undefined, ['fhir-server-unreadable']],
    [server, { access_token: 'x', token_type: null, scope: 7 }, server, []],
    [server, { access_token: 'x', token_type: '' }, server, []],
    [server, { access_token: 'x', token_type: 'DPoP' }, undefined, ['token-type-unknown']],
    [server, { access_token: 'x', token_type: 7 }, undefined, ['token-type-unknown']],
    [server, {}, undefined, []],
    [server, { access_token: null }, undefined, []],
    [server, { access_token: '' }, undefined, []],
    [server, { access_token: 7 }, undefined, ['fhir-authorization-unreadable']],
    [server, 'x', undefined, ['fhir-authorization-unreadable']],
    [server, ['x'], undefined, ['fhir-authorization-unreadable']],
    [server, null, undefined, []],
    [server, '', undefined, []],
    ['', { access_token: 'x' }, undefined, ['fhir-server-missing']],
    [undefined, { access_token: 'x' }, undefined, ['fhir-server-missing']],
    ['', undefined, undefined, []],
    ['ftp://x', { access_token: 'x' }, undefined, ['fhir-server-unreadable']],
    ['https://a b', undefined, undefined, ['fhir-server-unreadable']],
    [`https://${'x'.repeat(2048)}`, undefined, undefined, ['fhir-server-unreadable']],
    [7, { access_token: 'x' }, undefined, ['fhir-server-unreadable']],
    [{}, undefined, undefined, ['fhir-server-unreadable']],
  ])('fhirServer and its access, case %#', (fhirServer, fhirAuthorization, asked, odd) => {
    const request = read({ fhirServer, fhirAuthorization });
    expect([request.fhir?.server, request.odd]).toEqual([asked, odd]);
    expect(request.fhir?.scope).toBeUndefined();
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
