import { describe, expect, test } from '@jest/globals';
import type { OfferedService } from '../../src/hooks/discovery.js';
import { fakeKnowledge } from '../support/fake-knowledge.js';
import {
  b12,
  bundle,
  ferritin,
  outcome,
  reviewPath,
  reviewRequest,
  viewPath,
  viewRequest,
} from '../support/requests.js';
import { serve } from '../support/serve.js';

// CDS Hooks 2.0.1, by the number of the requirement in the project's checklist: A transport, B discovery, C prefetch
// templates, D requests, F answers, G feedback, I browsers, J hook names.

const { get, post } = serve();
const bare = serve({ knowledge: { ...fakeKnowledge, services: new Map() } });

async function offered(): Promise<OfferedService[]> {
  return ((await (await get('/cds-services')).json()) as { services: OfferedService[] }).services;
}

async function code(response: Response): Promise<string | undefined> {
  return ((await response.json()) as fhir4.OperationOutcome).issue[0]?.details?.coding?.[0]?.code;
}

function emptyElements(value: unknown, path = ''): string[] {
  if (value === null || value === '') return [path];
  if (typeof value !== 'object') return [];
  const entries = Object.entries(value);
  if (entries.length === 0) return [path];
  return entries.flatMap(([name, inner]) => emptyElements(inner, `${path}.${name}`));
}

describe('A transport', () => {
  test('A2 no element sent is null or empty, except empty cards and services', async () => {
    expect(emptyElements(await offered())).toEqual([]);
    expect(emptyElements(await (await get('/healthz')).json())).toEqual([]);
    for (const body of [{}, viewRequest({}), viewRequest({}, { hook: 'x' })]) {
      expect(emptyElements(await (await post(viewPath, body)).json())).toEqual([]);
    }
    expect(emptyElements(await (await bare.get('/cds-services')).json())).toEqual(['.services']);
    const none = await post(reviewPath, reviewRequest({ resourceType: 'Bundle' }));
    expect(emptyElements(await none.json())).toEqual(['.cards']);
  });

  test('A2 a prefetch value of null is accepted', async () => {
    expect((await post(viewPath, viewRequest({ patient: null, ferritin: null, b12: null }))).status).toBe(
      200,
    );
  });
});

