import { afterAll, beforeAll } from '@jest/globals';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Callers, createApp, type Offers, type Ports } from '../../src/app.js';
import type { Config } from '../../src/config.js';
import type { AdviceRequest } from '../../src/core/model/advice.js';
import type { Explanation } from '../../src/core/model/explanation.js';
import type { OutlinedAdvice } from '../../src/core/model/outline.js';
import type { Client, Knowledge } from '../../src/core/model/knowledge.js';
import { type Advisor, createAdvisor } from '../../src/core/compile.js';
import { pack } from '../../src/core/portable.js';
import { indexLabs, labsIn } from '../../src/core/record/codes.js';
import { FeedbackBook } from '../../src/http/routes/feedback.js';
import { fakeKnowledge } from './fake-knowledge.js';
import { nothingOutlined } from './outlined.js';
import { NOW } from './clock.js';
import { RESULT_HOOK } from './requests.js';

/** Tells in `cards` what the core was asked, so that a test sees what came through the door. */
export function echo(request: AdviceRequest): OutlinedAdvice {
  const seen = {
    given: [...request.given],
    from: request.resources.map(({ from }) => from),
    setAside: request.setAside.map(({ from, why }) => `${why} ${from}`),
  };
  return {
    cards: [seen] as never,
    issues: [],
    outline: nothingOutlined,
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
  readonly feedback: FeedbackBook;
}

type Settings = Pick<Config, 'client' | 'profile' | 'resultHook' | 'publicUrl' | 'canonicalBase'> &
  Partial<Pick<Config, 'discoveryProtected'>>;

/** Everything the app is made of, in one list; what a test does not say has a default. */
export interface Served extends Partial<Omit<Ports, 'advisorFor'> & Callers & Offers> {
  readonly knowledge?: Knowledge;
  readonly config?: Settings;
  /** What is asked of the service at most; without it, anything. */
  readonly limits?: Partial<Pick<Config, 'maxConcurrent' | 'maxWait' | 'ratePerMinute'>>;
  /** What answers instead of the real advisor. `core`: the real one. */
  readonly advise?: Advisor['advise'] | 'core';
}

const SETTINGS: Settings = {
  client: 'public-sandbox',
  profile: 'us-nondevice',
  resultHook: RESULT_HOOK,
  publicUrl: 'https://cds.example.org',
  canonicalBase: 'https://example.org/fhir',
};
const NO_LIMITS = { maxConcurrent: Infinity, maxWait: Infinity, ratePerMinute: 0 };

/** What an advisor of this client sees of a resource. */
export function labsInFor(knowledge: Knowledge, client: Client): Advisor['labsIn'] {
  const labsNamed = indexLabs(knowledge, client);
  return (resource) => labsIn(resource, labsNamed);
}

/** Serves the app on a free loopback port while the tests of the calling file (or `describe`) run. */
export function serve(served: Served = {}): Running {
  const logged: Record<string, unknown>[] = [];
  const { knowledge = fakeKnowledge, config = SETTINGS, advise = echo } = served;
  const { feedback = new FeedbackBook() } = served;
  const advisors = new Map<Client, Advisor>();
  const advisorFor = (client: Client): Advisor => {
    let advisor = advisors.get(client);
    if (!advisor) {
      advisor =
        advise === 'core'
          ? createAdvisor(knowledge, client, config)
          : { advise, labsIn: labsInFor(knowledge, client), calledIn: () => [] };
      advisors.set(client, advisor);
    }
    return advisor;
  };
  const app = createApp({
    settings: { discoveryProtected: false, ...NO_LIMITS, ...config, ...served.limits },
    knowledge,
    ports: {
      now: () => NOW,
      newId: () => '00000000-0000-4000-8000-000000000000',
      log: (line) => logged.push(line),
      accessLog: () => undefined,
      stopping: () => false,
      ...served,
      advisorFor,
    },
    callers: { isExpired: () => false, ...served },
    offers: {
      version: '1.2.3',
      examples: [],
      artefacts: () => Promise.resolve([]),
      documents: () => ({ documents: new Map(), pictures: new Map() }),
      portable: (client) => pack({ knowledge, client, settings: config }),
      ruleText: (id) => (id === 'main' ? 'id: main\nquestion: "µ?"\n' : undefined),
      ...served,
      feedback,
    },
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
