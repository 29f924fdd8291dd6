import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createGatherer } from '../../src/fhir/gather.js';
import { createLog } from '../../src/log.js';
import { VIEW } from '../support/ask.js';
import { loopbackServer, sendJson } from '../support/fhir-server.js';
import { serve } from '../support/serve.js';
import { NOW } from '../support/clock.js';
import { knowledge } from '../support/shipped.js';
import { record } from '../support/record.js';
import { claims, ec, ehr, encode, fixedAuthenticate, tokenOf } from '../support/tokens.js';

const PATH = `/cds-services/${VIEW}`;
const canary = (name: string): string => `Zz9-${name}-canary`;
const ACCESS_TOKEN = canary('access-token');

/** Everything that goes to a log or to a terminal while the tests run. */
const written: string[] = [];
const keep = (chunk: unknown): void =>
  void written.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString());
const streams = [process.stdout, process.stderr] as const;
const writes = streams.map((stream) => stream.write.bind(stream));
const consoles = (['log', 'error', 'warn', 'info', 'debug', 'trace'] as const).map(
  (name) => [name, console[name]] as const,
);

beforeAll(() => {
  streams.forEach((stream, index) => {
    stream.write = (chunk: string, ...rest: []) => {
      keep(chunk);
      return writes[index]!(chunk, ...rest);
    };
  });
  for (const [name] of consoles) console[name] = (...words: unknown[]) => keep(words.map(String).join(' '));
});

afterAll(() => {
  streams.forEach((stream, index) => (stream.write = writes[index] as typeof stream.write));
  for (const [name, own] of consoles) console[name] = own;
});

const log = createLog('debug', { write: keep });
const fhir = loopbackServer();
const client = { ...ehr, fhirServers: [] as string[] };
let agreed: string[] = [];
const authenticate = fixedAuthenticate();
const gatherer: { current?: ReturnType<typeof createGatherer> } = {};
const parts = {
  knowledge,
  log,
  accessLog: log,
  config: {
    client: 'public-sandbox',
    profile: 'us-nondevice',
    resultHook: 'org.hepacue.result-review',
    publicUrl: 'https://cds.example.org',
    canonicalBase: 'https://hepacue.org/fhir',
  },
  now: () => NOW,
  authenticate: async (...words: Parameters<typeof authenticate>) => {
    await authenticate(...words);
    return { client: { ...client, fhirServers: agreed } };
  },
  gather: (asked: Parameters<ReturnType<typeof createGatherer>['gather']>[0]) => {
    gatherer.current ??= createGatherer({ deadline: 2_000, clients: [asked.client], report: log });
    return gatherer.current.gather(asked);
  },
} as const;
const service = serve({ ...parts, advise: 'core' });
const crashing = serve({
  ...parts,
  advise: (request) => {
    throw new TypeError(`cannot read ${JSON.stringify(request)}`);
  },
});
const throwingText = serve({
  ...parts,
  advise: (request) => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- fhirpath.js throws strings
    throw JSON.stringify(request);
  },
});

beforeAll(() => {
  agreed = [fhir.base()];
});
afterAll(() => gatherer.current?.close());

const id = canary('patient-id');
const subject = { reference: `Patient/${id}`, display: canary('subject-display') };

