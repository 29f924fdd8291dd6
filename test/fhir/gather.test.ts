import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import nock from 'nock';
import type { ServerResponse } from 'node:http';
import type { Gathered } from '../../src/fhir/ask-all.js';
import { type Asked, createGatherer, type Gatherer } from '../../src/fhir/gather.js';
import { systemNow } from '../support/clock.js';
import { bundleOf, man, resultOf } from '../support/ask.js';
import { TOKEN } from '../support/fetching.js';
import { loopbackServer, sendJson } from '../support/fhir-server.js';

const SERVER = 'https://ehr.example.org/r4';
const client = { id: 'ehr', fhirServers: [SERVER] };
const reported: Record<string, unknown>[] = [];
let gatherer: Gatherer;

beforeAll(() => {
  nock.disableNetConnect();
  nock.enableNetConnect('127.0.0.1');
});
beforeEach(() => {
  reported.length = 0;
  gatherer = createGatherer({ deadline: 3_000, clients: [client], report: (line) => reported.push(line) });
});
afterEach(async () => {
  nock.cleanAll();
  await gatherer.close();
});
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

function ask(queries: Record<string, string>, more: Partial<Asked> = {}): Promise<Gathered> {
  return gatherer.gather({
    client,
    server: SERVER,
    token: TOKEN,
    patientId: 'patient-1',
    queries: new Map(Object.entries(queries)),
    ...more,
  });
}

const ehr = (): nock.Scope => nock('https://ehr.example.org');
const search = (type: string, more = ''): string => `${type}?patient=patient-1${more}`;
const labs = (count: number, start = 0): object[] =>
  Array.from({ length: count }, (_, index) =>
    resultOf('ferritin', 900, {
      id: `f${start + index}`,
      effectiveDateTime: `2026-01-${String(28 - start - index).padStart(2, '0')}`,
    }),
  );
const page = (resources: readonly unknown[], next?: string): object => ({
  ...bundleOf(resources),
  ...(next !== undefined && { link: [{ relation: 'next', url: next }] }),
});

describe('what is asked', () => {
  test('GET with the token and the FHIR media type, without cookies, `|` and `//` encoded', async () => {
    ehr()
      .get('/r4/Observation')
      .query({ patient: 'patient-1', code: 'http://loinc.org|2276-4', _count: '10' })
      .matchHeader('authorization', `Bearer ${TOKEN}`)
      .matchHeader('accept', 'application/fhir+json')
      .matchHeader('cookie', (value) => value === undefined)
      .reply(function () {
        expect(this.req.path).toContain('code=http:%2F%2Floinc.org%7C2276-4');
        return [200, bundleOf(labs(1)), { 'Set-Cookie': 'a=b' }];
      });
    ehr().get('/r4/Patient/patient-1').reply(200, man);
    const { values, failed, partial } = await ask({
      ferritin: search('Observation', '&code=http://loinc.org|2276-4&_count=10'),
      patient: 'Patient/patient-1',
    });
    expect([...values.keys()]).toEqual(['ferritin', 'patient']);
    expect(values.get('patient')).toEqual(man);
    expect([failed.size, partial, reported]).toEqual([0, [], []]);
  });

  test('a slash at the end of the base, and the default port, are the same server', async () => {
    for (const server of [`${SERVER}/`, 'https://ehr.example.org:443/r4', 'https://EHR.example.org/r4']) {
      ehr().get('/r4/Patient/patient-1').reply(200, man);
      expect((await ask({ patient: 'Patient/patient-1' }, { server })).values.size).toBe(1);
    }
  });

  test('a tenant below the agreed base is asked there', async () => {
    ehr().get('/r4/tenant-1/Patient/patient-1').reply(200, man);
    const { values } = await ask({ patient: 'Patient/patient-1' }, { server: `${SERVER}/tenant-1` });
    expect(values.size).toBe(1);
  });

  test.each<[string, string | undefined, string[]]>([
    ['v1', 'patient/Observation.read launch', ['Observation']],
    ['v1 wildcard', 'user/*.*', ['Patient', 'Observation', 'Condition']],
    ['v1 write', 'patient/Observation.write patient/Condition.read', ['Condition']],
    ['v2', 'patient/Observation.rs patient/Condition.r patient/Patient.s', ['Observation']],
    ['v2 with all rights', 'patient/Patient.cruds system/Condition.s', ['Patient', 'Condition']],
    ['v2 with a query', 'patient/Observation.rs?category=laboratory', ['Observation']],
    ['no resource scope', 'openid launch', ['Patient', 'Observation', 'Condition']],
    ['the words of Epic', 'Patient.Read (R4); Observation.Search', ['Patient', 'Observation', 'Condition']],
    ['none', undefined, ['Patient', 'Observation', 'Condition']],
  ])('scope %s', async (_name, scope, granted) => {
    const asked: string[] = [];
    ehr()
      .persist()
      .get(/.*/u)
      .reply((path) => {
        asked.push(/r4\/(\w+)/.exec(path)?.[1] ?? '');
        return [200, path.includes('/Patient/') ? man : bundleOf([])];
      });
    const { values, failed } = await ask(
      { patient: 'Patient/patient-1', labs: search('Observation'), problems: search('Condition') },
      scope === undefined ? {} : { scope },
    );
    expect(asked.sort()).toEqual(granted.slice().sort());
    expect(values.size).toBe(granted.length);
    expect([...new Set(failed.values())]).toEqual(granted.length === 3 ? [] : ['scope']);
  });
});

