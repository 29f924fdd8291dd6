import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { fakeKnowledge, patientView } from '../support/fake-knowledge.js';
import { bundle, ferritin, reviewPath, reviewRequest, viewPath, viewRequest } from '../support/requests.js';
import { labsInFor, serve } from '../support/serve.js';
import { runs } from '../support/seed.js';

const { post, get, url, logged } = serve();

async function problem(response: Response) {
  const body = (await response.json()) as fhir4.OperationOutcome;
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(body.issue[0]?.details?.coding?.[0]?.system).toBe('https://example.org/fhir/CodeSystem/error');
  expect(body.issue[0]?.diagnostics).toMatch(/\.$/);
  return [response.status, body.issue[0]?.details?.coding?.[0]?.code, ...(body.issue[0]?.expression ?? [])];
}

function send(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}, path = viewPath) {
  return fetch(url() + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body,
  });
}

describe('every error is JSON with a stable code', () => {
  test.each<[string, () => Promise<Response>, unknown[]]>([
    ['not JSON', () => send('{"a":'), [400, 'request-not-json']],
    ['a list', () => send('[]'), [400, 'request-not-json']],
    ['a bare value', () => send('"x"'), [400, 'request-not-json']],
    ['an empty body', () => send(''), [400, 'request-not-json']],
    ['no body and no type', () => get(viewPath, { method: 'POST' }), [400, 'request-not-json']],
    ['a byte that is not UTF-8', () => send(Buffer.from([0x7b, 0xff, 0x7d])), [400, 'request-not-json']],
    ['gzip that is none', () => send('x', { 'Content-Encoding': 'gzip' }), [400, 'request-not-json']],
    ['deflate that is none', () => send('x', { 'Content-Encoding': 'deflate' }), [400, 'request-not-json']],
    [
      'brotli that is none',
      () => send('\u0000\u0001xx', { 'Content-Encoding': 'br' }),
      [400, 'request-not-json'],
    ],
    [
      'gzip cut short',
      () => send(gzipSync('{"a":1}').subarray(0, 15), { 'Content-Encoding': 'gzip' }),
      [400, 'request-not-json'],
    ],
    ['an unknown encoding', () => send('{}', { 'Content-Encoding': 'rot13' }), [415, 'encoding-unsupported']],
    [
      'an unknown charset',
      () => send('{}', { 'Content-Type': 'application/json; charset=latin1' }),
      [415, 'content-type-unsupported'],
    ],
    [
      'a charset nobody has',
      () => send('{}', { 'Content-Type': 'application/json; charset=utf-99' }),
      [415, 'content-type-unsupported'],
    ],
    [
      'a form',
      () => send('a=b', { 'Content-Type': 'application/x-www-form-urlencoded' }),
      [415, 'content-type-unsupported'],
    ],
    [
      'XML',
      () => send('<a/>', { 'Content-Type': 'application/fhir+xml' }),
      [415, 'content-type-unsupported'],
    ],
    ['a type that is none', () => send('{}', { 'Content-Type': ';;;' }), [415, 'content-type-unsupported']],
    ['an element missing', () => post(viewPath, {}), [400, 'request-invalid', 'hook']],
    ['another hook', () => post(viewPath, reviewRequest()), [400, 'hook-mismatch', 'hook']],
    [
      'a patient reference for an id',
      () =>
        post(viewPath, viewRequest({}, { context: { userId: 'Practitioner/1', patientId: 'Patient/1' } })),
      [400, 'patient-id-invalid', 'context.patientId'],
    ],
    [
      'nothing of either trigger',
      () => post(viewPath, viewRequest({})),
      [412, 'prefetch-missing', 'prefetch.ferritin', 'prefetch.b12'],
    ],
    ['feedback without items', () => post(`${viewPath}/feedback`, {}), [400, 'feedback-invalid', 'feedback']],
    ['an unknown service', () => post('/cds-services/none', viewRequest()), [404, 'service-unknown']],
    [
      'an unknown service, whatever is sent',
      () => send('<', { 'Content-Type': 'text/html' }, '/cds-services/__proto__'),
      [404, 'service-unknown'],
    ],
    [
      'feedback to an unknown service',
      () => post('/cds-services/none/feedback', {}),
      [404, 'service-unknown'],
    ],
    ['explaining an unknown service', () => post('/explain/none', viewRequest()), [404, 'service-unknown']],
    ['an unknown rule', () => get('/evidence/constructor'), [404, 'rule-unknown']],
    ['a path out of the folder', () => get('/evidence/..%2F..%2Fpackage'), [404, 'rule-unknown']],
    ['an unknown document', () => get('/docs/constructor'), [404, 'document-unknown']],
    ['an unknown picture', () => get('/docs/pictures/..%2F..%2FNOTICE'), [404, 'document-unknown']],
    ['an unknown path', () => get('/nothing?x=%'), [404, 'path-unknown']],
    ['a path that cannot be decoded', () => get('/evidence/%E0%A4%A'), [404, 'path-unknown']],
  ])('%s', async (_name, ask, expected) => {
    expect(await problem(await ask())).toEqual(expected);
  });

  test.each([
    ['POST', '/cds-services', 'GET, HEAD, OPTIONS'],
    ['GET', viewPath, 'POST, OPTIONS'],
    ['DELETE', viewPath, 'POST, OPTIONS'],
    ['GET', `${viewPath}/feedback`, 'POST, OPTIONS'],
    ['PUT', `/explain/${patientView.id}`, 'POST, OPTIONS'],
    ['POST', '/evidence/main', 'GET, HEAD, OPTIONS'],
    ['PATCH', '/openapi.yaml', 'GET, HEAD, OPTIONS'],
    ['POST', '/healthz', 'GET, HEAD, OPTIONS'],
  ])('%s %s says what is allowed', async (method, path, allow) => {
    const response = await get(path, { method });
    expect(response.headers.get('allow')).toBe(allow);
    expect(await problem(response)).toEqual([405, 'method-not-allowed']);
  });
});

