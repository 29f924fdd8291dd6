import { describe, expect, test } from '@jest/globals';
import { TODAY } from '../support/clock.js';
import { ask, bundleOf, man, resultOf, REVIEW, reviewOf, subject, VIEW, viewOf } from '../support/ask.js';
import { access, cardsOf, serveFetching, textOf } from '../support/fetching.js';
import { loopbackServer, sendJson } from '../support/fhir-server.js';
import { serveShipped } from '../support/shipped.js';

// What real clients were seen to send, on both hooks: answered, or refused with a reason that is true.

type Json = Readonly<Record<string, unknown>>;
const service = serveShipped();
const high = resultOf('ferritin', 620);
const hooks = [
  ['patient-view', VIEW, viewOf([high])],
  ['result-review', REVIEW, reviewOf([high])],
] as const;
const next = { link: [{ relation: 'next', url: 'https://ehr.example.org/fhir?page=2' }] };

async function refused(id: string, body: unknown): Promise<[number, string | undefined, ...string[]]> {
  const answer = await service.post(`/cds-services/${id}`, body);
  const { issue = [] } = (await answer.json()) as Partial<fhir4.OperationOutcome>;
  return [answer.status, issue[0]?.details?.coding?.[0]?.code, ...(issue[0]?.expression ?? [])];
}

describe.each(hooks)('%s', (_hook, id, body) => {
  const context = body['context'] as Json;
  const prefetch = body['prefetch'] as Json;

  test.each<[string, Json]>([
    ['an encounter with its type', { context: { ...context, encounterId: 'Encounter/e1' } }],
    ['an empty encounter', { context: { ...context, encounterId: '' } }],
    ['an empty server', { fhirServer: '', fhirAuthorization: { access_token: 'x' } }],
    ['a scheme in capitals', { fhirServer: 'HTTP://ehr.example.org/fhir/' }],
    [
      'a token of null',
      { fhirServer: 'http://ehr.example.org/fhir', fhirAuthorization: { access_token: null } },
    ],
    ['empty access', { fhirServer: 'http://ehr.example.org/fhir', fhirAuthorization: {} }],
    ['a hookInstance that is no UUID', { hookInstance: 'workflow-hook-001' }],
    [
      'prefetch wrapped as entries of a batch',
      {
        prefetch: Object.fromEntries(
          Object.entries(prefetch).map(([key, resource]) => [
            key,
            { response: { status: '200 OK' }, resource },
          ]),
        ),
      },
    ],
  ])('%s makes the cards that the same request without it makes', async (_name, more) => {
    const without = await ask(service, body, id);
    const { cards } = await ask(service, { ...body, ...more }, id);
    expect(cards.map(({ summary }) => summary)).toEqual(without.cards.map(({ summary }) => summary));
    expect(cards[0]?.summary).toContain('Raised ferritin');
  });

  test('the encounter is that of the order, whatever stood before its id', async () => {
    const { cards } = await ask(
      service,
      { ...body, context: { ...context, encounterId: 'Encounter/e1' } },
      id,
    );
    const orders = cards.flatMap(({ suggestions = [] }) => suggestions.flatMap(({ actions }) => actions));
    expect(orders.length).toBeGreaterThan(0);
    expect(new Set(orders.map(({ resource }) => resource.encounter?.reference))).toEqual(
      new Set(['Encounter/e1']),
    );
  });

  test('every order has an id of its own', async () => {
    const { cards } = await ask(service, body, id);
    const ids = cards.flatMap(({ suggestions = [] }) =>
      suggestions.flatMap(({ actions }) => actions.map(({ resource }) => resource.id)),
    );
    expect(ids.every((one) => typeof one === 'string' && /^[A-Za-z0-9\-.]{1,64}$/u.test(one))).toBe(true);
  });

  test.each(['M', 'Male', 'F', 'Female', 'FEMALE', ' '])(
    'a gender of %j is left out, and its resource stays',
    async (gender) => {
      const patient = { ...man, gender };
      const { cards, explanation } = await ask(service, { ...body, prefetch: { ...prefetch, patient } }, id);
      expect(explanation.patient).toEqual({ age: expect.any(Number) });
      expect(explanation.setAside).toEqual([
        {
          from: 'prefetch.patient.gender',
          why: 'element-malformed',
          where: 'Patient.gender',
          resourceType: 'Patient',
        },
      ]);
      expect(textOf(cards)).toContain('Sex is not known');
    },
  );

  test('everything of another patient is refused, and said to be', async () => {
    const another = { reference: 'Patient/1' };
    const results = bundleOf([{ ...high, subject: another }]);
    const foreign = {
      ...body,
      context: { ...context, ...(id === REVIEW && { results }) },
      prefetch: { Patient: { ...man, id: '1' }, Observation: results },
    };
    expect((await refused(id, foreign)).slice(0, 2)).toEqual([412, 'prefetch-of-another-patient']);
  });
});

