import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { createApp } from '../../src/app.js';
import { FeedbackBook } from '../../src/http/routes/feedback.js';
import { StoreUnavailable } from '../../src/store/store-error.js';
import { patientView, resultReview } from '../support/fake-knowledge.js';
import {
  b12,
  bundle,
  ferritin,
  reviewPath,
  reviewRequest,
  viewPath,
  viewRequest,
} from '../support/requests.js';
import { serve } from '../support/serve.js';

let cannotKeep = false;
const { post, get, feedback } = serve({
  feedback: new FeedbackBook(() =>
    cannotKeep ? Promise.reject(new StoreUnavailable('SQLITE_FULL')) : Promise.resolve(),
  ),
});
const paths = [
  '/',
  '/cds-services',
  viewPath,
  `${viewPath}/feedback`,
  `/explain/${patientView.id}`,
  '/evidence/main.yaml',
  '/source-attributes',
  '/labs',
  '/examples',
  '/examples/nothing',
  '/fhir/metadata',
  '/fhir/ValueSet',
  '/fhir/ValueSet/nothing',
  '/docs/nothing',
  '/docs/pictures/nothing',
  '/patient/smart.json',
  '/openapi.yaml',
  '/healthz',
  '/readyz',
  '/nothing',
];

async function cards(path: string, body: unknown): Promise<unknown[]> {
  const response = await post(path, body);
  expect(response.status).toBe(200);
  return ((await response.json()) as { cards: unknown[] }).cards;
}

describe('services', () => {
  test('the core is asked with what came through the door', async () => {
    expect(await cards(reviewPath, reviewRequest(bundle(ferritin), { b12: bundle(b12), labs: 'x' }))).toEqual(
      [
        {
          given: ['ferritin', 'b12'],
          from: ['context.results.entry[0]', 'prefetch.b12.entry[0]'],
          setAside: ['malformed prefetch.labs'],
        },
      ],
    );
  });

  test.each(['Patient/p1', 'RelatedPerson/r1', 'https://ehr.example/Patient/p1'])(
    '%s gets no card',
    async (userId) => {
      const context = { userId, patientId: 'p1' };
      expect(await cards(viewPath, viewRequest({}, { context }))).toEqual([]);
    },
  );

  test('new results of other labs give no card, and nothing is asked for', async () => {
    expect(await cards(reviewPath, reviewRequest(bundle({ resourceType: 'Encounter' })))).toEqual([]);
    expect(
      await cards(reviewPath, reviewRequest({ resourceType: 'Bundle' }, { ferritin: bundle(ferritin) })),
    ).toEqual([]);
  });

  test('one of the two labs is enough', async () => {
    expect(await cards(viewPath, viewRequest({ b12: null }))).toMatchObject([{ given: ['b12'] }]);
  });
});

describe('explain', () => {
  const explain = async (id: string, body: unknown): Promise<unknown> =>
    (await post(`/explain/${id}`, body)).json();

  test('takes the same body and gives the whole reasoning', async () => {
    expect(await explain(patientView.id, viewRequest())).toMatchObject({
      service: patientView.id,
      cards: [{ given: ['ferritin', 'b12'] }],
    });
  });

  test('says why there are no cards where the reasoning cannot tell', async () => {
    const context = { userId: 'Patient/p1', patientId: 'p1' };
    expect(await explain(patientView.id, viewRequest({}, { context }))).toMatchObject({
      cards: [],
      noCardsBecause: 'user-is-patient',
    });
    expect(await explain(resultReview.id, reviewRequest(bundle()))).toMatchObject({
      cards: [],
      noCardsBecause: 'no-lab-in-results',
    });
  });

  test('refuses what the service refuses', async () => {
    expect((await post(`/explain/${patientView.id}`, viewRequest({}))).status).toBe(412);
  });
});

