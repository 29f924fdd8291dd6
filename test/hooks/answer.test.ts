import { beforeEach, describe, expect, test } from '@jest/globals';
import type { AdviceRequest, Card } from '../../src/core/model/advice.js';
import type { Explanation } from '../../src/core/model/explanation.js';
import { type Answered, createAnswer, type Gathered, type Question } from '../../src/hooks/answer.js';
import { ServiceError } from '../../src/errors.js';
import { client, fakeKnowledge, patientView, resultReview } from '../support/fake-knowledge.js';
import {
  alt,
  b12,
  bundle,
  ferritin,
  outcome,
  RESULT_HOOK,
  reviewRequest,
  viewRequest,
} from '../support/requests.js';
import { labsInFor } from '../support/serve.js';
import { nothingOutlined } from '../support/outlined.js';

const NOW = new Date('2025-11-22T10:00:00Z');
const card = { uuid: 'the card' } as Card;
/** What the advisor was asked, in turns. */
const advised: AdviceRequest[] = [];
/** What the FHIR server was asked, in turns. */
const questions: Question[] = [];
beforeEach(() => {
  advised.length = 0;
  questions.length = 0;
});

type Failed = Gathered['failed'];
const came = (values: object, failed: Record<string, string> = {}, partial: string[] = []): Gathered => ({
  values: new Map(Object.entries(values)),
  failed: new Map(Object.entries(failed)) satisfies Failed,
  partial,
});

/** Answers a body; with `gathered` there is a FHIR server that answers just that. */
function answer(body: unknown, gathered?: Gathered, service = patientView.id): Promise<Answered> {
  const ask = createAnswer({
    knowledge: fakeKnowledge,
    resultHook: RESULT_HOOK,
    advisorFor: (of) => ({
      advise: (request, { now }) => {
        advised.push(request);
        expect([of, now]).toEqual([client, NOW]);
        return {
          cards: [card],
          issues: [],
          outline: nothingOutlined,
          explain: () => ({ service: request.service.id }) as Explanation,
        };
      },
      labsIn: labsInFor(fakeKnowledge, of),
      calledIn: () => [],
    }),
    gather:
      gathered &&
      ((question) => {
        questions.push(question);
        return Promise.resolve(gathered);
      }),
    now: () => NOW,
    newId: () => 'an id',
  });
  return ask(service, body, client);
}

const server = {
  fhirServer: 'https://ehr.example.org/r4',
  fhirAuthorization: { access_token: 'a token', token_type: 'Bearer', scope: 'patient/*.rs' },
};
const everything = {
  patient: { resourceType: 'Patient', id: 'p1' },
  ferritin: bundle(ferritin),
  b12: bundle(b12),
  labs: bundle(alt),
  conditions: bundle(),
};
const from = (): string[] => advised.at(-1)!.resources.map((one) => one.from);

async function refusal(answering: Promise<Answered>): Promise<[string, readonly string[]]> {
  const error: unknown = await answering.catch((thrown: unknown) => thrown);
  if (!(error instanceof ServiceError)) throw new Error('nothing was refused');
  return [error.code, error.where];
}

describe('a request that brings everything', () => {
  test('is answered with the cards of the advisor, and no server is asked', async () => {
    const { cards, noCardsBecause, explain } = await answer(
      viewRequest(everything, server),
      came({ ferritin: bundle() }),
    );
    expect([cards, noCardsBecause, questions]).toEqual([[card], undefined, []]);
    expect(explain()).toEqual({ service: patientView.id });
    expect(advised).toMatchObject([
      { service: patientView, patientId: 'p1', userId: 'Practitioner/u1', unavailable: [], unanswered: [] },
    ]);
    expect(advised[0]).not.toHaveProperty('encounterId');
  });

  test('the codes of its resources are not looked at to tell what was given', async () => {
    const labs: unknown[] = [];
    const ask = createAnswer({
      knowledge: fakeKnowledge,
      resultHook: RESULT_HOOK,
      advisorFor: () => ({
        advise: () => ({
          cards: [],
          issues: [],
          outline: nothingOutlined,
          explain: () => ({}) as Explanation,
        }),
        labsIn: (resource) => (labs.push(resource), []),
        calledIn: () => [],
      }),
      now: () => NOW,
      newId: () => 'an id',
    });
    await ask(patientView.id, viewRequest(everything), client);
    expect(labs).toEqual([]);
    await ask(patientView.id, viewRequest({ labs: bundle(ferritin), b12: null }), client);
    expect(labs).toEqual([ferritin]);
  });
});