describe('once more', () => {
  test.each([502, 503, 504])('after %i', async (status) => {
    ehr().get('/r4/Patient/patient-1').reply(status).get('/r4/Patient/patient-1').reply(200, man);
    expect((await ask({ patient: 'Patient/patient-1' })).values.size).toBe(1);
  });

  test('after a connection that broke', async () => {
    ehr().get('/r4/Patient/patient-1').replyWithError('reset').get('/r4/Patient/patient-1').reply(200, man);
    expect((await ask({ patient: 'Patient/patient-1' })).values.size).toBe(1);
  });

  test('but not twice more', async () => {
    const scope = ehr().get('/r4/Patient/patient-1').times(3).reply(503);
    expect([...(await ask({ patient: 'Patient/patient-1' })).failed]).toEqual([['patient', 'server-error']]);
    expect(scope.pendingMocks()).toHaveLength(1);
    expect(reported).toEqual([
      { level: 'warn', event: 'fhir-not-gathered', client: 'ehr', 'server-error': 1 },
    ]);
  });

  test.each([
    ['it says when to come back', 503, { 'Retry-After': '5' }, 'server-error'],
    ['500', 500, {}, 'server-error'],
    ['401', 401, {}, 'refused'],
    ['403', 403, {}, 'refused'],
    ['404 of a read', 404, {}, 'refused'],
    ['429', 429, {}, 'refused'],
  ])('and not when %s', async (_name, status, headers, why) => {
    const scope = ehr().get('/r4/Patient/patient-1').times(2).reply(status, {}, headers);
    expect([...(await ask({ patient: 'Patient/patient-1' })).failed]).toEqual([['patient', why]]);
    expect(scope.pendingMocks()).toHaveLength(1);
  });
});