describe('size', () => {
  const pad = (bytes: number) => {
    const rest = JSON.stringify({ ...viewRequest(), extension: { pad: '' } });
    return rest.replace('"pad":""', `"pad":"${'x'.repeat(bytes - rest.length)}"`);
  };
  const limit = 5 * 1024 * 1024;

  test('5 MB are read', async () => {
    expect((await send(pad(limit))).status).toBe(200);
  });

  test('one byte more is refused', async () => {
    expect(await problem(await send(pad(limit + 1)))).toEqual([413, 'body-too-large']);
  });

  test('a body that unpacks to more is refused', async () => {
    const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024, 0x20));
    expect(await problem(await send(bomb, { 'Content-Encoding': 'gzip' }))).toEqual([413, 'body-too-large']);
  });

  test('a body sent in pieces, without a length, is counted too', async () => {
    const status = await new Promise<number | undefined>((done, fail) => {
      const sending = httpRequest(
        url() + viewPath,
        { method: 'POST', headers: { 'Content-Type': 'application/json' } },
        (response) => {
          response.resume();
          done(response.statusCode);
        },
      );
      sending.on('error', fail);
      for (let piece = 0; piece < 6; piece += 1) sending.write('x'.repeat(1024 * 1024));
      sending.end();
    });
    expect(status).toBe(413);
  });

  test('nesting of any depth is no failure, and refused above 100', async () => {
    const nest = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    const deep = nest(200_000);
    const nested = '{"extension":['.repeat(50_000) + '{}' + ']}'.repeat(50_000);
    const body = (inside: string) =>
      JSON.stringify(viewRequest({ labs: 'HERE', ferritin: null })).replace('"HERE"', () => inside);
    const inResult = (name: string, value: string) =>
      body(JSON.stringify(bundle(ferritin)).replace('"status"', () => `"${name}":${value},"status"`));
    expect(await problem(await send(deep))).toEqual([400, 'request-too-deep']);
    for (const refused of [
      body(deep),
      inResult('note', deep),
      inResult('extension', `[${nested}]`),
      body(nest(99)),
    ])
      expect(await problem(await send(refused))).toEqual([400, 'request-too-deep']);
    const text = JSON.stringify('['.repeat(500) + '\\"[');
    for (const taken of [body(nest(98)), body(text), inResult('note', nest(90))])
      expect((await send(taken)).status).toBe(200);
  });

  test('more than 5,000 entries are refused, wherever they stand', async () => {
    const many = (count: number) => bundle(...Array.from({ length: count }, () => null));
    for (const refused of [
      viewRequest({ ferritin: many(5_001) }),
      viewRequest({ ferritin: many(2_500), b12: many(2_501) }),
      viewRequest({ ferritin: bundle(many(2_500), many(2_500)) }),
    ])
      expect(await problem(await post(viewPath, refused))).toEqual([400, 'too-many-entries']);
    expect(await problem(await post(reviewPath, reviewRequest(many(5_001))))).toEqual([
      400,
      'too-many-entries',
    ]);
    expect((await post(viewPath, viewRequest({ ferritin: many(5_000) }))).status).toBe(200);
  });

  test.each(['utf-16le', 'UTF-16', 'utf-32', 'iso-8859-1', 'utf-80', 'x'])(
    '%s is not read as if it were UTF-8',
    async (charset) => {
      const type = `application/json; charset=${charset}`;
      const sent = await send(Buffer.from('{}', 'utf16le'), { 'Content-Type': type });
      expect(await problem(sent)).toEqual([415, 'content-type-unsupported']);
    },
  );
});