describe('what is missing', () => {
  test('is asked for, and nothing else', async () => {
    await answer(viewRequest({ ...everything, labs: undefined, b12: outcome('error') }, server), came({}));
    expect(questions).toEqual([
      {
        client,
        server: server.fhirServer,
        token: 'a token',
        scope: 'patient/*.rs',
        patientId: 'p1',
        queries: new Map([
          ['b12', 'Observation?patient=p1&code=http://loinc.org|2132-9&_sort=-date&_count=10'],
          [
            'labs',
            'Observation?patient=p1&code=http://loinc.org|1742-6,http://loinc.org|777-3,http://loinc.org|26515-7&_sort=-date&_count=100',
          ],
        ]),
      },
    ]);
  });

  test('is not asked for without a server, without a token or without means to ask', async () => {
    const { fhirServer } = server;
    await answer(viewRequest(), came({}));
    await answer(viewRequest(undefined, { fhirServer }), came({}));
    await answer(viewRequest(undefined, server));
    expect([questions, advised.length]).toEqual([[], 3]);
  });

  test('stands, once it came, where it would have stood in prefetch', async () => {
    const { labs: _labs, ...rest } = everything;
    await answer(
      viewRequest({ ...rest, ferritin: outcome('fatal') }, server),
      came({ labs: bundle(alt), ferritin: bundle(ferritin) }),
    );
    expect(from()).toEqual([
      'prefetch.patient',
      'prefetch.ferritin.entry[0]',
      'prefetch.b12.entry[0]',
      'prefetch.labs.entry[0]',
    ]);
    expect([...advised[0]!.given]).toEqual(['ferritin', 'b12']);
    expect(advised[0]).toMatchObject({ unavailable: [], unanswered: [], setAside: [] });
  });

  test('is checked like anything else, and is unanswered when it is none of what was asked for', async () => {
    await answer(
      viewRequest({ ferritin: null, b12: null }, server),
      came({ labs: bundle({ ...alt, status: 7 }), patient: outcome('error') }, { conditions: 'timeout' }),
    );
    expect(advised).toMatchObject([
      {
        resources: [],
        setAside: [{ from: 'prefetch.labs.entry[0]', why: 'malformed', where: 'Observation.status' }],
        unavailable: ['patient', 'conditions'],
        unanswered: ['patient', 'conditions'],
      },
    ]);
  });

  test('is unanswered where it came in part, and merely absent where it could not be asked', async () => {
    await answer(
      viewRequest({ ferritin: null, b12: null }, server),
      came({ labs: bundle(alt) }, { patient: 'scope', conditions: 'not-askable' }, ['labs']),
    );
    expect(advised).toMatchObject([{ unavailable: ['patient', 'conditions'], unanswered: ['labs'] }]);
  });

  test('and came in context is asked for, but is not unanswered', async () => {
    await answer(
      reviewRequest(bundle(ferritin), { ...everything, ferritin: undefined }, server),
      came({}, { ferritin: 'timeout' }),
      resultReview.id,
    );
    expect([...questions[0]!.queries.keys()]).toEqual(['ferritin']);
    expect(advised).toMatchObject([{ unavailable: [], unanswered: [] }]);
  });
});

describe('of what a first page came', () => {
  const next = { link: [{ relation: 'next', url: 'https://ehr.example.org/r4?page=2' }] };
  const { ferritin: _ferritin, labs: _labs, ...rest } = everything;
  const page = { ...rest, ferritin: { ...bundle(ferritin), ...next }, labs: { ...bundle(alt), total: 9 } };
  const asked = (): string[] => [...(questions[0]?.queries.keys() ?? [])];

  test('the whole is asked for, and stands in its place', async () => {
    const all = bundle(ferritin, { ...ferritin, id: 'f2' });
    await answer(viewRequest(page, server), came({ ferritin: { ...all, ...next }, labs: bundle() }));
    expect(asked()).toEqual(['ferritin', 'labs']);
    expect(from().filter((one) => one.includes('ferritin'))).toHaveLength(2);
    expect(advised).toMatchObject([{ unavailable: [], unanswered: [] }]);
  });

  test('it is said to be a part when the whole did not come, or may not be asked for', async () => {
    await answer(viewRequest(page, server), came({}, { ferritin: 'timeout', labs: 'scope' }));
    await answer(viewRequest(page, server), came({ ferritin: bundle(ferritin) }, {}, ['ferritin']));
    await answer(viewRequest(page), came({}));
    expect(advised.map(({ unanswered }) => unanswered)).toEqual([
      ['ferritin', 'labs'],
      ['ferritin', 'labs'],
      ['ferritin', 'labs'],
    ]);
    expect(advised.map(({ unavailable }) => unavailable)).toEqual([[], [], []]);
  });

  test('under a key of the site, what our own keys ask for is asked for', async () => {
    await answer(
      viewRequest({ ...rest, b12: undefined, mine: { ...bundle(ferritin), ...next } }, server),
      came({ ferritin: bundle(ferritin), b12: bundle(), labs: bundle(alt) }),
    );
    expect(asked()).toEqual(['labs', 'ferritin', 'b12']);
    expect(advised).toMatchObject([{ unanswered: [] }]);
  });
});