describe('a search that a server does not take as an address', () => {
  const server = loopbackServer();
  const codes = Array.from({ length: 100 }, (_, index) => `http://loinc.org|${1000 + index}-1`).join(',');
  const query = search('Observation', `&code=${codes}&_sort=-date&_count=50`);
  let posting: Gatherer;
  const gatherFrom = (queries: Record<string, string>): Promise<Gathered> =>
    posting.gather({
      client: { id: 'ehr', fhirServers: [server.base()] },
      server: server.base(),
      token: TOKEN,
      patientId: 'patient-1',
      queries: new Map(Object.entries(queries)),
    });
  const asked: { method?: string; url?: string; type?: string; accept?: string; body: string }[] = [];
  const answerPost = (status: number, answer: (response: ServerResponse) => void): void => {
    server.answer = (request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const { method, url, headers } = request;
        asked.push({ method, url, type: headers['content-type'], accept: headers.accept, body } as never);
        if (method === 'POST') answer(response);
        else sendJson(response, {}, status);
      });
    };
  };
  beforeEach(() => {
    server.clear();
    asked.length = 0;
    posting = createGatherer({ deadline: 3_000, clients: [{ id: 'ehr', fhirServers: [server.base()] }] });
  });
  afterEach(() => posting.close());

  test.each([400, 404, 413, 414])('is posted after %i', async (status) => {
    answerPost(status, (response) => sendJson(response, bundleOf(labs(1))));
    const { values, failed } = await gatherFrom({ ferritin: query });
    expect([[...values.keys()], failed.size]).toEqual([['ferritin'], 0]);
    expect(asked.map(({ method, url }) => [method, url?.split('?')[0]])).toEqual([
      ['GET', '/fhir/Observation'],
      ['POST', '/fhir/Observation/_search'],
    ]);
    const [, posted] = asked;
    expect([posted?.type, posted?.accept]).toEqual([
      'application/x-www-form-urlencoded',
      'application/fhir+json',
    ]);
    expect(Object.fromEntries(new URLSearchParams(posted?.body))).toEqual({
      patient: 'patient-1',
      code: codes,
      _sort: '-date',
      _count: '50',
    });
    expect(server.calls.map(({ authorization }) => authorization)).toEqual([
      `Bearer ${TOKEN}`,
      `Bearer ${TOKEN}`,
    ]);
  });

  test('once, and what is refused both ways did not come', async () => {
    answerPost(414, (response) => sendJson(response, {}, 414));
    expect([...(await gatherFrom({ ferritin: query })).failed]).toEqual([['ferritin', 'refused']]);
    expect(server.calls).toHaveLength(2);
  });

  test.each([401, 403, 405, 410, 429, 500])('is not posted after %i', async (status) => {
    answerPost(status, (response) => sendJson(response, bundleOf([])));
    expect((await gatherFrom({ ferritin: query })).values.size).toBe(0);
    expect(server.calls).toHaveLength(1);
  });

  test('a read is never posted', async () => {
    answerPost(404, (response) => sendJson(response, man));
    expect([...(await gatherFrom({ patient: 'Patient/patient-1' })).failed]).toEqual([
      ['patient', 'refused'],
    ]);
    expect(server.calls).toHaveLength(1);
  });

  test('within the same deadline', async () => {
    await posting.close();
    posting = createGatherer({ deadline: 300, clients: [{ id: 'ehr', fhirServers: [server.base()] }] });
    answerPost(404, () => undefined);
    expect([...(await gatherFrom({ ferritin: query })).failed]).toEqual([['ferritin', 'timeout']]);
  });
});

