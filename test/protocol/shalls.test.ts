import { beforeAll, describe, expect, test } from '@jest/globals';
import fhirpath from 'fhirpath';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Action, Card, Suggestion } from '../../src/core/model/advice.js';
import { validateResource } from '../../src/hooks/r4/validate.js';
import { type Given, PATIENT_ID, patientOf, reviewRequest, viewRequest } from '../support/case.js';
import { NOW } from '../support/clock.js';
import { knowledge, KNOWLEDGE_FOLDER, serveShipped } from '../support/shipped.js';

// What CDS Hooks 2.0.1 demands of an answer, by the number of the requirement in the project's checklist (F), held against
// every card that the cases of the rules and the vignettes make, on both hooks, for a client that takes groups of orders
// and, in the other profile, for one that takes single ones. After that what the project demands of its own cards.

const clients = [
  ['grouped', serveShipped('public-sandbox')],
  ['single', serveShipped('example-ehr', 'full')],
] as const;
const services = [
  ['raised-ferritin-b12-patient-view', viewRequest],
  ['raised-ferritin-b12-result-review', reviewRequest],
] as const;

interface Answered {
  readonly name: string;
  readonly suggestions: 'grouped' | 'single';
  readonly status: number;
  readonly type: string | null;
  readonly body: { readonly cards: readonly Card[] };
  /** `Observation/id` of everything that was sent. */
  readonly sent: ReadonlySet<string>;
}

/** A part of an answer, with where it was found. */
type Part<T> = readonly [where: string, part: T, answer: Answered];

const answers: Answered[] = [];
const cards: Part<Card>[] = [];
const suggestions: Part<Suggestion>[] = [];
const actions: Part<Action>[] = [];

beforeAll(async () => {
  for (const { name, given } of readCases())
    for (const [suggestionsAs, client] of clients)
      for (const [id, request] of services) {
        const patient = patientOf(given, knowledge, NOW);
        const response = await client.post(`/cds-services/${id}`, request(patient, knowledge));
        answers.push({
          name: `${name} (${suggestionsAs}, ${id})`,
          suggestions: suggestionsAs,
          status: response.status,
          type: response.headers.get('content-type'),
          body: (await response.json()) as Answered['body'],
          sent: new Set(patient.observations.map(({ id: sent = '' }) => `Observation/${sent}`)),
        });
      }
  for (const answer of answers)
    answer.body.cards.forEach((card, index) => {
      const where = `${answer.name} cards[${index}]`;
      cards.push([where, card, answer]);
      card.suggestions?.forEach((suggestion, at) => {
        const there = `${where}.suggestions[${at}]`;
        suggestions.push([there, suggestion, answer]);
        suggestion.actions.forEach((action, place) =>
          actions.push([`${there}.actions[${place}]`, action, answer]),
        );
      });
    });
});

function readCases(): { name: string; given: Given }[] {
  const rules = readdirSync(join(KNOWLEDGE_FOLDER, 'rules')).filter((name) => name.endsWith('.cases.yaml'));
  const files = [...rules.map((name) => join('rules', name)), join('examples', 'vignettes.yaml')];
  return files.flatMap((file) => {
    const cases = parse(readFileSync(join(KNOWLEDGE_FOLDER, file), 'utf8')) as {
      case?: string;
      id?: string;
      given: Given;
    }[];
    return cases.map(({ case: title, id, given }) => ({ name: `${file}: ${title ?? id ?? ''}`, given }));
  });
}

/** Where something does not hold. */
function broken<T>(parts: readonly Part<T>[], holds: (part: T, answer: Answered) => boolean): string[] {
  return parts.filter(([, part, answer]) => !holds(part, answer)).map(([where]) => where);
}

function filled(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

function absoluteUrl(value: unknown): boolean {
  return typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value);
}

function emptyElements(value: unknown, path = ''): string[] {
  if (value === null || value === '') return [path];
  if (typeof value !== 'object') return [];
  const entries = Object.entries(value);
  return entries.length === 0
    ? [path]
    : entries.flatMap(([name, inner]) => emptyElements(inner, `${path}.${name}`));
}

