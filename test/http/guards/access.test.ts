import { describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createLog } from '../../../src/log.js';
import { patientView } from '../../support/fake-knowledge.js';
import { viewPath, viewRequest } from '../../support/requests.js';
import { serve } from '../../support/serve.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

function lines(level: 'info' | 'warn' | 'silent' = 'info') {
  const written: string[] = [];
  const log = createLog(level, { write: (text) => written.push(text) });
  return { log, read: () => written.map((text) => JSON.parse(text) as Record<string, unknown>) };
}

const out = lines();
let stopping = false;
const { get, post, url } = serve({ accessLog: out.log, stopping: () => stopping });

async function lineOf(answer: Response): Promise<Record<string, unknown>> {
  await answer.arrayBuffer();
  for (let tries = 0; tries < 100; tries++) {
    const line = out.read().find(({ requestId }) => requestId === answer.headers.get('x-request-id'));
    if (line) return line;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('no line');
}

describe('one line for each answer', () => {
  test('says what was asked and how it ended, and nothing else', async () => {
    const line = await lineOf(await post(viewPath, viewRequest()));
    expect(line).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/u),
      requestId: expect.stringMatching(UUID),
      method: 'POST',
      route: '/cds-services/:id',
      service: patientView.id,
      status: 200,
      ms: expect.any(Number),
      cards: 1,
    });
  });

  test('names by codes what was passed over in the request, be it answered or refused; never what it was', async () => {
    const odd = { hookInstance: 'secret', fhirServer: 'secret', fhirAuthorization: { access_token: 7 } };
    const codes = 'hook-instance-not-uuid/fhir-server-unreadable/fhir-authorization-unreadable';
    const answered = await lineOf(await post(viewPath, viewRequest(undefined, odd)));
    const refused = await lineOf(await post(viewPath, viewRequest({}, odd)));
    const explained = await lineOf(await post(`/explain/${patientView.id}`, viewRequest(undefined, odd)));
    expect([answered, refused, explained].map((line) => [line['status'], line['odd']])).toEqual([
      [200, codes],
      [412, codes],
      [200, codes],
    ]);
    expect(JSON.stringify(out.read())).not.toContain('secret');
  });

  test.each([
    ['/cds-services/nobody?patient=secret', 'POST', '/cds-services/:id', 404, 'service-unknown'],
    ['/nothing/secret', 'GET', 'none', 404, 'path-unknown'],
    ['/%zz', 'GET', 'none', 404, 'path-unknown'],
    [viewPath, 'DELETE', '/cds-services/:id', 405, 'method-not-allowed'],
    ['/healthz?secret', 'GET', '/healthz', 200, undefined],
    ['/fhir/Patient/secret', 'GET', '/fhir/:type/:id', 404, 'resource-unknown'],
  ])('%s %s', async (path, method, route, status, code) => {
    const line = await lineOf(await get(path, { method }));
    expect(line).toMatchObject({ route, method, status });
    expect(line['code']).toBe(code);
    expect(JSON.stringify(line)).not.toContain('secret');
  });

  test('one who leaves before the answer is told as gone, never as answered', async () => {
    const gone = connect(Number(new URL(url()).port), '127.0.0.1');
    gone.write(
      `POST ${viewPath} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{`,
    );
    const before = out.read().length;
    await once(gone, 'connect');
    setTimeout(() => gone.destroy(), 50);
    while (out.read().length === before) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(out.read().at(-1)).toMatchObject({ status: 499, code: 'aborted' });
  });

  test('an id of ours stands in every answer, whatever the caller sends', async () => {
    const ids = await Promise.all(
      ['/healthz', '/nothing', viewPath].map(async (path) => {
        const answer = await get(path, { headers: { 'X-Request-Id': 'theirs' } });
        return answer.headers.get('x-request-id');
      }),
    );
    for (const id of ids) expect(id).toMatch(UUID);
    expect(new Set(ids).size).toBe(3);
  });
});

describe('the log', () => {
  test('takes no field it does not know and no free text', () => {
    const { log, read } = lines();
    log({ level: 'warn', code: 'internal', patient: 'secret', name: 'a secret\nline', 'msg.x': 1 });
    expect(read()).toEqual([{ level: 'warn', time: expect.anything(), code: 'internal', name: '?' }]);
  });

  test('is as quiet as asked', () => {
    for (const [level, count] of [
      ['info', 2],
      ['warn', 1],
      ['silent', 0],
    ] as const) {
      const { log, read } = lines(level);
      log({ level: 'warn', code: 'a' });
      log({ code: 'b' });
      expect(read()).toHaveLength(count);
    }
  });
});

test('readyz: ready, then stopping; what comes meanwhile is answered on a connection that ends', async () => {
  const ready = await get('/readyz');
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', store: 'none' }]);
  stopping = true;
  const not = await fetch(`${url()}/readyz`);
  expect([not.status, await not.json()]).toEqual([503, { status: 'stopping' }]);
  const answer = await post(viewPath, viewRequest());
  expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
  expect((await get('/healthz')).status).toBe(200);
  stopping = false;
});