describe('a hook that hands over a result which is not read is answered with why', () => {
  const name = { coding: [{ system: 'urn:example:lab', code: 'X1' }], text: 'Serum ferritin' };
  const code = { coding: [{ system: 'http://loinc.org/vs', code: '2276-4' }] };
  const dashed = { coding: [{ system: 'http://loinc.org', code: '2276\u20114' }] };
  const display = { coding: [{ display: 'Ferritin' }] };
  const mapped = { coding: [{ system: 'http://loinc.org', code: '2276-4' }] };
  test.each<[string, Json, string]>([
    ['a code that is not mapped, by its name', { code: name }, 'ferritin-not-mapped'],
    ['a code of LOINC under a system nobody knows', { code }, 'ferritin-not-mapped'],
    ['a code with the dash of a word processor', { code: dashed }, 'ferritin-not-mapped'],
    ['a display alone', { code: display }, 'ferritin-not-mapped'],
    ['no subject', { subject: undefined }, 'ferritin-not-this-patient'],
    ['two codes in a list', { code: [mapped, mapped] }, 'ferritin-malformed'],
    ['a bare word for a code', { code: 'ferritin' }, 'ferritin-malformed'],
  ])('%s', async (_name, patch, why) => {
    const body = reviewOf([resultOf('ferritin', 9000, patch)], { ferritin: bundleOf([]), b12: bundleOf([]) });
    const { cards, explanation } = await ask(service, body, REVIEW);
    expect(explanation.context).toEqual([why]);
    expect(cards.map(({ summary }) => summary)).toEqual([expect.stringMatching(/^Not evaluated: /u)]);
  });

  test('nothing of our labs still makes no card, whatever prefetch holds', async () => {
    const potassium = resultOf('ferritin', 4, {
      code: { coding: [{ system: 'http://loinc.org', code: '2823-3' }] },
    });
    const { cards } = await ask(service, reviewOf([potassium], { ferritin: bundleOf([high]) }), REVIEW);
    expect(cards).toEqual([]);
  });
});

describe('shapes of a result that say what they mean are read', () => {
  const shapes: [string, Json][] = [
    ['null for what is absent', { referenceRange: null, interpretation: null, component: null, note: null }],
    [
      'null and nothing inside',
      { code: { coding: [{ system: 'http://loinc.org', code: '2276-4', display: null }], text: '' } },
    ],
    ['blanks around a system', { code: { coding: [{ system: ' http://loinc.org ', code: '2276-4' }] } }],
    ['blanks around a code', { code: { coding: [{ system: 'http://loinc.org', code: ' 2276-4 ' }] } }],
    ['a list of one code', { code: [{ coding: [{ system: 'http://loinc.org', code: '2276-4' }] }] }],
    ['a code that is a number', { code: { coding: [{ system: 'http://snomed.info/sct', code: 489004 }] } }],
    ['an id that is a number', { id: 12 }],
    ['a status in capitals', { status: 'FINAL' }],
    ['a time without seconds', { effectiveDateTime: `${TODAY}T01:00+00:00` }],
    ['a time without a zone', { effectiveDateTime: `${TODAY} 01:00:00` }],
  ];
  test.each(shapes)('%s', async (_name, patch) => {
    const shaped = resultOf('ferritin', 620, patch);
    for (const [body, id] of [
      [viewOf([shaped]), VIEW],
      [reviewOf([shaped]), REVIEW],
    ] as const) {
      const { cards, explanation } = await ask(service, body, id);
      expect(cards.map(({ summary }) => summary)).toEqual([
        'Raised ferritin (620 ng/mL): consider liver work-up',
      ]);
      expect(explanation.context).toEqual([]);
    }
  });

  test.each<[string, number, Json, boolean]>([
    ['a flag as a bare word', 290, { interpretation: 'H' }, true],
    ['flags as bare words', 290, { interpretation: ['H'] }, true],
    ['an end of a range as a bare number', 290, { referenceRange: [{ high: 200 }] }, true],
    ['an end of a range as a number in a text', 380, { referenceRange: [{ low: '30', high: '400' }] }, false],
    [
      'ages as numbers in texts',
      380,
      { referenceRange: [{ age: { low: { value: '18' } }, high: { value: 400 } }] },
      false,
    ],
    [
      'for whom, in a bare word',
      290,
      { referenceRange: [{ appliesTo: 'male', high: { value: 200 } }] },
      true,
    ],
  ])('%s', async (_name, value, patch, raised) => {
    const { cards } = await ask(service, viewOf([resultOf('ferritin', value, patch)]));
    expect(cards.map(({ source }) => source.topic.code)).toEqual(raised ? ['raisedFerritin'] : []);
  });

  test('a day of birth with a time is that day', async () => {
    const patient = { ...man, birthDate: '1966-03-01T00:00:00Z' };
    const { explanation } = await ask(service, viewOf([high], { patient }));
    expect(explanation.patient).toEqual({ age: 60, sex: 'male' });
  });
});