/** Where values of a patient stand in a request, by name; each is put in and looked for under its own name. */
const patient = {
  resourceType: 'Patient',
  id,
  gender: 'male',
  birthDate: '1966-03-01',
  identifier: [{ system: canary('identifier-system'), value: canary('identifier') }],
  name: [{ text: canary('name'), family: canary('family'), given: [canary('given')] }],
  telecom: [{ value: canary('phone') }],
  address: [{ line: [canary('street')], city: canary('city'), postalCode: canary('postcode') }],
  contact: [{ name: { text: canary('contact') } }],
  text: { status: 'generated', div: `<div>${canary('patient-narrative')}</div>` },
  photo: [{ title: canary('photo') }],
};
const observation = {
  resourceType: 'Observation',
  id: canary('observation-id'),
  identifier: [{ value: canary('accession') }],
  status: 'final',
  code: {
    coding: [{ system: 'http://loinc.org', code: '2276-4', display: canary('display') }],
    text: canary('code-text'),
  },
  subject,
  encounter: { reference: `Encounter/${canary('encounter-reference')}` },
  performer: [{ display: canary('performer') }],
  effectiveDateTime: '2026-11-22',
  valueQuantity: { value: 918273645, unit: canary('unit'), code: canary('unit-code') },
  interpretation: [{ text: canary('interpretation') }],
  note: [{ text: canary('note') }],
  text: { status: 'generated', div: `<div>${canary('narrative')}</div>` },
  extension: [{ url: canary('extension-url'), valueString: canary('extension') }],
};
const condition = {
  resourceType: 'Condition',
  id: canary('condition-id'),
  subject,
  code: {
    coding: [{ system: canary('problem-system'), code: canary('problem-code') }],
    text: canary('problem'),
  },
};
const medication = {
  resourceType: 'MedicationRequest',
  id: canary('medication-id'),
  status: 'active',
  subject,
  medicationCodeableConcept: { text: canary('medicine') },
  dosageInstruction: [{ text: canary('dosage') }],
};
const bundle = (...resources: unknown[]) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.map((resource) => ({ fullUrl: `urn:${canary('full-url')}`, resource })),
});

function body(more: object = {}): Record<string, unknown> {
  return {
    hook: 'patient-view',
    hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    context: { userId: `Practitioner/${canary('user')}`, patientId: id, encounterId: canary('encounter') },
    prefetch: {
      patient,
      ferritin: bundle(observation, { ...observation, valueQuantity: { value: 900, unit: 'ng/mL' } }),
      b12: null,
      problems: bundle(condition),
      medications: bundle(medication),
      [canary('prefetch-key')]: bundle(),
    },
    extension: { [canary('request-extension')]: 1 },
    fhirServer: agreed[0],
    fhirAuthorization: {
      access_token: ACCESS_TOKEN,
      scope: 'patient/*.rs',
      subject: canary('token-subject'),
    },
    ...more,
  };
}

interface Sent {
  readonly body: unknown;
  readonly path?: string;
  readonly token?: string;
  readonly to?: typeof service;
}

const tokens: string[] = [];

/** Sends it with a token of its own whose id is a canary too. */
async function send({ body: sent, path = PATH, token, to = service }: Sent) {
  const jwt = token ?? tokenOf(claims(path.split('?')[0]!, { sub: canary('jwt-subject') }));
  tokens.push(jwt.split('.')[2]!, jwt.split('.')[1]!);
  const answer = await fetch(to.url() + path, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Authorization: `Bearer ${jwt}`,
      'X-Forwarded-For': canary('header'),
      Cookie: canary('cookie'),
    },
    body: typeof sent === 'string' ? sent : JSON.stringify(sent),
  });
  return {
    status: answer.status,
    text: await answer.text(),
    headers: JSON.stringify([...answer.headers].filter(([name]) => name !== 'date')),
  };
}

const LEAK = /Zz9|918273645|node_modules|at .*:\d+:\d+/u;

function leaks(text: string): boolean {
  return LEAK.test(text) || tokens.some((token) => token.length > 20 && text.includes(token));
}

const count = new Set(JSON.stringify(body()).match(/Zz9-[a-z-]+?-canary/gu)).size;