test('every kind of card is among those looked at', () => {
  const topics = [...knowledge.rules.values()].map(({ topic }) => topic);
  expect(new Set(cards.map(([, card]) => card.source.topic.code))).toEqual(new Set(topics));
  expect(new Set(cards.map(([, card]) => card.indicator))).toEqual(new Set(['info', 'warning', 'critical']));
  for (const [kind] of clients)
    expect(actions.filter(([, , answer]) => answer.suggestions === kind).length).toBeGreaterThan(500);
});

describe('CDS Hooks 2.0.1', () => {
  test('A2 no element is null or empty, except a list of no cards', () => {
    const empty = answers.flatMap(({ name, body }) =>
      emptyElements(body)
        .filter((path) => path !== '.cards')
        .map((path) => `${name} ${path}`),
    );
    expect(empty).toEqual([]);
  });

  test('F23 200, JSON, an object with cards', () => {
    const wrong = answers.filter(
      ({ status, type, body }) =>
        status !== 200 || type !== 'application/json; charset=utf-8' || !Array.isArray(body.cards),
    );
    expect(wrong).toEqual([]);
  });

  test('F25 uuid is a string', () => {
    expect(broken(cards, ({ uuid }) => filled(uuid))).toEqual([]);
  });

  test('F25 summary is one line of fewer than 140 characters', () => {
    expect(
      broken(cards, ({ summary }) => filled(summary) && summary.length < 140 && !/[\r\n]/.test(summary)),
    ).toEqual([]);
  });

  test('F25 detail is text', () => {
    expect(broken(cards, ({ detail }) => filled(detail))).toEqual([]);
  });

  test('F25 indicator is info, warning or critical', () => {
    expect(broken(cards, ({ indicator }) => ['info', 'warning', 'critical'].includes(indicator))).toEqual([]);
  });

  test('F26 source has a label and an absolute URL', () => {
    expect(broken(cards, ({ source }) => filled(source.label) && absoluteUrl(source.url))).toEqual([]);
  });

  test('F26 source.topic is a Coding with code and system; its code is short and alphanumeric', () => {
    expect(
      broken(
        cards,
        ({ source: { topic } }) => /^[A-Za-z0-9]{1,100}$/.test(topic.code) && absoluteUrl(topic.system),
      ),
    ).toEqual([]);
  });

  test('F27 with suggestions there is a selectionBehavior, and none without', () => {
    expect(
      broken(cards, ({ suggestions: list, selectionBehavior }) =>
        list === undefined
          ? selectionBehavior === undefined
          : list.length > 0 && ['any', 'at-most-one'].includes(selectionBehavior ?? ''),
      ),
    ).toEqual([]);
  });

  test('F27 a suggestion has a label, a uuid and actions', () => {
    expect(
      broken(
        suggestions,
        ({ label, uuid, actions: list }) => filled(label) && filled(uuid) && list.length > 0,
      ),
    ).toEqual([]);
  });

  test('F28 an action has a type and a description', () => {
    expect(
      broken(
        actions,
        ({ type, description }) => ['create', 'update', 'delete'].includes(type) && filled(description),
      ),
    ).toEqual([]);
  });

  test('F28 what is created is a whole, new FHIR resource', () => {
    expect(
      broken(
        actions,
        (action) =>
          validateResource(action.resource).ok && isId(action.resource.id) && !('resourceId' in action),
      ),
    ).toEqual([]);
    for (const { body } of answers) {
      const ids = body.cards.flatMap(({ suggestions: ones = [] }) =>
        ones.flatMap((one) => one.actions.map(({ resource }) => resource.id)),
      );
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  test('F29 there are no systemActions', () => {
    expect(answers.filter(({ body }) => 'systemActions' in body).map(({ name }) => name)).toEqual([]);
  });

  test('F30 override reasons are called as their code system calls them', () => {
    const displays = new Map(
      cards.flatMap(([, card]) => card.overrideReasons.map((one) => [one.code, one.display])),
    );
    expect(Object.fromEntries(displays)).toEqual({
      'action-completed': 'Recommended action was already completed',
      'patient-ineligible': 'Patient does not meet eligibility for recommended action',
      'wrong-time-workflow': 'PC CDS delivered at wrong time in workflow or patient lifecycle',
      'patient-refuses': 'Patient refuses/declines (no context given)*',
      'does-not-align-latest-evidence': 'Recommended action does not align with the latest evidence',
    });
  });

  test('F30 override reasons have code, system and display', () => {
    expect(
      broken(cards, ({ overrideReasons }) =>
        overrideReasons.every(
          ({ code, system, display }) => filled(code) && absoluteUrl(system) && filled(display),
        ),
      ),
    ).toEqual([]);
  });

  test('F31 links have a label, a URL that can be parsed and a type, and an appContext only where that is smart', () => {
    expect(
      broken(cards, ({ links }) =>
        links.every(
          ({ label, url, type, appContext }) =>
            filled(label) &&
            absoluteUrl(url) &&
            (type === 'smart' ? filled(appContext) : type === 'absolute' && appContext === undefined),
        ),
      ),
    ).toEqual([]);
  });

  test('F31 no link opens by itself', () => {
    expect(broken(cards, ({ links }) => links.every((link) => !('autolaunchable' in link)))).toEqual([]);
  });

  test('F32 actionSelectionBehavior, unknown to 2.0.1, is not sent', () => {
    expect(broken(suggestions, (suggestion) => !('actionSelectionBehavior' in suggestion))).toEqual([]);
  });

  test('F33 an extension would be an object', () => {
    expect(
      broken(cards, (card) => !('extension' in card) || (card.extension as object).constructor === Object),
    ).toEqual([]);
  });

  test('nothing stands on a card that 2.0.1 does not know', () => {
    const known = {
      card: 'uuid summary detail indicator source suggestions selectionBehavior overrideReasons links',
      suggestion: 'label uuid isRecommended actions',
      action: 'type description resource resourceId',
    };
    const only = (names: string) => (part: object) =>
      Object.keys(part).every((name) => names.split(' ').includes(name));
    expect(answers.filter(({ body }) => !only('cards')(body))).toEqual([]);
    expect(broken(cards, only(known.card))).toEqual([]);
    expect(broken(suggestions, only(known.suggestion))).toEqual([]);
    expect(broken(actions, only(known.action))).toEqual([]);
  });
});

describe('invariants of the specification, as FHIRPath', () => {
  const action = { type: 'delete', resource: { resourceType: 'ServiceRequest' } };
  const invariants: readonly (readonly [expression: string, breaks: object])[] = [
    [
      "(selectionBehavior = 'at-most-one') implies (suggestions.where(isRecommended).count() <= 1)",
      { selectionBehavior: 'at-most-one', suggestions: [{ isRecommended: true }, { isRecommended: true }] },
    ],
    ['suggestions.exists() implies selectionBehavior.exists()', { suggestions: [{ label: 'x' }] }],
    [
      'suggestions.all(actions.all(description.exists()))',
      { suggestions: [{ actions: [{ type: 'create' }] }] },
    ],
    [
      "suggestions.actions.all((type = 'delete') implies (resourceId.exists() and resource.empty()))",
      { suggestions: [{ actions: [action] }] },
    ],
    [
      "links.all((type != 'smart') implies appContext.empty())",
      { links: [{ type: 'absolute', appContext: 'x' }] },
    ],
    ['overrideReasons.all(display.exists())', { overrideReasons: [{ code: 'x' }] }],
  ];

  test.each(invariants)('%s', (expression, breaks) => {
    const evaluate = fhirpath.compile(expression) as (resource: object) => unknown[];
    expect(evaluate(breaks)).toEqual([false]);
    // What is empty, such as a comparison with what is absent, breaks nothing.
    expect(broken(cards, (card) => !evaluate(card).includes(false))).toEqual([]);
  });
});

describe('the cards of this project', () => {
  test('detail holds no HTML: no tag, and no "<" or "&" that Markdown would read', () => {
    expect(
      broken(cards, ({ detail }) => !/(?<!\\)</.test(detail) && !/(?<!\\)&(#\w+|\w+);/.test(detail)),
    ).toEqual([]);
    expect(broken(cards, ({ detail }) => !/<\/?[a-z!?]/i.test(detail))).toEqual([]);
  });

  test('no text names a drug as treatment, makes a diagnosis or advises the patient', () => {
    const banned = [
      'entecavir',
      'telbivudine',
      'ribavirin',
      'rifampicin',
      'rifampin',
      'adefovir',
      'tenofovir',
      'lamivudine',
      'interferon',
      'sofosbuvir',
      'deferasirox',
      'phlebotomy',
      'you should take',
      'diagnosis is',
      'diagnosed with',
    ];
    const said = (card: Card) => JSON.stringify(card).toLowerCase();
    expect(broken(cards, (card) => !banned.some((term) => said(card).includes(term)))).toEqual([]);
  });

  test('no text has a place that was not filled', () => {
    expect(broken(cards, (card) => !/\{\w*\}|undefined|NaN|\[object/.test(textOf(card)))).toEqual([]);
  });

  test('every order is a draft proposal for the patient in context, LOINC first', () => {
    expect(
      broken(actions, ({ type, resource }) => {
        const { resourceType, status, intent, subject, code } = resource;
        return (
          type === 'create' &&
          resourceType === 'ServiceRequest' &&
          status === 'draft' &&
          intent === 'proposal' &&
          subject.reference === `Patient/${PATIENT_ID}` &&
          code?.coding?.[0]?.system === 'http://loinc.org'
        );
      }),
    ).toEqual([]);
  });

  test('every order names as its reason results that were sent', () => {
    expect(
      broken(actions, ({ resource: { reasonReference = [] } }, { sent }) => {
        return (
          reasonReference.length > 0 && reasonReference.every(({ reference = '' }) => sent.has(reference))
        );
      }),
    ).toEqual([]);
  });

  test('no answer offers the same order twice', () => {
    const twice = answers.filter(({ body }) => {
      const codes = body.cards
        .flatMap(({ suggestions: list = [] }) => list.flatMap(({ actions: inner }) => inner))
        .map(({ resource }) => JSON.stringify(resource.code?.coding?.[0]));
      return new Set(codes).size < codes.length;
    });
    expect(twice.map(({ name }) => name)).toEqual([]);
  });

  test('a client that takes single suggestions gets one action in each', () => {
    const single = suggestions.filter(([, , answer]) => answer.suggestions === 'single');
    expect(broken(single, ({ actions: list }) => list.length === 1)).toEqual([]);
  });

  test('ids of cards and suggestions are UUIDs, never used twice', () => {
    for (const [kind] of clients) {
      const uuids = [...cards, ...suggestions]
        .filter(([, , answer]) => answer.suggestions === kind)
        .map(([, { uuid }]) => uuid);
      expect(uuids.filter((uuid) => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid))).toEqual([]);
      expect(new Set(uuids).size).toBe(uuids.length);
    }
  });

  test('nothing is selected beforehand, and any may be chosen', () => {
    expect(broken(suggestions, (suggestion) => !('isRecommended' in suggestion))).toEqual([]);
    expect(
      broken(
        cards,
        ({ selectionBehavior }) => selectionBehavior === undefined || selectionBehavior === 'any',
      ),
    ).toEqual([]);
  });

  test('reasons for dismissing are of the standard list', () => {
    const system = 'http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes';
    expect(
      broken(
        cards,
        ({ overrideReasons }) =>
          overrideReasons.length > 0 && overrideReasons.every((reason) => reason.system === system),
      ),
    ).toEqual([]);
  });
});

function textOf(card: Card): string {
  const list = card.suggestions ?? [];
  return [
    card.summary,
    card.detail,
    card.source.label,
    ...list.flatMap(({ label, actions: inner }) => [label, ...inner.map(({ description }) => description)]),
    ...card.overrideReasons.map(({ display }) => display),
    ...card.links.map(({ label }) => label),
  ].join('\n');
}

function isId(id: unknown): boolean {
  return typeof id === 'string' && /^[A-Za-z0-9\-.]{1,64}$/u.test(id);
}