describe('an empty answer under a key of the site', () => {
  test('is "no data", and is made sure of where a server may be asked', async () => {
    const { ferritin: _ferritin, b12: _b12, ...rest } = everything;
    await answer(
      viewRequest({ ...rest, mine: null }, server),
      came({ ferritin: bundle(ferritin) }, { b12: 'timeout' }),
    );
    expect([...questions[0]!.queries.keys()]).toEqual(['ferritin', 'b12']);
    expect(from()).toContain('prefetch.ferritin.entry[0]');
    expect(advised).toMatchObject([{ unavailable: [], unanswered: [] }]);
  });
});

describe('what was brought', () => {
  /** A result that counts how often its status is read. */
  function counted(): { readonly result: object; readonly reads: () => number } {
    let reads = 0;
    const status = {
      enumerable: true,
      get: () => {
        reads += 1;
        return 'final';
      },
    };
    return { result: Object.defineProperty({ ...ferritin }, 'status', status), reads: () => reads };
  }

  test('is not validated twice', async () => {
    const [alone, completed] = [counted(), counted()];
    await answer(viewRequest({ ferritin: bundle(alone.result) }));
    await answer(
      viewRequest({ ferritin: bundle(completed.result) }, server),
      came({ b12: bundle(b12), labs: bundle(alt), conditions: bundle() }),
    );
    expect(questions).toHaveLength(1);
    expect(from()).toEqual(['prefetch.ferritin.entry[0]', 'prefetch.b12.entry[0]', 'prefetch.labs.entry[0]']);
    expect(alone.reads()).toBeGreaterThan(0);
    expect(completed.reads()).toBe(alone.reads());
  });

  test('what is fetched later under the id of a result in context is told from it', async () => {
    const older = { ...ferritin, status: 'preliminary' };
    await answer(
      reviewRequest(bundle(ferritin), { b12: null }, server),
      came({ ferritin: bundle(older, { ...older, id: 'f0' }) }),
      resultReview.id,
    );
    expect(from()).toEqual([
      'context.results.entry[0]',
      'prefetch.ferritin.entry[0]',
      'prefetch.ferritin.entry[1]',
    ]);
    expect(advised[0]!.resources.map(({ inContext }) => inContext)).toEqual([true, false, false]);
  });
});

describe('where no card may be shown', () => {
  const patient = { context: { patientId: 'p1', userId: 'Patient/p1' } };
  const silences: [why: string, body: unknown, service: string][] = [
    ['user-is-patient', viewRequest({}, { ...server, ...patient }), patientView.id],
    ['no-lab-in-results', reviewRequest(bundle(), {}, server), resultReview.id],
  ];

  test.each(silences)(
    '%s: no server is asked, nothing is worked out, and it is no 412',
    async (why, body, service) => {
      const { cards, noCardsBecause } = await answer(body, came({ ferritin: bundle(ferritin) }), service);
      expect([cards, noCardsBecause, questions, advised]).toEqual([[], why, [], []]);
    },
  );

  test.each(silences)('%s: the reasoning can be had all the same', async (why, body, service) => {
    const { explain } = await answer(body, came({}), service);
    expect(explain()).toEqual({ service, cards: [], noCardsBecause: why });
    expect(advised).toHaveLength(1);
  });
});

describe('what cannot be answered', () => {
  test('a service there is not', async () => {
    expect(await refusal(answer(viewRequest(), undefined, 'no-such-service'))).toEqual([
      'service-unknown',
      [],
    ]);
  });

  test('a body that is no request', async () => {
    expect(await refusal(answer('x'))).toEqual(['request-not-json', []]);
    expect(await refusal(answer({ ...viewRequest(), hookInstance: 7 }))).toEqual([
      'request-invalid',
      ['hookInstance'],
    ]);
  });

  test('a request without any result a card could be about names the keys that lack', async () => {
    const missing = ['prefetch-missing', ['prefetch.ferritin', 'prefetch.b12']];
    expect(await refusal(answer(viewRequest({ labs: bundle(alt) })))).toEqual(missing);
    expect(await refusal(answer(viewRequest({}, server), came({}, { ferritin: 'timeout' })))).toEqual(
      missing,
    );
    expect([questions.length, advised]).toEqual([1, []]);
  });

  test('a request all of another patient names where that stands, and no server is asked', async () => {
    const foreign = { ...ferritin, subject: { reference: 'Patient/p2' } };
    const body = viewRequest(
      { patient: { resourceType: 'Patient', id: 'p2' }, mine: bundle(foreign) },
      server,
    );
    expect(await refusal(answer(body, came({ ferritin: bundle(ferritin) })))).toEqual([
      'prefetch-of-another-patient',
      ['prefetch.patient', 'prefetch.mine.entry[0]'],
    ]);
    const many = bundle(...Array.from({ length: 30 }, () => foreign));
    expect((await refusal(answer(reviewRequest(many), undefined, resultReview.id)))[1]).toHaveLength(10);
    expect([questions, advised]).toEqual([[], []]);
  });

  test('one of them is enough, also when it is fetched', async () => {
    await answer(viewRequest({}, server), came({ b12: null }, { ferritin: 'timeout' }));
    expect(advised.map(({ given }) => [...given])).toEqual([['b12']]);
  });
});