describe('B discovery', () => {
  test('B5 discovery is always at /cds-services: 200, JSON, an object with a services array', async () => {
    const response = await get('/cds-services');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(Array.isArray(((await response.json()) as { services: unknown }).services)).toBe(true);
  });

  test('B5 without services it is 200 with an empty array', async () => {
    const response = await bare.get('/cds-services');
    expect([response.status, await response.json()]).toEqual([200, { services: [] }]);
  });

  test('B6 each service has hook, description, id and title as strings, prefetch as strings by key, and nothing unknown', async () => {
    const known = ['hook', 'title', 'description', 'id', 'prefetch', 'usageRequirements'];
    for (const service of await offered()) {
      for (const name of ['hook', 'title', 'description', 'id'] as const)
        expect(typeof service[name]).toBe('string');
      expect(Object.keys(service).filter((name) => !known.includes(name))).toEqual([]);
      for (const template of Object.values(service.prefetch ?? {})) expect(typeof template).toBe('string');
    }
  });

  test('B6 the id is the path of the service', async () => {
    for (const { id, hook } of await offered()) {
      const response = await post(`/cds-services/${id}`, { ...reviewRequest(), hook });
      expect([200, 412]).toContain(response.status);
    }
  });

  test('B7 no two services share an id', async () => {
    const ids = (await offered()).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('C prefetch templates', () => {
  const templates = async () => (await offered()).flatMap(({ prefetch }) => Object.values(prefetch ?? {}));

  test('C9 each is a relative read or search', async () => {
    for (const template of await templates()) {
      expect(template).toMatch(/^[A-Z][A-Za-z]+(\/\{\{[^}]+\}\}|\?[^?#\s]+)$/);
    }
  });

  test('C10 a token is a root-level context field or a user id', async () => {
    for (const template of await templates()) {
      for (const [, token] of template.matchAll(/\{\{(.*?)\}\}/g)) {
        expect(token).toMatch(
          /^(context\.(patientId|userId|encounterId)|user(Practitioner|PractitionerRole|Patient|RelatedPerson)Id)$/,
        );
      }
    }
  });

  test('C11 parameters are of the safe subset and none is repeated', async () => {
    for (const template of await templates()) {
      const query = template.split('?')[1];
      const names = query === undefined ? [] : query.split('&').map((pair) => pair.split('=')[0] ?? '');
      expect(names.filter((name) => !/^([a-z-]+(:in)?|_count|_sort)$/.test(name))).toEqual([]);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  test('C12 the order is asked for as R4 does', async () => {
    expect((await templates()).filter((template) => template.includes('_sort:'))).toEqual([]);
  });

  test('C13 some, all or none of the templates may be honoured, and other keys may come', async () => {
    for (const prefetch of [
      { ferritin: bundle(ferritin) },
      { b12: null },
      { whatever: bundle(ferritin, b12) },
    ]) {
      expect((await post(viewPath, viewRequest(prefetch))).status).toBe(200);
    }
  });
});

describe('D requests', () => {
  test.each(['hook', 'hookInstance', 'context'])('D14 %s is required', async (name) => {
    const { [name as 'hook']: _, ...rest } = viewRequest();
    const response = await post(viewPath, rest);
    expect([response.status, await code(response)]).toEqual([400, 'request-invalid']);
  });

  test('D14 hookInstance is a UUID, and any text that is not blank is taken', async () => {
    expect((await post(viewPath, { ...viewRequest(), hookInstance: ' ' })).status).toBe(400);
    for (const hookInstance of [viewRequest().hookInstance.toUpperCase(), '1'])
      expect((await post(viewPath, { ...viewRequest(), hookInstance })).status).toBe(200);
  });

  test('D14 fhirServer is required of clients with fhirAuthorization; prefetch without it is answered', async () => {
    const fhirAuthorization = {
      access_token: 'x',
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'user/Observation.read',
      subject: 's',
    };
    expect((await post(viewPath, viewRequest(undefined, { fhirAuthorization }))).status).toBe(200);
    expect((await post(viewPath, viewRequest({}, { fhirAuthorization }))).status).toBe(412);
    const fhirServer = 'https://ehr.example/fhir';
    expect((await post(viewPath, viewRequest(undefined, { fhirAuthorization, fhirServer }))).status).toBe(
      200,
    );
  });

  test('D15 an OperationOutcome in prefetch is seen, as value and as entry', async () => {
    const failed = { ferritin: outcome('error'), b12: bundle(outcome('fatal')) };
    expect((await post(viewPath, viewRequest(failed))).status).toBe(412);
    const remarked = { ferritin: outcome('warning'), b12: bundle(outcome('error')) };
    expect(await (await post(viewPath, viewRequest(remarked))).json()).toMatchObject({
      cards: [{ given: ['ferritin'] }],
    });
  });

  test('D17 412 when what is required was not sent, and only then', async () => {
    for (const prefetch of [{}, undefined, { patient: null, conditions: bundle() }]) {
      const { prefetch: _, ...rest } = viewRequest();
      const response = await post(viewPath, { ...rest, ...(prefetch && { prefetch }) });
      expect([response.status, await code(response)]).toEqual([412, 'prefetch-missing']);
    }
    for (const prefetch of [{ ferritin: null }, { b12: { resourceType: 'Bundle' } }]) {
      expect((await post(viewPath, viewRequest(prefetch))).status).toBe(200);
    }
  });

  test('D18 prefetch alone is enough: no fhirServer is asked for', async () => {
    expect(viewRequest()).not.toHaveProperty('fhirServer');
    expect((await post(viewPath, viewRequest())).status).toBe(200);
  });

  test('D19 unknown context fields and extensions are ignored', async () => {
    const request = viewRequest(undefined, {
      extension: { 'com.epic.cdshooks.request.bpa-trigger-action': 60 },
      unknown: {},
    });
    const answer = await post(viewPath, { ...request, context: { ...request.context, selections: ['x'] } });
    expect(answer.status).toBe(200);
  });
});

describe('F answers', () => {
  test('F23 200 with an object that holds a cards array', async () => {
    const response = await post(viewPath, viewRequest());
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(Object.keys((await response.json()) as object)).toEqual(['cards']);
  });

  test('F23 nothing to say is 200 with no cards', async () => {
    const response = await post(reviewPath, reviewRequest({ resourceType: 'Bundle' }));
    expect([response.status, await response.json()]).toEqual([200, { cards: [] }]);
  });

  test('F24 errors hold an OperationOutcome', async () => {
    for (const response of [
      await get('/nothing'),
      await post(viewPath, {}),
      await post('/cds-services', {}),
    ]) {
      expect(response.ok).toBe(false);
      expect(await response.json()).toMatchObject({
        resourceType: 'OperationOutcome',
        issue: [{ severity: 'error' }],
      });
    }
  });
});

describe('G feedback', () => {
  const send = (feedback: unknown) => post(`${viewPath}/feedback`, { feedback });

  test('G34 the specified body is taken', async () => {
    const response = await send([
      {
        card: 'c1',
        outcome: 'accepted',
        acceptedSuggestions: [{ id: 's1' }],
        outcomeTimestamp: '2025-11-22T10:00:00Z',
      },
      {
        card: 'c2',
        outcome: 'overridden',
        overrideReason: { reason: { code: 'a', system: 'urn:b' }, userComment: 'c' },
        outcomeTimestamp: '2025-11-22T10:00:00Z',
      },
    ]);
    expect(response.status).toBe(200);
  });

  test('G34 an item needs a card and an outcome of the two', async () => {
    for (const item of [{ outcome: 'accepted' }, { card: 'c' }, { card: 'c', outcome: 'ignored' }]) {
      expect(await code(await send([item]))).toBe('feedback-invalid');
    }
  });

  test('G35 the same feedback may come again', async () => {
    const item = { card: 'c1', outcome: 'overridden', outcomeTimestamp: '2025-11-22T10:00:00Z' };
    expect((await send([item, item])).status).toBe(200);
    expect((await send([item])).status).toBe(200);
  });
});

describe('I browsers', () => {
  test('I43 any origin may call, without credentials, and reads errors too', async () => {
    for (const response of [
      await get('/cds-services'),
      await post(viewPath, viewRequest()),
      await post(viewPath, {}),
    ]) {
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(response.headers.has('access-control-allow-credentials')).toBe(false);
    }
  });
});

describe('J hook names', () => {
  test('J44 a hook outside the catalogue is in reverse domain notation', async () => {
    for (const { hook } of await offered()) {
      if (hook !== 'patient-view') expect(hook).toMatch(/^[a-z]+\.[a-z.]+[a-z-]+$/);
    }
  });
});
