import { describe, expect, test } from '@jest/globals';
import type { Card } from '../../src/core/model/advice.js';
import type { Explanation } from '../../src/core/model/explanation.js';
import type { Client } from '../../src/core/model/knowledge.js';
import { type Answered, createAnswer, type Gathered, type Question } from '../../src/hooks/answer.js';
import { discovery } from '../../src/hooks/discovery.js';
import { NOW } from '../support/clock.js';
import { client, fakeKnowledge, patientView, resultReview } from '../support/fake-knowledge.js';
import { bundle, ferritin, RESULT_HOOK, reviewRequest, viewRequest } from '../support/requests.js';
import { labsInFor, serve } from '../support/serve.js';
import { nothingOutlined } from '../support/outlined.js';

/** Patients and encounters for which no card is shown. What is not known of them silences nothing. */

const CLASS = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const palliative = { system: 'http://snomed.info/sct', code: '305336008' };
const hospice: Client = {
  ...client,
  noCardsFor: {
    encounters: [
      { ...palliative, display: 'Admission to hospice' },
      { system: CLASS, code: 'HH', display: 'Home health' },
    ],
    reason: 'No work-up is wanted there.',
    decidedBy: 'Palliative care team',
    date: '2026-11-20',
  },
};

const questions: Question[] = [];

