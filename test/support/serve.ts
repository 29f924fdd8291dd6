import { afterAll, beforeAll } from '@jest/globals';
import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type RequestListener,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AppParts, createApp } from '../../src/app.js';
import type { Advice, AdviceRequest, Explanation } from '../../src/core/model/advice.js';
import { type Advisor, createAdvisor } from '../../src/core/compile.js';
import type { Client, Knowledge } from '../../src/core/model/knowledge.js';
import { indexLabs, labsIn } from '../../src/core/record/codes.js';
import { FeedbackCounter } from '../../src/http/routes/feedback.js';
import { NOW } from './clock.js';
import { fakeKnowledge } from './fake-knowledge.js';
import { RESULT_HOOK } from './requests.js';

/** Tells in `cards` what the core was asked, so that a test sees what came through the door. */
export function echo(request: AdviceRequest): Advice {
  const seen = {
    given: [...request.given],
    from: request.resources.map(({ from }) => from),
    setAside: request.setAside.map(({ from, why }) => `${why} ${from}`),
  };
  return {
    cards: [seen] as never,
    explain: () => ({ service: request.service.id, cards: [seen] }) as unknown as Explanation,
  };
}

export interface Running {
  /** Base address, once the tests run. */
  readonly url: () => string;
  /** For a server of the test's own. */
  readonly app: RequestListener;
  /** POSTs JSON. */
  readonly post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Response>;
  readonly get: (path: string, init?: RequestInit) => Promise<Response>;
  readonly logged: Record<string, unknown>[];
  readonly feedback: FeedbackCounter;
}

const SETTINGS = {
  client: 'public-sandbox',
  profile: 'us-nondevice',
  resultHook: RESULT_HOOK,
  publicUrl: 'https://cds.example.org',
  canonicalBase: 'https://example.org/fhir',
} as const;

/** What an advisor of this client sees of a resource. */
export function labsInFor(knowledge: Knowledge, client: Client): Advisor['labsIn'] {
  const labsNamed = indexLabs(knowledge, client);
  return (resource) => labsIn(resource, labsNamed);
}

/** What a test says of the app; the rest has defaults. `core`: the real advisor. */
interface Served extends Partial<AppParts> {
  readonly advise?: Advisor['advise'] | 'core';
}

/** Serves the app on a free loopback port while the tests of the calling file (or `describe`) run. */
export function serve({ advise = echo, ...parts }: Served = {}): Running {
  const logged: Record<string, unknown>[] = [];
  const feedback = new FeedbackCounter();
  const { knowledge = fakeKnowledge, config = SETTINGS } = parts;
  const advisorFor = (client: Client): Advisor =>
    advise === 'core'
      ? createAdvisor(knowledge, client, config)
      : { advise, labsIn: labsInFor(knowledge, client) };
  const app = createApp({
    knowledge,
    config,
    version: '1.2.3',
    now: () => NOW,
    newId: () => '00000000-0000-4000-8000-000000000000',
    advisorFor,
    feedback,
    log: (line) => logged.push(line),
    ruleText: (id) => (id === 'main' ? 'id: main\nquestion: "µ?"\n' : undefined),
    ...parts,
  });
  // Connections are kept until the end, by both sides, so that none is closed while it is used again.
  const agent = new Agent({ keepAlive: true });
  let server: Server;
  beforeAll((done) => {
    server = createServer({ keepAliveTimeout: 0 }, app).listen(0, '127.0.0.1', () => done());
  });
  afterAll((done) => {
    agent.destroy();
    server.close(() => done());
    server.closeAllConnections();
  });
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    app,
    logged,
    feedback,
    get: (path, init) => fetch(url() + path, init),
    post: (path, body, headers = {}) =>
      send(agent, url() + path, JSON.stringify(body), { 'Content-Type': 'application/json', ...headers }),
  };
}

/** As `fetch` does it, at a third of the work: some tests send twenty thousand requests. */
function send(
  agent: Agent,
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { agent, method: 'POST', headers: { ...headers, 'Content-Length': Buffer.byteLength(body) } },
      (answer) => {
        const pieces: Buffer[] = [];
        answer.on('data', (piece: Buffer) => pieces.push(piece));
        answer.on('error', reject);
        answer.on('end', () => {
          resolve(responseOf(answer, Buffer.concat(pieces)));
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A body that is there already needs no stream, which would cost more than the rest. */
function responseOf({ statusCode: status = 0, rawHeaders }: IncomingMessage, body: Buffer): Response {
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2) headers.append(rawHeaders[at]!, rawHeaders[at + 1]!);
  const response: Response = Object.assign(new Response(null, { status, headers }), {
    text: () => Promise.resolve(body.toString()),
    json: () => Promise.resolve(JSON.parse(body.toString()) as unknown),
    arrayBuffer: () => Promise.resolve(new Uint8Array(body).buffer),
    clone: () => response,
  });
  return response;
}