test('a card says of an end that is outside itself no more than is true', async () => {
  const at = await ask(service, viewOf([resultOf('ferritin', 400, { referenceRange: [{ text: '<400' }] })]));
  expect(textOf(at.cards)).toContain('(limit \\<400;');
  const over = await ask(
    service,
    viewOf([resultOf('ferritin', 401, { referenceRange: [{ text: '<400' }] })]),
  );
  expect(textOf(over.cards)).toContain('(limit \\<400;');
});

test.each([
  [
    '800-900 ng/mL',
    { valueRange: { low: { value: 800, unit: 'ng/mL' }, high: { value: 900, unit: 'ng/mL' } } },
  ],
  ['SampledData', { valueSampledData: { origin: { value: 0 }, period: 1, dimensions: 1, data: '812' } }],
  ['Decimal', { valueDecimal: 812 }],
  ['true', { valueBoolean: true }],
])('a value that is no number is named by what it says, or what it is: %s', async (name, value) => {
  const { cards } = await ask(
    service,
    viewOf([resultOf('ferritin', 1, { valueQuantity: undefined, ...value })]),
  );
  expect(textOf(cards)).toContain(`is not a number this service can read (${name}): not evaluated`);
});

describe('what a client asked for in vain is said, and not taken for "none"', () => {
  test.each<[string, unknown]>([
    ['an outcome that says so', { resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] }],
    ['a Bundle written as text', JSON.stringify(bundleOf([high]))],
    ['a list', [high]],
    ['an empty object', {}],
    ['false', false],
  ])('%s', async (_name, ferritin) => {
    const { cards, explanation } = await ask(service, viewOf([], { ferritin, b12: bundleOf([]) }));
    expect(explanation.context).toEqual(['ferritin-not-answered']);
    expect(cards).toHaveLength(1);
  });
});

describe('what tells nothing of the results is not taken for "none"', () => {
  const problem = { resourceType: 'Condition', id: 'c', subject, code: { text: 'Cirrhosis' } };

  test.each<[string, Json]>([
    ['an empty list of problems', { problems: bundleOf([]) }],
    ['no problems', { problems: null }],
    ['a problem', { problems: bundleOf([problem]) }],
    ['no medicines and no allergies', { meds: bundleOf([]), allergies: null }],
  ])('%s', async (_name, prefetch) => {
    const body = { ...viewOf([]), prefetch: { patient: man, ...prefetch } };
    expect((await refused(VIEW, body)).slice(0, 2)).toEqual([412, 'prefetch-missing']);
  });

  test.each<[string, Json]>([
    ['no results', { labs: null }],
    ['an empty list of results', { item1: bundleOf([]) }],
  ])('and %s is an answer', async (_name, prefetch) => {
    const { cards } = await ask(service, { ...viewOf([]), prefetch: { patient: man, ...prefetch } });
    expect(cards).toEqual([]);
  });
});