describe('feedback, evidence, health, description', () => {
  test('feedback is counted', async () => {
    const item = { card: 'c', outcome: 'accepted' };
    const before = feedback.received;
    const response = await post(`${viewPath}/feedback`, { feedback: [item, item] });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(feedback.received).toBe(before + 2);
    expect(await (await get('/healthz')).json()).toEqual({
      status: 'ok',
      version: '1.2.3',
      knowledge: { version: '9.9.9', date: '2025-01-01' },
      feedbackReceived: feedback.received,
    });
  });

  test('feedback that cannot be kept is 503, with when to come again', async () => {
    cannotKeep = true;
    const before = feedback.received;
    const response = await post(`${viewPath}/feedback`, { feedback: [{ card: 'c', outcome: 'accepted' }] });
    cannotKeep = false;
    expect([response.status, response.headers.get('retry-after'), feedback.received]).toEqual([
      503,
      '5',
      before,
    ]);
    expect(await response.json()).toMatchObject({
      issue: [{ details: { coding: [{ code: 'store-unavailable' }] } }],
    });
  });

  test('the file of a rule is text', async () => {
    const response = await get('/evidence/main.yaml');
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await response.text()).toBe('id: main\nquestion: "µ?"\n');
  });

  test('openapi.yaml names this deployment and every address', async () => {
    const response = await get('/openapi.yaml');
    expect(response.headers.get('content-type')).toBe('text/yaml; charset=utf-8');
    const text = await response.text();
    const description = parse(text) as { servers: unknown; paths: object };
    expect(description.servers).toEqual([{ url: 'https://cds.example.org' }]);
    expect(text).toContain('hook: org.example.result-review');
    expect(Object.keys(description.paths)).toEqual([
      '/cds-services',
      '/cds-services/{id}',
      '/cds-services/{id}/feedback',
      '/explain/{id}',
      '/evidence',
      '/evidence/{rule}',
      '/evidence/{rule}.yaml',
      '/insights',
      '/insights.json',
      '/insights.csv',
      '/source-attributes',
      '/labs',
      '/knowledge.json',
      '/patient',
      '/patient/launch',
      '/patient/smart.json',
      '/examples',
      '/examples/{id}',
      '/fhir/metadata',
      '/fhir/{type}',
      '/fhir/{type}/{id}',
      '/demo/fhir/{type}',
      '/demo/fhir/{type}/{id}',
      '/docs',
      '/docs/{document}',
      '/docs/pictures/{picture}',
      '/docs/api',
      '/openapi.yaml',
      '/healthz',
      '/metrics',
      '/readyz',
      '/',
      '/assets/{file}',
    ]);
  });
});

describe('headers', () => {
  test.each(paths)('OPTIONS %s is answered without asking who', async (path) => {
    const response = await get(path, {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://sandbox.cds-hooks.org',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization,content-type',
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-headers')).toBe('authorization,content-type');
    expect(response.headers.get('access-control-allow-methods')).toContain('POST');
    expect(response.headers.has('access-control-allow-credentials')).toBe(false);
  });

  test.each(paths)(
    'GET %s is open to browsers, is no HTML and does not say what it runs on',
    async (path) => {
      const response = await get(path, { headers: { Origin: 'https://evil.example', Accept: 'text/html' } });
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(response.headers.get('content-type')).not.toContain('html');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('content-security-policy')).toBe(
        "default-src 'none';frame-ancestors 'none'",
      );
      expect(response.headers.has('x-powered-by')).toBe(false);
    },
  );

  test('an Authorization header is no obstacle', async () => {
    expect((await post(viewPath, viewRequest(), { Authorization: 'Bearer x.y.z' })).status).toBe(200);
  });
});

test('a client without a file stops the start', () => {
  const settings = { client: 'nobody', resultHook: 'a.b', publicUrl: 'http://x', canonicalBase: 'http://x' };
  const knowledge = { clients: new Map([['public-sandbox', {}]]) };
  expect(() => createApp({ settings, knowledge, ports: {}, callers: {}, offers: {} } as never)).toThrow(
    'there is no nobody.yaml in the folder of clients (there is: public-sandbox)',
  );
});
