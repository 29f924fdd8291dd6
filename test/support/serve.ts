import { afterAll, beforeAll } from '@jest/globals';
import { createServer, type RequestListener, type Server } from 'node:http';
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
  let server: Server;
  beforeAll((done) => {
    server = createServer(app).listen(0, '127.0.0.1', () => done());
  });
  afterAll((done) => {
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
      fetch(url() + path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
  };
}
