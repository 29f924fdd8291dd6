import { afterAll, beforeAll, expect, test } from '@jest/globals';
import nock from 'nock';
import { type Given, patientOf, viewRequest } from '../support/case.js';
import { serveFetching } from '../support/fetching.js';
import { NOW } from '../support/clock.js';
import { knowledge } from '../support/shipped.js';

// The client agrees no FHIR server.
const service = serveFetching(() => []);
const asked: string[] = [];

beforeAll(() => {
  nock.disableNetConnect();
  nock.enableNetConnect('127.0.0.1');
  nock('https://ehr.example.org')
    .persist()
    .get(/.*/u)
    .reply((path) => {
      asked.push(path);
      return [200, {}];
    });
});

afterAll(() => {
  nock.cleanAll();
  nock.enableNetConnect();
  nock.restore();
});

const given: Given = { age: 50, sex: 'male', results: ['ferritin 620 ng/mL', 'b12 1180 pg/mL'] };

test('the service opens no connection to a server nobody agreed on, though a request names a FHIR server and brings a token', async () => {
  const body = {
    ...viewRequest(patientOf(given, knowledge, NOW), knowledge),
    fhirServer: 'https://ehr.example.org/fhir',
    fhirAuthorization: {
      access_token: 'canary-token',
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'patient/*.read',
      subject: 'hepacue',
    },
  };
  const answer = await service.post('/cds-services/raised-ferritin-b12-patient-view', body);
  expect(answer.status).toBe(200);
  const text = await answer.text();
  expect(text).toContain('raisedBoth');
  expect(text).not.toContain('canary-token');
  expect(asked).toEqual([]);
});

test('the watch on connections sees one when it is made', async () => {
  await fetch('https://ehr.example.org/fhir/metadata');
  expect(asked).toEqual(['/fhir/metadata']);
});