function answer(
  body: unknown,
  of = hospice,
  gathered?: Gathered,
  service = patientView.id,
): Promise<Answered> {
  questions.length = 0;
  const ask = createAnswer({
    knowledge: fakeKnowledge,
    resultHook: RESULT_HOOK,
    advisorFor: () => ({
      advise: ({ service: { id } }) => ({
        cards: [{ uuid: 'the card' } as Card],
        issues: [],
        outline: nothingOutlined,
        explain: () => ({ service: id, cards: [{ uuid: 'the card' }] }) as unknown as Explanation,
      }),
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
  return ask(service, body, of);
}

const came = (values: object): Gathered => ({
  values: new Map(Object.entries(values)),
  failed: new Map(),
  partial: [],
});
const server = {
  fhirServer: 'https://ehr.example.org/r4',
  fhirAuthorization: { access_token: 'a token', token_type: 'Bearer' },
};
const patient = { resourceType: 'Patient', id: 'p1', birthDate: '1966-03-01' };

/** Why there is no card; `shown` when there is one. */
async function endOf(answering: Promise<Answered>): Promise<string> {
  const { cards, noCardsBecause, explain } = await answering;
  expect(explain().noCardsBecause).toBe(noCardsBecause);
  expect(explain().cards).toEqual(cards);
  expect(cards).toHaveLength(noCardsBecause === undefined ? 1 : 0);
  return noCardsBecause ?? 'shown';
}

describe('of a patient who has died', () => {
  const ofPatient = (more: object, results: unknown = bundle(ferritin)): unknown =>
    viewRequest({ patient: { ...patient, ...more }, ferritin: results, b12: null });

  test.each([
    [{ deceasedBoolean: true }],
    [{ deceasedDateTime: '2026-11-20T10:00:00Z' }],
    [{ deceasedDateTime: '2026-11-20' }],
    [{ deceasedDateTime: '2025' }],
    // The clock of another zone is up to a day ahead.
    [{ deceasedDateTime: '2026-11-23' }],
  ])('no card is shown: %j', async (more) => {
    expect(await endOf(answer(ofPatient(more)))).toBe('deceased');
  });

  test.each([
    [{}],
    [{ deceasedBoolean: false }],
    [{ deceasedBoolean: 'true' }],
    [{ deceasedBoolean: 1 }],
    [{ deceasedBoolean: null }],
    [{ deceasedDateTime: 'unknown' }],
    [{ deceasedDateTime: '' }],
    [{ deceasedDateTime: '9999-12-31' }],
    [{ deceasedDateTime: '2027-01-01' }],
    [{ deceasedDateTime: '1900-01-01' }],
    [{ deceasedDateTime: '0001-01-01' }],
    [{ deceasedDateTime: '1970-01-01T00:00:00Z' }],
    [{ deceasedDateTime: '1966-02' }],
    [{ deceasedBoolean: false, deceasedDateTime: '2026-11-20' }],
    [{ id: 'p2', deceasedBoolean: true }],
  ])('and not of one who has not, or of whom it cannot be read: %j', async (more) => {
    expect(await endOf(answer(ofPatient(more)))).toBe('shown');
  });

  test('two that contradict each other silence nothing', async () => {
    const dead = { ...patient, deceasedBoolean: true };
    const alive = { ...patient, deceasedBoolean: false };
    const both = viewRequest({ patient: bundle(dead, alive), ferritin: bundle(ferritin), b12: null });
    expect(await endOf(answer(both))).toBe('shown');
    const silent = viewRequest({ patient: bundle(dead, patient), ferritin: bundle(ferritin), b12: null });
    expect(await endOf(answer(silent))).toBe('deceased');
  });

  test('no card is shown on the result hook, and no server is asked', async () => {
    const body = reviewRequest(bundle(ferritin), { patient: { ...patient, deceasedBoolean: true } }, server);
    expect(await endOf(answer(body, client, came({}), resultReview.id))).toBe('deceased');
    expect(questions).toEqual([]);
  });

  test('no results are asked of the client, be there none', async () => {
    const body = viewRequest({ patient: { ...patient, deceasedBoolean: true } });
    expect(await endOf(answer(body))).toBe('deceased');
  });

  test('it is told also by the server that is asked for what is missing', async () => {
    const body = viewRequest({ ferritin: bundle(ferritin), b12: null }, server);
    const dead = came({ patient: { ...patient, deceasedDateTime: '2026-11-01' } });
    expect(await endOf(answer(body, client, dead))).toBe('deceased');
  });
});

describe('in an encounter that a site has switched off', () => {
  const encounter = {
    resourceType: 'Encounter',
    id: 'e1',
    status: 'in-progress',
    class: { system: CLASS, code: 'IMP' },
    subject: { reference: 'Patient/p1' },
  };
  const off = { ...encounter, serviceType: { coding: [{ system: 'urn:own', code: '1' }, palliative] } };
  const context = { userId: 'Practitioner/u1', patientId: 'p1', encounterId: 'e1' };
  const inEncounter = (value: unknown, more: object = {}): unknown =>
    viewRequest({ patient, ferritin: bundle(ferritin), b12: null, encounter: value }, { context, ...more });

  test.each<[string, object]>([
    ['by service type', off],
    ['by type', { ...encounter, type: [{ text: 'Ward' }, { coding: [palliative] }] }],
    ['by class', { ...encounter, class: { system: CLASS, code: 'HH' } }],
    ['by class as R5 has it', { ...encounter, class: [{ coding: [{ system: CLASS, code: 'HH' }] }] }],
    ['that does not say whose it is', { ...off, subject: undefined }],
    ['that is over', { ...off, status: 'finished' }],
  ])('no card is shown: %s', async (_how, value) => {
    expect(await endOf(answer(inEncounter(value)))).toBe('encounter-switched-off');
  });

  test('also when it came under another key, or in a Bundle', async () => {
    const body = viewRequest({ visit: bundle(off), ferritin: bundle(ferritin), b12: null }, { context });
    expect(await endOf(answer(body))).toBe('encounter-switched-off');
  });

  test.each<[string, unknown]>([
    ['there is none', null],
    ['another kind of encounter', encounter],
    ['the code in another system', { ...encounter, type: [{ coding: [{ ...palliative, system: CLASS }] }] }],
    ['the code without a system', { ...encounter, type: [{ coding: [{ code: palliative.code }] }] }],
    ['another encounter', { ...off, id: 'e2' }],
    ['one of another patient', { ...off, subject: { reference: 'Patient/p2' } }],
    ['one that was entered in error', { ...off, status: 'entered-in-error' }],
    ['one that did not take place', { ...off, status: 'cancelled' }],
    ['one with a modifier that may say the opposite', { ...off, modifierExtension: [{ url: 'urn:x' }] }],
    ['odd shapes', { ...encounter, type: 'x', serviceType: [7, null, { coding: 'x' }], class: true }],
    ['a text', 'Encounter/e1'],
    ['an error', { resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] }],
  ])('cards are shown as ever: %s', async (_why, value) => {
    expect(await endOf(answer(inEncounter(value)))).toBe('shown');
  });

  test('cards are shown as ever where the context names no encounter, or another client calls', async () => {
    const nowhere = { userId: 'Practitioner/u1', patientId: 'p1' };
    expect(await endOf(answer(inEncounter(off, { context: nowhere })))).toBe('shown');
    expect(await endOf(answer(inEncounter(off), client))).toBe('shown');
  });

  test('it is asked of the server when it did not come', async () => {
    const body = viewRequest({ ferritin: bundle(ferritin), b12: null }, { context, ...server });
    expect(await endOf(answer(body, hospice, came({ encounter: off })))).toBe('encounter-switched-off');
    expect(questions[0]?.queries.get('encounter')).toBe('Encounter/e1');
    expect(await endOf(answer(body, hospice, came({})))).toBe('shown');
  });

  test('it is not asked for where it came, where the context names none, or where no site wants it', async () => {
    const asked = async (body: unknown, of = hospice): Promise<boolean> => {
      await answer(body, of, came({}));
      return questions.some(({ queries }) => queries.has('encounter'));
    };
    const results = { ferritin: bundle(ferritin), b12: null };
    expect(await asked(viewRequest({ ...results, encounter }, { context, ...server }))).toBe(false);
    expect(await asked(viewRequest(results, server))).toBe(false);
    expect(await asked(viewRequest(results, { context, ...server }), client)).toBe(false);
  });

  test('discovery asks for it only where some site wants it, as some clients cannot fill it in', () => {
    const prefetchOf = (of: Client): unknown =>
      discovery({ ...fakeKnowledge, clients: new Map([[of.id, of]]) }, RESULT_HOOK).services.map(
        ({ prefetch }) => prefetch?.['encounter'],
      );
    expect(prefetchOf(client)).toEqual([undefined, undefined]);
    const template = 'Encounter/{{context.encounterId}}';
    expect(prefetchOf(hospice)).toEqual([template, template]);
  });
});

describe('in the log', () => {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const { post } = serve({ accessLog: (line) => lines.push(line) });

  test('an answer without cards says why, and nothing of the patient', async () => {
    const dead = { ...patient, deceasedDateTime: '2026-11-01' };
    const body = viewRequest({ patient: dead, ferritin: bundle(ferritin), b12: null });
    const response = await post(`/cds-services/${patientView.id}`, body);
    expect(await response.json()).toEqual({ cards: [] });
    expect(lines.at(-1)).toMatchObject({ cards: 0, noCardsBecause: 'deceased' });
    expect(JSON.stringify(lines)).not.toMatch(/p1|2026-11-01|2276-4/u);
  });
});