describe('of which a first page came', () => {
  const low = (lab: string): unknown => resultOf(lab, 20, { effectiveDateTime: '2026-01-03' });
  const page = (lab: string): Json => ({ ...bundleOf([low(lab)]), total: 40, ...next });

  test.each<[string, Json]>([
    ['under our keys', { ferritin: page('ferritin'), b12: page('b12') }],
    ['under a key of the site', { observations: { ...bundleOf([low('ferritin'), low('b12')]), ...next } }],
  ])('is said to be a part, %s', async (_name, pages) => {
    const { cards } = await ask(service, { ...viewOf([]), prefetch: { patient: man, ...pages } });
    const text = textOf(cards);
    for (const lab of ['Ferritin', 'Vitamin B12'])
      expect(text).toContain(`${lab} results came only in part: a newer one may be missing`);
  });

  const server = loopbackServer();
  const fetching = serveFetching(() => [server.base()], { deadline: 10_000 });

  test('the rest is fetched where it may be', async () => {
    server.answer = ({ url = '' }, response) =>
      sendJson(
        response,
        bundleOf(
          decodeURIComponent(url).includes('|2276-4') ? [low('ferritin'), { ...high, id: 'new' }] : [],
        ),
      );
    const body = { ...viewOf([]), prefetch: { patient: man, ferritin: page('ferritin'), b12: null } };
    const cards = await cardsOf(
      await fetching.post(`/cds-services/${VIEW}`, { ...body, ...access(server.base()) }),
    );
    expect(cards[0]?.summary).toContain('Raised ferritin (620 ng/mL)');
    expect(textOf(cards)).not.toContain('only in part');
  });

  test('a server that takes no long addresses is asked by POST, and the scores are there', async () => {
    server.clear();
    server.answer = ({ url = '', method }, response) => {
      if (url.length > 300) sendJson(response, {}, 414);
      else if (method === 'POST')
        sendJson(response, bundleOf([resultOf('alt', 80), resultOf('ast', 60), resultOf('platelets', 190)]));
      else sendJson(response, bundleOf([]));
    };
    const body = { ...viewOf([high]), ...access(server.base()) };
    const text = textOf(await cardsOf(await fetching.post(`/cds-services/${VIEW}`, body)));
    expect(text).toMatch(/FIB-4[^\n]*\d\.\d/u);
    expect(text).not.toContain('Not received');
    expect(server.calls.some(({ url }) => url.endsWith('/Observation/_search'))).toBe(true);
  });
});

describe('what is too large to be read', () => {
  const panel = (component: Json): Json => ({
    ...resultOf('alt', 30),
    code: { text: 'Panel' },
    component: Array.from({ length: 2_000 }, () => component),
  });
  const { code, valueQuantity } = high;

  test.each<[string, Json]>([
    ['ferritin among thousands of components', panel({ code, valueQuantity })],
    [
      'ferritin with thousands of codings',
      {
        ...high,
        code: { coding: Array.from({ length: 2_000 }, () => (code as { coding: unknown[] }).coding[0]) },
      },
    ],
    [
      'a report with ferritin in it',
      {
        resourceType: 'DiagnosticReport',
        id: 'r',
        status: 'final',
        subject,
        code: {},
        effectiveDateTime: TODAY,
        contained: Array.from({ length: 500 }, () => high),
      },
    ],
  ])('%s is said not to be evaluated', async (_name, resource) => {
    for (const [, id, body] of hooks) {
      const { results } = body['context'] as Json;
      const heavy = bundleOf([resource, resultOf('alt', 30)]);
      const { cards, explanation } = await ask(
        service,
        results
          ? { ...body, context: { ...(body['context'] as Json), results: heavy } }
          : { ...body, prefetch: { patient: man, ferritin: heavy, b12: null } },
        id,
      );
      expect(explanation.setAside).toMatchObject([{ why: 'too-large' }]);
      expect(textOf(cards)).toContain('A ferritin result could not be read as FHIR: not evaluated');
    }
  });

  test('something else that large is set aside, and the rest is answered', async () => {
    const wordy = {
      resourceType: 'Condition',
      subject,
      code: { coding: Array.from({ length: 150_000 }, () => ({ code: 'x' })) },
    };
    const { cards, explanation } = await ask(service, viewOf([high], { conditions: bundleOf([wordy]) }));
    expect(explanation.setAside).toMatchObject([{ why: 'too-large', resourceType: 'Condition' }]);
    expect(cards[0]?.summary).toContain('Raised ferritin');
  });
});

describe('feedback', () => {
  test('a batch with a bad item is counted without it, and the item is named', async () => {
    const good = { card: 'c1', outcome: 'accepted' };
    const before = service.feedback.received;
    const answer = await service.post(`/cds-services/${VIEW}/feedback`, {
      feedback: [good, { card: 'c2' }, good],
    });
    expect([answer.status, service.feedback.received - before]).toEqual([200, 2]);
    expect(await answer.json()).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'warning', expression: ['feedback[1].outcome'] }],
    });
    const none = await service.post(`/cds-services/${VIEW}/feedback`, { feedback: [{ card: 'c2' }] });
    expect([none.status, service.feedback.received - before]).toEqual([400, 2]);
  });
});