describe(`P1: ${count} canaries and both tokens`, () => {
  const errors: readonly (readonly [what: string, status: number, sent: () => Sent])[] = [
    ['no JSON', 400, () => ({ body: JSON.stringify(body()).slice(0, -1) })],
    [
      'no request',
      400,
      () => ({ body: body({ hookInstance: canary('instance'), context: [canary('context')] }) }),
    ],
    ['another hook', 400, () => ({ body: body({ hook: canary('hook') }) })],
    [
      'an id that is none',
      400,
      () => ({ body: body({ context: { userId: 'Practitioner/1', patientId: `${id}/x` } }) }),
    ],
    [
      'too deep',
      400,
      () => ({ body: body({ deep: JSON.parse('['.repeat(200) + ']'.repeat(200)) as unknown }) }),
    ],
    ['too large', 413, () => ({ body: body({ large: canary('large').repeat(400_000) }) })],
    ['no such service', 404, () => ({ body: body(), path: `/cds-services/${canary('service')}` })],
    ['no such path', 404, () => ({ body: body(), path: `/${canary('path')}?q=${canary('query')}` })],
    [
      'a token that is none',
      401,
      () => ({ body: body(), token: `${encode({ alg: 'ES384', kid: canary('kid') })}.e30.x` }),
    ],
    [
      'another key',
      401,
      () => ({ body: body(), token: tokenOf(claims(PATH), { ...ec, kid: canary('kid') }) }),
    ],
    [
      'bad claims',
      401,
      () => ({ body: body(), token: tokenOf(claims(PATH, { aud: canary('aud'), jti: canary('jti') })) }),
    ],
    [
      'nothing about the labs',
      412,
      () => ({ body: body({ prefetch: {}, fhirServer: undefined, fhirAuthorization: undefined }) }),
    ],
    [
      'a failure of ours',
      500,
      () => ({ body: body({ fhirServer: undefined, fhirAuthorization: undefined }), to: crashing }),
    ],
    [
      'a thrown text',
      500,
      () => ({ body: body({ fhirServer: undefined, fhirAuthorization: undefined }), to: throwingText }),
    ],
  ];

  test.each(errors)('%s: %i says nothing of them', async (_what, status, sent) => {
    const answer = await send(sent());
    expect(answer.status).toBe(status);
    expect(leaks(answer.text + answer.headers)).toBe(false);
  });

  test.each([
    ['answers', 200, (_request, response) => sendJson(response, bundle(observation))],
    ['never answers', 412, () => undefined],
    [
      'fails with what it was asked',
      412,
      ({ url, headers }, response) =>
        sendJson(
          response,
          { resourceType: 'OperationOutcome', issue: [{ diagnostics: JSON.stringify([url, headers]) }] },
          500,
        ),
    ],
    ['breaks off', 412, ({ socket }) => socket.resetAndDestroy()],
  ] satisfies [string, number, typeof fhir.answer][])(
    'a FHIR server that %s',
    async (_what, status, answer) => {
      fhir.answer = answer;
      await gatherer.current?.close();
      delete gatherer.current;
      const { status: got, text } = await send({ body: body({ prefetch: { patient } }) });
      expect([got, text.includes(ACCESS_TOKEN)]).toEqual([status, false]);
      if (got !== 200) expect(leaks(text)).toBe(false);
    },
  );

  test('a request that is answered, one that is explained, and feedback', async () => {
    fhir.answer = (_request, response) => sendJson(response, bundle());
    for (const path of [PATH, `/explain/${VIEW}`]) {
      const { status, text } = await send({ body: body(), path });
      expect([status, text.includes(ACCESS_TOKEN)]).toEqual([200, false]);
    }
    const item = {
      card: canary('card'),
      outcome: 'overridden',
      overrideReason: { userComment: canary('comment') },
    };
    const { status, text } = await send({ body: { feedback: [item] }, path: `${PATH}/feedback` });
    expect([status, text]).toEqual([200, '']);
  });

  test('a caller who leaves in the middle', async () => {
    fhir.answer = () => undefined;
    const answer = fetch(service.url() + PATH, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${tokenOf(claims(PATH))}` },
      body: JSON.stringify(body({ prefetch: { patient } })),
      signal: AbortSignal.timeout(50),
    });
    await expect(answer).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(written.some((line) => line.includes('"code":"aborted"'))).toBe(true);
  });

  test('nothing of them was written anywhere', () => {
    const lines = written.filter((text) => text.startsWith('{"level"'));
    const found = written.filter(leaks);
    record(
      `P1: ${count} canaries and ${tokens.length / 2} tokens through ${errors.length + 8} ways: ${lines.length} log lines, ${found.length} with any of them`,
    );
    expect(count).toBeGreaterThanOrEqual(30);
    expect(lines.length).toBeGreaterThan(errors.length + 7);
    for (const code of [
      'internal',
      'not-authenticated',
      'path-unknown',
      'prefetch-missing',
      'fhir-not-gathered',
    ])
      expect(lines.some((line) => line.includes(`"${code}"`))).toBe(true);
    expect(found).toEqual([]);
  });
});
