import { describe, expect, test } from '@jest/globals';
import type { Card } from '../../src/core/model/advice.js';
import { resultOf, REVIEW, reviewOf, VIEW, viewOf } from '../support/ask.js';
import { serveShipped } from '../support/shipped.js';
import { cardProblems, count } from './hostile.js';

/** F7: CDS Hooks requests, good and bad, of the kinds a validator is tried with; and our own answers by the same rules. */

type Json = Record<string, unknown>;

const service = serveShipped();

const view = viewOf([resultOf('ferritin', 620)]) as Json;
const review = reviewOf([resultOf('ferritin', 620), resultOf('b12', 1180)]) as Json;
const server = 'https://ehr.example.org/fhir';
const access = {
  access_token: 'none',
  token_type: 'Bearer',
  expires_in: 300,
  scope: 'patient/*.rs',
  subject: 'x',
};
const context = { ...(view['context'] as Json) };

/** The element changed, and what the answer names as the one at fault. */
const good: [name: string, body: Json, id?: string][] = [
  ['a chart opened, with prefetch', view],
  ['results entered', review, REVIEW],
  ['with a server and access to it', { ...view, fhirServer: server, fhirAuthorization: access }],
  [
    'in an encounter, by a practitioner role',
    { ...view, context: { ...context, userId: 'PractitionerRole/1', encounterId: '8.a-B' } },
  ],
];

/** What the specification does not allow and we take all the same, as the description of the service says. */
const tolerated: [name: string, body: Json, id?: string][] = [
  ['a server without access', { ...view, fhirServer: server }],
  ['access without a type', { ...view, fhirServer: server, fhirAuthorization: { access_token: 'x' } }],
  ['an extension', { ...view, extension: { 'org.example.x': 1 } }],
  ['elements nobody knows', { ...view, unknown: [1], context: { ...context, unknown: {} } }],
  ['null where nothing is', { ...view, fhirServer: null, fhirAuthorization: null, extension: null }],
  ['a hookInstance that is no UUID', { ...view, hookInstance: 'abc' }],
  ['a hookInstance as a URN', { ...view, hookInstance: `urn:uuid:${String(view['hookInstance'])}` }],
  ['an encounter with a type', { ...view, context: { ...context, encounterId: 'Encounter/1' } }],
  ['an encounter without an id', { ...view, context: { ...context, encounterId: '' } }],
  ['access without a server', { ...view, fhirAuthorization: access }],
  ['an empty server', { ...view, fhirServer: '', fhirAuthorization: access }],
  ['a server that is no URL', { ...view, fhirServer: 'ehr' }],
  ['a server whose scheme is in capitals', { ...view, fhirServer: 'HTTPS://ehr.example.org/fhir' }],
  ['empty access', { ...view, fhirServer: server, fhirAuthorization: {} }],
  [
    'access without a token',
    { ...view, fhirServer: server, fhirAuthorization: { ...access, access_token: undefined } },
  ],
  [
    'access with a token of null',
    { ...view, fhirServer: server, fhirAuthorization: { ...access, access_token: null } },
  ],
  ['an absolute user', { ...view, context: { ...context, userId: `${server}/Practitioner/1` } }],
  [
    'prefetch under keys of their own',
    { ...view, prefetch: { one: (view['prefetch'] as Json)['ferritin'] } },
  ],
];

