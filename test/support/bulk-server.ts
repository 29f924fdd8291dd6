import { afterAll, beforeAll } from '@jest/globals';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { sendJson } from './fhir-server.js';

/** One request as the server saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

/** How a bulk server behaves; changed by each test. */
export interface Ways {
  /** Polls that are answered 202 before the manifest. */
  polls: number;
  retryAfter: string | undefined;
  /** Statuses that a path answers first, one each time. */
  first: Map<string, number[]>;
  requiresAccessToken: boolean;
  /** Tokens that are taken; without, everybody is. */
  tokens: Set<string> | undefined;
  /** Of a file, after how many bytes it breaks off, each time it is asked for; then it is whole. */
  breaks: Map<string, number[]>;
  canResume: boolean;
  packed: boolean;
  /** Where files are said to be; without, here. */
  filesAt: string | undefined;
  /** What the manifest says a file of Patient has. */
  count: number | undefined;
  errors: string | undefined;
  /** Where to redirect a file to. */
  redirect: string | undefined;
  tokenLife: number;
}

export interface BulkServer {
  readonly base: () => string;
  readonly origin: () => string;
  readonly seen: Seen[];
  ways: Ways;
  /** Public keys that client assertions are held against. */
  keys: JSONWebKeySet | undefined;
  readonly assertions: Readonly<Record<string, unknown>>[];
}

export const PATIENTS = Array.from({ length: 50 }, (_, place) =>
  JSON.stringify({ resourceType: 'Patient', id: `p${place}`, name: [{ text: 'ÄÖ µ'.repeat(20) }] }),
).join('\n');
export const RESULTS = `${JSON.stringify({ resourceType: 'Observation', id: 'o1' })}\n`;
const ISSUES = `${JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception', diagnostics: 'Binary is not exported' }] })}\n`;

export function usualWays(): Ways {
  return {
    ...{
      polls: 2,
      retryAfter: '7',
      requiresAccessToken: true,
      canResume: true,
      packed: false,
      tokenLife: 300,
    },
    ...{ first: new Map(), breaks: new Map() },
    ...{ tokens: undefined, filesAt: undefined, count: undefined, errors: undefined, redirect: undefined },
  };
}

/** A server that does FHIR Bulk Data Access while the tests of the calling file run. */
export function bulkServer(): BulkServer {
  const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const running: BulkServer = {
    origin,
    base: () => `${origin()}/fhir`,
    seen: [],
    ways: usualWays(),
    keys: undefined,
    assertions: [],
  };
  let tokens = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname: path, searchParams: query } = new URL(request.url ?? '', origin());
    const { method = '', headers } = request;
    running.seen.push({ method, path, query, headers });
    const { ways } = running;
    const status = ways.first.get(path)?.shift();
    if (status !== undefined) {
      const later = status === 429 ? { 'Retry-After': '3' } : {};
      sendJson(
        response,
        { resourceType: 'OperationOutcome', issue: [{ diagnostics: 'not now' }] },
        status,
        later,
      );
      return;
    }
    if (path === '/fhir/.well-known/smart-configuration') {
      sendJson(response, { token_endpoint: `${origin()}/token` });
      return;
    }
    if (path === '/token') {
      const form = new URLSearchParams(await textOf(request));
      const { payload, protectedHeader } = await jwtVerify(
        form.get('client_assertion') ?? '',
        createLocalJWKSet(running.keys!),
        { audience: `${origin()}/token`, algorithms: ['ES384', 'RS384'] },
      );
      running.assertions.push({ ...payload, ...protectedHeader, scope: form.get('scope') });
      const token = `token-${(tokens += 1)}`;
      ways.tokens = new Set([token]);
      sendJson(response, { access_token: token, token_type: 'bearer', expires_in: ways.tokenLife });
      return;
    }
    const isFile = path.startsWith('/files/');
    const given = headers.authorization?.replace(/^Bearer /u, '');
    if (ways.tokens && !(isFile && !ways.requiresAccessToken) && !ways.tokens.has(given ?? '')) {
      sendJson(response, { resourceType: 'OperationOutcome', issue: [{ diagnostics: 'no token' }] }, 401);
      return;
    }
    if (path.endsWith('/$export')) {
      response.writeHead(202, { 'Content-Location': `${origin()}/fhir/status/1` }).end();
    } else if (path === '/fhir/status/1' && method === 'DELETE') response.writeHead(202).end();
    else if (path === '/fhir/status/1' && ways.polls-- > 0) {
      response
        .writeHead(202, { 'X-Progress': '40%', ...(ways.retryAfter && { 'Retry-After': ways.retryAfter }) })
        .end();
    } else if (path === '/fhir/status/1') sendJson(response, manifest(ways, origin()));
    else if (isFile && ways.redirect !== undefined) {
      response.writeHead(302, { Location: ways.redirect }).end();
    } else if (isFile) sendFile(path, headers, ways, response);
    else response.writeHead(404).end();
  };

  const server: Server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      sendJson(response, { error: 'invalid_client', error_description: String(error) }, 400);
    });
  });
  beforeAll((done) => {
    server.listen(0, '127.0.0.1', () => done());
  });
  afterAll((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
  return running;
}

function manifest(ways: Ways, origin: string): object {
  const at = ways.filesAt ?? origin;
  return {
    transactionTime: '2026-06-30T10:00:00Z',
    request: `${origin}/fhir/$export`,
    requiresAccessToken: ways.requiresAccessToken,
    output: [
      { type: 'Patient', url: `${at}/files/patient`, ...(ways.count !== undefined && { count: ways.count }) },
      { type: 'Observation', url: `${at}/files/results-1` },
      { type: 'Observation', url: `${at}/files/results-2` },
    ],
    error: ways.errors === undefined ? [] : [{ type: 'OperationOutcome', url: `${at}${ways.errors}` }],
  };
}

function sendFile(
  path: string,
  headers: IncomingMessage['headers'],
  ways: Ways,
  response: ServerResponse,
): void {
  const text = path === '/files/patient' ? PATIENTS : path === '/files/errors' ? ISSUES : RESULTS;
  const whole = Buffer.from(text);
  const from = Number(/^bytes=(\d+)-$/u.exec(headers.range ?? '')?.[1] ?? 0);
  const isPart = from > 0 && ways.canResume;
  const isPacked = ways.packed && !isPart && /gzip/u.test(String(headers['accept-encoding']));
  const body = isPacked ? gzipSync(whole) : isPart ? whole.subarray(from) : whole;
  const breaksAt = ways.breaks.get(path)?.shift();
  response.writeHead(isPart ? 206 : 200, {
    'Content-Type': 'application/fhir+ndjson',
    'Content-Length': body.length,
    ETag: '"one"',
    ...(isPacked && { 'Content-Encoding': 'gzip' }),
    ...(isPart && { 'Content-Range': `bytes ${from}-${whole.length - 1}/${whole.length}` }),
  });
  if (breaksAt === undefined) response.end(body);
  else response.write(body.subarray(0, breaksAt), () => setTimeout(() => response.destroy(), 20));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}
