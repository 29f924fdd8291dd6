import { describe, expect, test } from '@jest/globals';
import { request as httpRequest } from 'node:http';
import { viewPath, viewRequest } from '../support/requests.js';
import { echo, serve } from '../support/serve.js';
import { claims, fixedAuthenticate, PUBLIC_URL, record, tokenOf } from '../support/tokens.js';

// A token is used by the request it comes with, unless the answer asks to send the request again.

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const fresh = (): string => tokenOf(claims(viewPath));
const asked = { fhirServer: 'https://ehr.example.org/fhir', fhirAuthorization: { access_token: 't' } };

/** FHIR servers that answer when a test says so. */
const waiting: (() => void)[] = [];
const MOST = 2;
let failing = false;
let rated: string | undefined;
const authenticate = fixedAuthenticate();
const service = serve({
  limits: { maxConcurrent: MOST, ratePerMinute: 1_000 },
  authenticate: async (...words) => {
    const caller = await authenticate(...words);
    return rated === undefined ? caller : { ...caller, client: { ...caller.client, id: rated } };
  },
  advise: (request) => {
    if (failing) throw new TypeError('ours');
    return echo(request);
  },
  gather: async () => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return { values: new Map(), failed: new Map(), partial: [] };
  },
});

async function send(token: string, body: unknown = viewRequest()): Promise<number> {
  const answer = await service.post(viewPath, body, bearer(token));
  await answer.arrayBuffer();
  return answer.status;
}

async function sendText(token: string, body: string, type = 'application/json'): Promise<number> {
  const headers = { 'Content-Type': type, ...bearer(token) };
  const answer = await fetch(service.url() + viewPath, { method: 'POST', headers, body });
  await answer.arrayBuffer();
  return answer.status;
}

describe('a token is let in once more after', () => {
  test.each<[what: string, first: (token: string) => Promise<number>]>([
    ['no JSON', (token) => sendText(token, '{')],
    ['an empty body', (token) => sendText(token, '')],
    ['no request', (token) => send(token, { hook: 'patient-view' })],
    ['another hook', (token) => send(token, { ...viewRequest(), hook: 'order-sign' })],
    [
      'no id of a patient',
      (token) => send(token, viewRequest({}, { context: { userId: 'Practitioner/1', patientId: 'a/b' } })),
    ],
    ['too deep a body', (token) => sendText(token, '['.repeat(200) + ']'.repeat(200))],
  ])('400 for %s, and then never again', async (_what, first) => {
    const token = fresh();
    expect([await first(token), await first(token)]).toEqual([400, 400]);
    expect([await send(token), await send(token), await first(token)]).toEqual([200, 401, 401]);
  });

  test('429', async () => {
    const token = fresh();
    rated = 'busy';
    for (let one = 0; one < 1_000; one++) await send(fresh());
    expect([await send(token), await send(token)]).toEqual([429, 429]);
    rated = undefined;
    expect([await send(token), await send(token)]).toEqual([200, 401]);
  });

  test('503', async () => {
    const token = fresh();
    const text = JSON.stringify(viewRequest());
    // It is known who calls before there is a body; when the body is there, others have the places.
    const slow = httpRequest(service.url() + viewPath, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Length': text.length, ...bearer(token) },
    });
    const status = new Promise<number>((resolve, fail) => {
      slow.on('error', fail);
      slow.on('response', (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
    });
    slow.write(text.slice(0, 10));
    // So that its headers are read before.
    expect((await service.get('/healthz')).status).toBe(200);
    const held = Array.from({ length: MOST }, () => send(fresh(), viewRequest({ ferritin: null }, asked)));
    while (waiting.length < MOST) await new Promise((resolve) => setTimeout(resolve, 5));
    slow.end(text.slice(10));
    expect(await status).toBe(503);
    // Refused at the door, without a look at the token.
    expect(await send(token)).toBe(503);
    for (const answer of waiting.splice(0)) answer();
    expect(await Promise.all(held)).toEqual([200, 200]);
    expect([await send(token), await send(token)]).toEqual([200, 401]);
  });
});

describe('a token is used up by', () => {
  test.each<[what: string, status: number, send: (token: string) => Promise<number>]>([
    ['an answer', 200, send],
    ['nothing about the labs', 412, (token) => send(token, viewRequest({}))],
    ['too large a body', 413, (token) => sendText(token, `{"a":"${'x'.repeat(6_000_000)}"}`)],
    ['a body of another type', 415, (token) => sendText(token, '{}', 'text/plain')],
  ])('%s (%i)', async (_what, status, first) => {
    const token = fresh();
    expect([await first(token), await send(token)]).toEqual([status, 401]);
  });

  test('a failure of ours (500)', async () => {
    const token = fresh();
    failing = true;
    expect(await send(token)).toBe(500);
    failing = false;
    expect(await send(token)).toBe(401);
  });
});

describe('a store that cannot let go', () => {
  const stuck = serve({
    authenticate: async (...words) => ({
      client: (await authenticate(...words)).client,
      release: () => Promise.reject(new Error('down')),
    }),
  });

  test('changes no answer', async () => {
    const answer = await stuck.post(viewPath, {}, bearer(fresh()));
    expect(answer.status).toBe(400);
    await answer.arrayBuffer();
  });
});

describe('what is let in once more opens no replay', () => {
  test('of copies at once that fail, none gets in twice at a time, and one that follows gets in', async () => {
    const token = fresh();
    const statuses = await Promise.all(Array.from({ length: 50 }, () => sendText(token, '{')));
    expect(new Set(statuses).size).toBeGreaterThan(0);
    expect(statuses.filter((status) => status !== 400 && status !== 401)).toEqual([]);
    const good = await Promise.all(Array.from({ length: 50 }, () => send(token)));
    record(
      `J3: 50 copies at once that ask wrongly, ${statuses.filter((status) => status === 400).length} told so; then 50 that ask rightly, ${good.filter((status) => status === 200).length} got in`,
    );
    expect(good.filter((status) => status === 200)).toHaveLength(1);
  });

  test('a mixture of right and wrong copies at once gets in at most once, and the token is used then', async () => {
    for (let round = 0; round < 20; round++) {
      const token = fresh();
      const statuses = await Promise.all(
        Array.from({ length: 10 }, (_, index) => (index % 2 ? send(token) : sendText(token, '{'))),
      );
      const answered = statuses.filter((status) => status === 200).length;
      expect(answered).toBeLessThanOrEqual(1);
      expect(await send(token)).toBe(answered === 1 ? 401 : 200);
    }
  });

  test('letting go a second time does not let in a copy of what was used since', async () => {
    const token = `Bearer ${fresh()}`;
    const first = await authenticate(token, PUBLIC_URL + viewPath);
    await first.release?.();
    await authenticate(token, PUBLIC_URL + viewPath);
    await first.release?.();
    await expect(authenticate(token, PUBLIC_URL + viewPath)).rejects.toMatchObject({ reason: 'replay' });
  });
});