const bad: [name: string, body: Json, status: number, element: string, id?: string][] = [
  ['no hook', { ...view, hook: undefined }, 400, 'hook'],
  ['a hook that is no text', { ...view, hook: 1 }, 400, 'hook'],
  ['a hook of another service', { ...view, hook: 'order-sign' }, 400, 'hook'],
  ['no hookInstance', { ...view, hookInstance: undefined }, 400, 'hookInstance'],
  ['a hookInstance without a word in it', { ...view, hookInstance: ' ' }, 400, 'hookInstance'],
  ['no context', { ...view, context: undefined }, 400, 'context'],
  ['a context that is a list', { ...view, context: [context] }, 400, 'context'],
  ['no user', { ...view, context: { ...context, userId: undefined } }, 400, 'context.userId'],
  ['a user without a type', { ...view, context: { ...context, userId: '1' } }, 400, 'context.userId'],
  ['no patient', { ...view, context: { ...context, patientId: undefined } }, 400, 'context.patientId'],
  [
    'a patient with a type',
    { ...view, context: { ...context, patientId: 'Patient/1' } },
    400,
    'context.patientId',
  ],
  ['prefetch that is a list', { ...view, prefetch: [null] }, 400, 'prefetch'],
  ['no results', { ...review, context: { ...context } }, 400, 'context.results', REVIEW],
  [
    'results that are no Bundle',
    { ...review, context: { ...context, results: [] } },
    400,
    'context.results',
    REVIEW,
  ],
  ['nothing prefetched and nobody to ask', { ...view, prefetch: undefined }, 412, 'prefetch.ferritin'],
];

describe(`F7: ${good.length + tolerated.length + bad.length} requests`, () => {
  test.each([...good, ...tolerated])('taken: %s', async (_name, body, id = VIEW) => {
    const answer = await service.post(`/cds-services/${id}`, body);
    const { cards } = (await answer.json()) as { cards: Card[] };
    expect([answer.status, cards.flatMap(cardProblems)]).toEqual([200, []]);
    expect(cards.length).toBeGreaterThan(0);
  });

  test.each(bad)('refused: %s', async (_name, body, status, element, id = VIEW) => {
    const answer = await service.post(`/cds-services/${id}`, body);
    const { resourceType, issue } = (await answer.json()) as fhir4.OperationOutcome;
    expect([answer.status, resourceType]).toEqual([status, 'OperationOutcome']);
    expect(issue[0]?.expression).toContain(element);
  });

  test('the count', () => {
    count('F7', good.length + tolerated.length + bad.length, 'answered otherwise than described');
    expect(good.length + tolerated.length + bad.length).toBeGreaterThanOrEqual(20);
  });
});

describe('F7: the rules find what is wrong in an answer', () => {
  const right = async (): Promise<Card> => {
    const answer = await service.post(`/cds-services/${REVIEW}`, review);
    return ((await answer.json()) as { cards: Card[] }).cards[0]!;
  };

  test.each<[string, (card: Card) => unknown]>([
    ['no summary', ({ summary: _, ...card }) => card],
    ['a summary of 140', (card) => ({ ...card, summary: 'x'.repeat(140) })],
    ['an indicator nobody knows', (card) => ({ ...card, indicator: 'error' })],
    ['an empty source', (card) => ({ ...card, source: {} })],
    ['no topic', ({ source, ...card }) => ({ ...card, source: { ...source, topic: undefined } })],
    ['suggestions without selectionBehavior', ({ selectionBehavior: _, ...card }) => card],
    ['selectionBehavior without suggestions', ({ suggestions: _, ...card }) => card],
    ['an empty list', (card) => ({ ...card, links: [] })],
    [
      'a suggestion without a label',
      (card) => ({ ...card, suggestions: [{ ...card.suggestions?.[0], label: undefined }] }),
    ],
    [
      'a suggestion without actions',
      (card) => ({ ...card, suggestions: [{ ...card.suggestions?.[0], actions: [] }] }),
    ],
    [
      'a link elsewhere',
      (card) => ({ ...card, links: [{ label: 'x', type: 'absolute', url: 'https://evil.test/' }] }),
    ],
    ['a link of no type', (card) => ({ ...card, links: [{ label: 'x', url: 'https://cds.example.org/x' }] })],
    ['HTML', (card) => ({ ...card, detail: '<b>x</b>' })],
    ['a bidirectional character', (card) => ({ ...card, detail: 'a\u202eb' })],
  ])('%s', async (_name, spoil) => {
    const card = await right();
    expect(cardProblems(card)).toEqual([]);
    expect(cardProblems(spoil(card) as Card)).not.toEqual([]);
  });
});