describe('pages', () => {
  const newest = search('Observation', '&_sort=-date&_count=10');

  test('are followed until there are as many as asked for', async () => {
    ehr()
      .get('/r4/Observation')
      .query({ patient: 'patient-1', _sort: '-date', _count: '10' })
      .reply(200, page(labs(6), `${SERVER}/Observation?page=2`))
      .get('/r4/Observation?page=2')
      .reply(200, page(labs(6, 6), `${SERVER}/Observation?page=3`));
    const { values, partial } = await ask({ ferritin: newest });
    expect((values.get('ferritin') as { entry: unknown[] }).entry).toHaveLength(12);
    expect(partial).toEqual([]);
  });

  test('are followed to the end where nothing was sorted, relative and at the base too', async () => {
    ehr()
      .get('/r4/Condition?patient=patient-1&_count=1')
      .reply(200, page([{ resourceType: 'Condition' }], '/r4?_getpages=1'))
      .get('/r4?_getpages=1')
      .reply(200, page([{ resourceType: 'Condition' }], 'r4/Condition?page=3'))
      .get('/r4/Condition?page=3')
      .reply(200, page([{ resourceType: 'Condition' }]));
    const { values, partial } = await ask({ problems: search('Condition', '&_count=1') });
    expect((values.get('problems') as { entry: unknown[] }).entry).toHaveLength(3);
    expect(partial).toEqual([]);
  });

  test('are followed beyond the number where the server did not sort', async () => {
    ehr()
      .get('/r4/Observation')
      .query(true)
      .reply(200, page(labs(10).reverse(), `${SERVER}/Observation?page=2`))
      .get('/r4/Observation?page=2')
      .reply(200, page([]));
    const { partial } = await ask({ ferritin: newest });
    expect([partial, nock.isDone()]).toEqual([[], true]);
  });

  test('that fail leave the first, which is said to be a part', async () => {
    ehr()
      .get('/r4/Observation')
      .query({ patient: 'patient-1', _sort: '-date', _count: '10' })
      .reply(200, page(labs(2), `${SERVER}/Observation?page=2`))
      .get('/r4/Observation?page=2')
      .reply(500);
    const { values, failed, partial } = await ask({ ferritin: newest });
    expect([values.size, failed.size, partial]).toEqual([1, 0, ['ferritin']]);
  });

  test('are ten at most beyond the first', async () => {
    let pages = 0;
    ehr()
      .persist()
      .get('/r4/Condition')
      .query(true)
      .reply(() => [200, page([], `${SERVER}/Condition?page=${++pages}`)]);
    const { partial } = await ask({ a: search('Condition'), b: search('Condition', '&_count=5') });
    expect([pages, partial]).toEqual([12, ['a', 'b']]);
  });

  test('hold 5,000 entries at most, over all that is asked for, Bundles inside included', async () => {
    const many = (count: number): object[] =>
      Array.from({ length: count }, () => ({ resourceType: 'Basic' }));
    ehr()
      .get('/r4/Observation')
      .query(true)
      .reply(200, page(many(7_000), `${SERVER}/Observation?page=2`));
    const alone = await ask({ a: search('Observation') });
    expect((alone.values.get('a') as { entry: unknown[] }).entry).toHaveLength(5_000);
    expect(alone.partial).toEqual(['a']);

    ehr()
      .get('/r4/Condition')
      .query(true)
      .reply(200, page([...many(1_000), bundleOf(many(3_990))], `${SERVER}/Condition?page=2`))
      .get('/r4/Condition?page=2')
      .reply(200, page(many(9), `${SERVER}/Condition?page=3`));
    const { values, partial } = await ask({ a: search('Condition') });
    expect((values.get('a') as { entry: unknown[] }).entry).toHaveLength(1_010);
    expect(partial).toEqual(['a']);
  });

  test('that lead in a circle are asked once', async () => {
    let asked = 0;
    ehr()
      .persist()
      .get('/r4/Condition')
      .query(true)
      .reply(() => [200, (asked++, page([], `${SERVER}/Condition?page=2`))]);
    expect((await ask({ a: search('Condition') })).partial).toEqual(['a']);
    expect(asked).toBe(2);
  });
});