describe('bodies are decoded', () => {
  test.each([
    ['application/json; charset=utf-8', undefined],
    ['application/fhir+json', undefined],
    ['APPLICATION/JSON', undefined],
    ['application/json; charset=utf8', undefined],
    ['application/json;charset=UTF8', undefined],
    ['application/fhir+json; charset="utf-8"; fhirVersion=4.0', undefined],
    ['application/json; charset=utf_8', undefined],
    ['application/json; charset=us-ascii', undefined],
    ['application/json; charset=', undefined],
    ['application/json;', undefined],
    ['application/json; charset=utf8', 'gzip'],
    ['application/json', 'gzip'],
  ])('%s %s', async (type, encoding) => {
    const text = JSON.stringify(viewRequest());
    const response = await send(encoding ? gzipSync(text) : text, {
      'Content-Type': type,
      ...(encoding && { 'Content-Encoding': encoding }),
    });
    expect(response.status).toBe(200);
  });
});

describe('nothing is given away', () => {
  test('no value of the request stands in an error, and keys only when they are plain words', async () => {
    const canary = 'Zz9Canary <b>';
    const bodies = [
      `{"hook":"${canary}"`,
      JSON.stringify({ hook: canary }),
      JSON.stringify({ ...viewRequest({}), hookInstance: canary }),
      JSON.stringify({ ...viewRequest(), context: { userId: canary, patientId: 'p1' } }),
      JSON.stringify({ ...viewRequest(), context: { userId: 'Practitioner/1', patientId: canary } }),
      JSON.stringify(viewRequest({ [canary]: 1 })),
    ];
    for (const body of bodies) {
      const response = await send(body);
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(await response.text()).not.toContain('Zz9Canary');
    }
  });

  test('__proto__ in a body changes nothing for the next one', async () => {
    const evil = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    const before = await (await post(viewPath, viewRequest())).text();
    for (const body of [
      JSON.stringify(viewRequest()).replace('{', () => `{"__proto__":{"polluted":1},`),
      JSON.stringify(viewRequest({ labs: 'E' })).replace('"E"', evil),
      JSON.stringify(viewRequest()).replace('"prefetch":{', () => `"prefetch":{"__proto__":${evil},`),
    ]) {
      expect((await send(body)).status).toBeLessThan(500);
    }
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(await (await post(viewPath, viewRequest())).text()).toBe(before);
  });

  describe('when the service itself fails', () => {
    const failing = serve({
      advise: () => {
        throw new TypeError('Zz9Canary of the patient');
      },
    });
    const throwing = serve({
      advise: () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- fhirpath.js throws strings
        throw 'Zz9Canary of the patient';
      },
    });

    test('the answer is 500 and says nothing, the log says the kind', async () => {
      for (const one of [failing, throwing]) {
        const response = await one.post(viewPath, viewRequest());
        const text = await response.clone().text();
        expect(await problem(response)).toEqual([500, 'internal']);
        expect(text).not.toMatch(/Zz9Canary|node_modules|at .*:\d+:\d+/);
      }
      const requestId = expect.stringMatching(/^[0-9a-f-]{36}$/);
      const at = expect.stringMatching(/^[a-z/-]+\.ts:\d+$/);
      expect(failing.logged).toEqual([
        { level: 'error', requestId, code: 'internal', name: 'TypeError', at },
      ]);
      expect(throwing.logged).toEqual([{ level: 'error', requestId, code: 'internal', name: 'string' }]);
    });
  });
});

describe('any JSON', () => {
  const answer = async (path: string, body: unknown) => {
    const response = await post(path, body);
    const text = await response.text();
    expect(response.status).toBeLessThan(500);
    expect(response.headers.get('content-type') ?? 'none').not.toContain('html');
    expect(text === '' ? null : JSON.parse(text)).toBeDefined();
    return response;
  };
  const json = fc.jsonValue({ maxDepth: 5 });

  test('as a body is never a failure', async () => {
    await fc.assert(
      fc.asyncProperty(json, async (body) => {
        for (const path of [viewPath, `${viewPath}/feedback`, `/explain/${patientView.id}`])
          await answer(path, body);
      }),
      runs(150),
    );
  });

  test('as any element of a request is never a failure', async () => {
    await fc.assert(
      fc.asyncProperty(json, json, json, json, async (prefetch, one, entry, resource) => {
        await answer(viewPath, viewRequest(prefetch));
        await answer(viewPath, viewRequest({ ferritin: one, other: { resourceType: 'Bundle', entry } }));
        await answer(
          reviewPath,
          reviewRequest(bundle(resource, { ...ferritin, code: one, component: entry })),
        );
        await answer(reviewPath, { ...reviewRequest(), context: one });
      }),
      runs(150),
    );
    expect(logged).toEqual([]);
  });

  test('prints nothing', async () => {
    const spies = (['log', 'error', 'warn', 'info', 'debug'] as const).map((name) =>
      jest.spyOn(console, name),
    );
    await answer(
      viewPath,
      viewRequest({ ferritin: bundle({ ...ferritin, valueQuantity: { value: 1, code: '\u001b[31m x' } }) }),
    );
    for (const spy of spies) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });
});

test('the door asks for labs with a function that takes anything', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) =>
      Array.isArray(labsInFor(fakeKnowledge, fakeKnowledge.clients.get('public-sandbox')!)(value)),
    ),
  );
});
