import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import cors from 'cors';
import helmet from 'helmet';
import { createServer, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { viewPath, viewRequest } from '../../support/requests.js';
import { serve } from '../../support/serve.js';

// The libraries asked anew for each request, as they are meant to be used: what they send is what we send.
const CORS = {
  origin: '*',
  methods: ['GET', 'HEAD', 'POST'],
  exposedHeaders: ['X-Request-Id', 'Retry-After'],
  maxAge: 600,
};
const middlewares = {
  cors: cors(CORS),
  preflight: cors({ ...CORS, allowedHeaders: ['Content-Type', 'Authorization'] }),
  helmet: helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    strictTransportSecurity: false,
  }),
};

let usual = false;
let reference: Server;
beforeAll((done) => {
  reference = createServer((message, response: ServerResponse) => {
    response.setHeader('X-Request-Id', 'an id');
    (usual ? middlewares.preflight : middlewares.cors)(message, response, () => {
      middlewares.helmet(message, response, () => response.end());
    });
  }).listen(0, '127.0.0.1', () => done());
});
afterAll((done) => {
  reference.close(() => done());
  reference.closeAllConnections();
});

const ours = serve({ limits: { maxConcurrent: 1 } });
const full = serve({ limits: { maxConcurrent: 0 } });

interface Answer {
  readonly status: number;
  readonly headers: readonly string[];
}

/** Headers as they came, in their order and spelling; those that tell of the body and the connection are left out. */
function asked(base: string, method: string, path: string, headers: object = {}, body = ''): Promise<Answer> {
  return new Promise((resolve, fail) => {
    request(base + path, { method, agent: false, headers: { ...headers } }, (answer) => {
      answer.resume();
      const lines: string[] = [];
      for (let at = 0; at < answer.rawHeaders.length; at += 2)
        lines.push(`${answer.rawHeaders[at]!}: ${answer.rawHeaders[at + 1]!}`);
      resolve({
        status: answer.statusCode ?? 0,
        headers: lines
          .filter(
            (line) =>
              !/^(Date|Connection|Keep-Alive|Transfer-Encoding|Content-Type|Retry-After|Allow):/u.test(line),
          )
          .filter((line) => method === 'OPTIONS' || !line.startsWith('Content-Length:'))
          .map((line) => line.replace(/^(X-Request-Id): .*$/u, '$1')),
      });
    })
      .on('error', fail)
      .end(body);
  });
}

const theirs = (method: string, headers: object = {}): Promise<Answer> =>
  asked(`http://127.0.0.1:${(reference.address() as AddressInfo).port}`, method, '/', headers);

describe('every answer carries what helmet and cors would send, byte for byte', () => {
  const text = JSON.stringify(viewRequest());
  const json = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };

  test.each([
    [200, 'GET', '/cds-services', {}, ''],
    [200, 'GET', '/healthz', {}, ''],
    [200, 'POST', viewPath, json, text],
    [200, 'GET', '/openapi.yaml', { Origin: 'https://evil.example' }, ''],
    [404, 'GET', '/nothing', {}, ''],
    [405, 'DELETE', viewPath, {}, ''],
    [400, 'POST', viewPath, {}, ''],
  ])('%i %s %s', async (status, method, path, headers, body) => {
    const answer = await asked(ours.url(), method, path, headers, body);
    expect(answer.status).toBe(status);
    expect(answer.headers).toEqual((await theirs('GET', headers)).headers);
    expect(answer.headers.length).toBeGreaterThan(10);
  });

  test('also a refusal at the door, in whatever order', async () => {
    const answer = await asked(full.url(), 'POST', viewPath, json, text);
    expect(answer.status).toBe(503);
    expect(answer.headers.toSorted()).toEqual((await theirs('GET')).headers.toSorted());
  });
});

describe('a browser may send the headers it asks to send', () => {
  const LONG = 'x'.repeat(64);

  test.each([
    'authorization,content-type',
    'Authorization, Content-Type',
    'x-ehr-trace-id',
    LONG,
    Array.from({ length: 32 }, (_, index) => `x-${index}`).join(','),
  ])('%s', async (names) => {
    usual = false;
    const headers = { Origin: 'https://ehr.example', 'Access-Control-Request-Headers': names };
    const answer = await asked(ours.url(), 'OPTIONS', viewPath, headers);
    expect(answer).toEqual(await theirs('OPTIONS', headers));
    expect(answer.headers).toContain(`Access-Control-Allow-Headers: ${names}`);
    expect(answer.headers).toContain('Vary: Access-Control-Request-Headers');
  });

  test.each([
    undefined,
    '',
    '*',
    'x y',
    'x;y',
    'x,,y',
    ',x',
    'x,',
    '<script>',
    `${LONG}x`,
    Array.from({ length: 33 }, (_, index) => `x-${index}`).join(','),
    'x-'.repeat(4_000),
  ])('but not %p: then the usual two', async (names) => {
    usual = true;
    const headers = {
      Origin: 'https://ehr.example',
      ...(names !== undefined && { 'Access-Control-Request-Headers': names }),
    };
    const answer = await asked(ours.url(), 'OPTIONS', viewPath, headers);
    expect(answer).toEqual(await theirs('OPTIONS', headers));
    expect(answer.headers).toContain('Access-Control-Allow-Headers: Content-Type,Authorization');
  });

  test('never with credentials, and no origin is answered back', async () => {
    const { headers } = await asked(ours.url(), 'OPTIONS', viewPath, {
      Origin: 'https://ehr.example',
      'Access-Control-Request-Headers': 'cookie',
    });
    expect(headers).toContain('Access-Control-Allow-Origin: *');
    expect(headers.join()).not.toMatch(/ehr\.example|Credentials/u);
  });
});