describe('what counts as an answer', () => {
  test.each<[string, string, unknown, string | undefined]>([
    ['an empty Bundle', 'search', bundleOf([]), undefined],
    [
      'an outcome that remarks',
      'search',
      { resourceType: 'OperationOutcome', issue: [{ severity: 'warning' }] },
      undefined,
    ],
    [
      'an outcome that failed',
      'search',
      { resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] },
      'not-fhir',
    ],
    ['an outcome without issue', 'search', { resourceType: 'OperationOutcome' }, 'not-fhir'],
    ...[null, 7, 'x', []].map((issue): [string, string, unknown, string] => [
      `an outcome whose issue is ${JSON.stringify(issue)}`,
      'search',
      { resourceType: 'OperationOutcome', issue: [issue] },
      'not-fhir',
    ]),
    ['a resource instead of a Bundle', 'search', man, 'not-fhir'],
    [
      'results of another patient',
      'search',
      bundleOf([resultOf('ferritin', 9, { subject: { reference: 'https://x/Patient/2' } })]),
      'other-patient',
    ],
    [
      'one of another among ours',
      'search',
      bundleOf([...labs(1), resultOf('ferritin', 9, { subject: { reference: 'Patient/2' } })]),
      undefined,
    ],
    ['another patient', 'read', { ...man, id: '2' }, 'other-patient'],
    ['a patient without id', 'read', { resourceType: 'Patient' }, 'other-patient'],
    ['a Bundle instead of a patient', 'read', bundleOf([man]), 'not-fhir'],
  ])('%s', async (_name, kind, body, why) => {
    ehr()
      .get(/.*/u)
      .reply(200, body as object);
    const { values, failed } = await ask({
      it: kind === 'read' ? 'Patient/patient-1' : search('Observation'),
    });
    expect([values.size, failed.get('it')]).toEqual([why === undefined ? 1 : 0, why]);
  });

  test('more than 5 MB is none', async () => {
    ehr()
      .get(/.*/u)
      .reply(200, { ...bundleOf([]), text: 'x'.repeat(5_000_000) });
    expect((await ask({ it: search('Observation') })).failed.get('it')).toBe('too-large');
  });

  test('`__proto__` is left out', async () => {
    ehr()
      .get(/.*/u)
      .reply(200, '{"resourceType":"Bundle","__proto__":{"polluted":1},"\\u005f_proto__":{"x":1}}');
    const { values } = await ask({ it: search('Observation') });
    expect(Object.keys(values.get('it') as object)).toEqual(['resourceType']);
  });
});

describe('the breaker', () => {
  const server = loopbackServer();
  const hanging = (): void => {
    server.answer = () => undefined;
  };
  const good = (): void => {
    server.answer = (_request, response) => sendJson(response, bundleOf([]));
  };
  let breaking: Gatherer;
  const round = (queries: Record<string, string> = { a: search('Observation') }): Promise<Gathered> =>
    breaking.gather({
      client: { id: 'ehr', fhirServers: [server.base()] },
      server: server.base(),
      token: TOKEN,
      patientId: 'patient-1',
      queries: new Map(Object.entries(queries)),
    });
  beforeEach(() => {
    server.clear();
    breaking = createGatherer({ deadline: 800, clients: [{ id: 'ehr', fhirServers: [server.base()] }] });
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await breaking.close();
  });

  test('opens after five requests in a row that got nothing, and tries again after eight seconds', async () => {
    hanging();
    for (let time = 0; time < 5; time++)
      expect([
        ...(await round({ a: search('Observation'), b: search('Condition') })).failed.values(),
      ]).toEqual(['timeout', 'timeout']);
    const calls = server.calls.length;
    good();
    expect([...(await round()).failed]).toEqual([['a', 'left-alone']]);
    expect(server.calls.length).toBe(calls);

    const now = systemNow().getTime();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now + 7_900);
    expect([...(await round()).failed]).toEqual([['a', 'left-alone']]);
    clock.mockReturnValue(now + 8_100);
    hanging();
    expect([...(await round()).failed]).toEqual([['a', 'timeout']]);
    good();
    expect([...(await round()).failed]).toEqual([['a', 'left-alone']]);
    clock.mockReturnValue(now + 20_300);
    expect((await round()).values.size).toBe(1);
    expect((await round()).values.size).toBe(1);
  });

  test('stays closed where one query of each request fails, or the server refuses', async () => {
    server.answer = ({ url = '' }, response) =>
      url.includes('Condition') ? sendJson(response, {}, 500) : sendJson(response, bundleOf([]));
    for (let time = 0; time < 8; time++)
      expect([...(await round({ a: search('Observation'), b: search('Condition') })).failed]).toEqual([
        ['b', 'server-error'],
      ]);
    server.answer = (_request, response) => sendJson(response, {}, 403);
    for (let time = 0; time < 8; time++) expect([...(await round()).failed]).toEqual([['a', 'refused']]);
  });

  test('one server left alone does not keep another from being asked', async () => {
    hanging();
    for (let time = 0; time < 6; time++) await round();
    ehr().get('/r4/Patient/patient-1').reply(200, man);
    expect((await ask({ patient: 'Patient/patient-1' })).values.size).toBe(1);
  });
});
