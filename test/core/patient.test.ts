import { describe, expect, test } from '@jest/globals';
import { TODAY } from '../support/clock.js';
import {
  ask,
  bundleOf,
  man,
  resultOf,
  REVIEW,
  reviewOf,
  subject,
  topicsOf,
  TRIGGERS,
  viewOf,
} from '../support/ask.js';
import { PATIENT_ID } from '../support/case.js';
import { serveShipped } from '../support/shipped.js';

/** K1: only what says it belongs to the patient in context is read. */

type Json = Readonly<Record<string, unknown>>;

const service = serveShipped();
const HIGH = { ferritin: 620, b12: 1180 } as const;

const own: [string, Json][] = [
  ['a relative reference', { reference: `Patient/${PATIENT_ID}` }],
  ['a relative reference to a version', { reference: `Patient/${PATIENT_ID}/_history/3` }],
  ['an absolute reference', { reference: `https://fhir.example.org/r4/Patient/${PATIENT_ID}` }],
  [
    'an absolute reference to a version',
    { reference: `http://localhost:8080/fhir/Patient/${PATIENT_ID}/_history/3` },
  ],
  ['a reference with a slash before it', { reference: `/Patient/${PATIENT_ID}` }],
  ['a reference and an identifier', { reference: `Patient/${PATIENT_ID}`, identifier: { value: 'x' } }],
];

const foreign: [string, unknown][] = [
  ['another patient', { reference: 'Patient/other' }],
  ['another patient, absolute', { reference: 'https://fhir.example.org/r4/Patient/other' }],
  ['a longer id', { reference: `Patient/${PATIENT_ID}0` }],
  ['a shorter id', { reference: `Patient/${PATIENT_ID.slice(0, -1)}` }],
  ['an id that ends the same', { reference: `Patient/x${PATIENT_ID}` }],
  ['an id in other letters', { reference: `Patient/${PATIENT_ID.toUpperCase()}` }],
  ['the id of a Group', { reference: `Group/${PATIENT_ID}` }],
  ['the id of a Group, absolute', { reference: `https://fhir.example.org/Group/${PATIENT_ID}` }],
  ['a path that is no address', { reference: `evil/Patient/${PATIENT_ID}` }],
  ['another scheme', { reference: `ftp://fhir.example.org/Patient/${PATIENT_ID}` }],
  ['the id as a query', { reference: `https://fhir.example.org/Patient/other?x=/Patient/1` }],
  ['an old version that was somebody else', { reference: `Patient/other/_history/Patient/${PATIENT_ID}` }],
  ['a contained patient', { reference: '#patient' }],
  ['a contained patient of the same id', { reference: `#${PATIENT_ID}` }],
  ['a urn:uuid', { reference: 'urn:uuid:4ad92a3b-4f0c-4c0f-bd3b-95d4b3c6a3c9' }],
  ['a logical identifier only', { identifier: { system: 'urn:example:mrn', value: PATIENT_ID } }],
  ['a display only', { display: 'Same Person' }],
  ['an empty subject', {}],
  ['no subject', undefined],
];

describe('a result of the patient in context is read', () => {
  test.each(own)('%s', async (_name, one) => {
    for (const id of TRIGGERS) {
      const result = resultOf(id, HIGH[id], { subject: one });
      const { cards, explanation } = await ask(service, viewOf([result]));
      expect(Object.keys(topicsOf(cards))).toEqual([{ ferritin: 'raisedFerritin', b12: 'raisedB12' }[id]]);
      expect(explanation.setAside).toEqual([]);
    }
  });
});

/** The card that says that nothing of what came is the patient's. */
const said = (...labs: readonly string[]) => labs.map((id) => `${id}-not-this-patient`);

describe('anything else is set aside, and said where nothing of the patient came', () => {
  test.each(foreign)('%s', async (_name, one) => {
    for (const id of TRIGGERS) {
      const result = resultOf(id, HIGH[id], { subject: one });
      for (const [body, path] of [[viewOf([result])], [reviewOf([result]), REVIEW]] as const) {
        const { cards, explanation } = await ask(service, body, path);
        expect(topicsOf(cards)).toEqual({ context: 'info' });
        expect(explanation.context).toEqual(said(id));
        expect(explanation.setAside).toEqual([
          expect.objectContaining({ why: expect.stringMatching(/^(other-patient|no-subject)$/) as unknown }),
        ]);
      }
    }
  });

  test.each(foreign)('nor when it cannot be read: %s', async (_name, one) => {
    const unit = resultOf('ferritin', 620, { subject: one, valueQuantity: { value: 620 } });
    const shape = resultOf('ferritin', 620, { subject: one, id: 'f2', valueQuantity: { value: 'x' } });
    const { explanation } = await ask(service, viewOf([unit, shape]));
    expect(explanation.context).toEqual(said('ferritin'));
  });

  test.each(foreign)('nor inside a report or a panel: %s', async (_name, one) => {
    const { subject: _subject, ...inner } = resultOf('ferritin', 620, { id: 'r' });
    const broken = { ...inner, id: 'r2', valueQuantity: { value: 'x', unit: 'ng/mL' } };
    const report = {
      resourceType: 'DiagnosticReport',
      id: 'report',
      status: 'final',
      code: { text: 'Chemistry' },
      subject: one,
      effectiveDateTime: TODAY,
      contained: [inner, broken],
    };
    const panel = resultOf('ferritin', 0, {
      id: 'panel',
      subject: one,
      code: { text: 'Chemistry' },
      valueQuantity: undefined,
      component: [{ code: inner['code'], valueQuantity: inner['valueQuantity'] }],
    });
    const { explanation } = await ask(service, viewOf([report, panel]));
    expect(explanation.context).toEqual(said('ferritin'));
  });
});

test('a contained result of somebody else in a report of the patient is set aside', async () => {
  const report = {
    resourceType: 'DiagnosticReport',
    id: 'report',
    status: 'final',
    code: { text: 'Chemistry' },
    subject,
    effectiveDateTime: TODAY,
    contained: [resultOf('ferritin', 620, { id: 'r', subject: { reference: 'Patient/other' } })],
  };
  const { explanation } = await ask(service, viewOf([report]));
  expect(explanation.context).toEqual(said('ferritin'));
  expect(explanation.setAside).toEqual([
    { from: 'prefetch.ferritin.entry[0].contained[0]', resourceType: 'Observation', why: 'other-patient' },
  ]);
});

test('a contained result of the patient in a report of somebody else is not judged, and said', async () => {
  const report = {
    resourceType: 'DiagnosticReport',
    id: 'report',
    status: 'final',
    code: { text: 'Chemistry' },
    subject: { reference: 'Patient/other' },
    effectiveDateTime: TODAY,
    contained: [resultOf('ferritin', 12000, { id: 'r' })],
  };
  const own = resultOf('ferritin', 90, { id: 'own', effectiveDateTime: '2026-10-01' });
  for (const results of [[report], [report, own]]) {
    const { explanation } = await ask(service, viewOf(results));
    expect(explanation.context).toEqual(['ferritin-focus-elsewhere']);
  }
});

const URN = 'urn:uuid:4ad92a3b-4f0c-4c0f-bd3b-95d4b3c6a3c9';
const MRN = { system: 'urn:example:mrn', value: '42' };

/** A Bundle that holds the patient under a name of its own, and results that refer to it by that name. */
function named(patient: Json, subjectOf: Json, fullUrl?: string): Json {
  const results = TRIGGERS.map((id) => ({ resource: resultOf(id, HIGH[id], { subject: subjectOf }) }));
  const entry = [{ ...(fullUrl !== undefined && { fullUrl }), resource: patient }, ...results];
  return { resourceType: 'Bundle', type: 'collection', entry };
}

describe('a subject is resolved where the Bundle or the Patient says whose it is', () => {
  const known: [string, Json][] = [
    ['the fullUrl of the patient', named(man, { reference: URN }, URN)],
    [
      'the fullUrl of the patient, an address',
      named(man, { reference: 'https://a.example.org/people/7' }, 'https://a.example.org/people/7'),
    ],
    [
      'the fullUrl of the patient in capitals',
      named(man, { reference: URN.replace(/[a-f]/gu, (it) => it.toUpperCase()) }, URN),
    ],
    ['an identifier of the patient', named({ ...man, identifier: [MRN] }, { identifier: MRN })],
  ];
  test.each(known)('%s', async (_name, bundle) => {
    for (const [body, path] of [
      [viewOf([], { patient: man, everything: bundle })],
      [{ ...reviewOf([]), context: { ...(reviewOf([])['context'] as Json), results: bundle } }, REVIEW],
    ] as const) {
      const { cards, explanation } = await ask(service, body, path);
      expect(topicsOf(cards)).toEqual({ raisedBoth: 'info' });
      expect(explanation.setAside).toEqual([]);
    }
  });

  const unknown: [string, Json][] = [
    ['the fullUrl of another patient', named({ ...man, id: 'other' }, { reference: URN }, URN)],
    ['a fullUrl that nothing has', named(man, { reference: URN })],
    [
      'an identifier of another system',
      named({ ...man, identifier: [MRN] }, { identifier: { ...MRN, system: 'urn:x' } }),
    ],
    [
      'an identifier without a system',
      named({ ...man, identifier: [{ value: '42' }] }, { identifier: { value: '42' } }),
    ],
    [
      'a reference to another beside an identifier of the patient',
      named({ ...man, identifier: [MRN] }, { reference: 'Patient/other', identifier: MRN }),
    ],
  ];
  test.each(unknown)('and not by %s', async (_name, bundle) => {
    const { explanation } = await ask(service, viewOf([], { patient: man, everything: bundle }));
    expect([...explanation.context].sort()).toEqual(said(...TRIGGERS).sort());
  });
});

describe('one id on both ways', () => {
  const both = (inContext: Json, inPrefetch: Json): Json =>
    reviewOf([inContext], { ferritin: bundleOf([inPrefetch]) });
  const high = resultOf('ferritin', 62_000, { id: '1' });

  test('an id that is used again for another test takes nothing away', async () => {
    const { explanation } = await ask(service, both(resultOf('alt', 30, { id: '1' }), high), REVIEW);
    expect(explanation.readings).toContainEqual(expect.objectContaining({ lab: 'ferritin', raised: 'yes' }));
    expect(explanation.readings).toContainEqual(expect.objectContaining({ lab: 'alt', value: 30 }));
  });

  test('of one result what the hook hands over counts', async () => {
    const { cards } = await ask(service, both(resultOf('ferritin', 62, { id: '1' }), high), REVIEW);
    expect(cards).toEqual([]);
  });

  test('but one that cannot be read takes the place of nothing', async () => {
    const odd = (day: string) =>
      resultOf('ferritin', 62, { id: '1', status: ['final'], effectiveDateTime: day });
    const older = { ...high, effectiveDateTime: '2026-11-10' };
    expect((await ask(service, both(odd(TODAY), older), REVIEW)).explanation.context).toEqual([
      'ferritin-malformed',
      'ferritin-raised-before',
    ]);
    expect(topicsOf((await ask(service, both(odd('2026-11-10'), high), REVIEW)).cards)).toHaveProperty(
      'raisedFerritin',
    );
  });
});

test('a Patient in the results that holds a name and no more leaves the one in prefetch its birth date', async () => {
  const named_ = { resourceType: 'Patient', id: PATIENT_ID, name: [{ family: 'X' }] };
  const { cards } = await ask(service, reviewOf([resultOf('ferritin', 62_000), named_]), REVIEW);
  expect(topicsOf(cards)).toHaveProperty('raisedFerritin');
});

describe('a result that the hook hands over is of today only when it says no other day', () => {
  const days: [string, Json][] = [
    ['of another calendar', { effectiveDateTime: '01.01.2015' }],
    ['of no calendar', { effectiveDateTime: '2015-02-30' }],
    ['as a number', { effectiveDateTime: 1420070400000 }],
    ['that stands for none', { effectiveDateTime: '1900-01-01' }],
    ['of issue that is none', { effectiveDateTime: undefined, issued: '2015' }],
    ['of a period that is none', { effectiveDateTime: undefined, effectivePeriod: { end: '03.05.2011' } }],
  ];
  test.each(days)('not with a date %s', async (_name, patch) => {
    const { explanation } = await ask(service, reviewOf([resultOf('ferritin', 62_000, patch)]), REVIEW);
    expect(explanation.context).toEqual(['ferritin-date-missing']);
  });

  test('with none', async () => {
    const result = resultOf('ferritin', 62_000, { effectiveDateTime: undefined });
    expect(topicsOf((await ask(service, reviewOf([result]), REVIEW)).cards)).toHaveProperty('raisedFerritin');
  });
});

test('of a mixed Bundle only the own results count, and the card says that others were left out', async () => {
  const stranger = resultOf('ferritin', 9000, { id: 'x', subject: { reference: 'Patient/other' } });
  const { cards, explanation } = await ask(service, viewOf([stranger, resultOf('ferritin', 620)]));
  expect(topicsOf(cards)).toEqual({ raisedFerritin: 'info' });
  expect(cards[0]?.summary).toContain('620');
  expect(cards[0]?.detail).toContain('name another patient or none: 1 of the resources');
  expect(explanation.readings.find(({ lab }) => lab === 'ferritin')?.value).toBe(620);
});

describe('supporting data of somebody else does not count either', () => {
  const code = (system: string, of: string) => ({ coding: [{ system, code: of }] });
  const strange: [string, Json][] = [
    ['a platelet count', resultOf('platelets', 20, { id: 'p' })],
    [
      'a problem',
      {
        resourceType: 'Condition',
        id: 'c',
        clinicalStatus: code('x', 'active'),
        code: code('http://snomed.info/sct', '19943007'),
      },
    ],
    [
      'an order',
      {
        resourceType: 'ServiceRequest',
        id: 'r',
        status: 'active',
        intent: 'order',
        authoredOn: TODAY,
        code: code('http://loinc.org', '2324-2'),
      },
    ],
  ];
  test.each(strange)('%s', async (_name, resource) => {
    const answer = async (one: unknown) => {
      const body = viewOf([resultOf('ferritin', 620)], {
        supporting: bundleOf([{ ...resource, subject: one }]),
      });
      const { cards, explanation } = await ask(service, body);
      const { causes, suggested, facts } = explanation;
      return { topics: topicsOf(cards), causes, suggested, facts, detail: cards.map(({ detail }) => detail) };
    };
    const body = viewOf([resultOf('ferritin', 620)], { supporting: bundleOf([]) });
    const { explanation } = await ask(service, body);
    const other = await answer({ reference: 'Patient/other' });
    expect(other.causes).toEqual(explanation.causes);
    expect(other.suggested).toEqual(explanation.suggested);
    expect(other.facts).toEqual(explanation.facts);
    // It would have counted as the patient's own.
    expect(await answer(subject)).not.toEqual(other);
  });
});

describe('the Patient resource must be the one in context', () => {
  const unknownAge = { topics: { context: 'info' }, context: ['age-unknown-adult-rules-not-applied'] };
  test.each<[string, unknown, typeof unknownAge | { topics: Json; context: string[] }]>([
    ['the patient', man, { topics: { raisedFerritin: 'info' }, context: [] }],
    ['another id', { ...man, id: 'other' }, unknownAge],
    ['no id', { ...man, id: undefined }, unknownAge],
    ['null', null, unknownAge],
    [
      'a Bundle of two',
      bundleOf([{ ...man, id: 'other', birthDate: '2020-01-01' }, man]),
      { topics: { raisedFerritin: 'info' }, context: [] },
    ],
    ['no birth date', { ...man, birthDate: undefined }, unknownAge],
    ['a birth date in the future', { ...man, birthDate: '2030-01-01' }, unknownAge],
    [
      'a birth date 120 years ago',
      { ...man, birthDate: '1906-11-20' },
      { topics: { raisedFerritin: 'info' }, context: [] },
    ],
    ['a birth date 121 years ago', { ...man, birthDate: '1905-11-20' }, unknownAge],
    ['a birth year that may be 17 or 18', { ...man, birthDate: '2008' }, unknownAge],
    ['a birth month that may be 17 or 18', { ...man, birthDate: '2008-11' }, unknownAge],
    [
      'a birth month that is surely 18',
      { ...man, birthDate: '2008-10' },
      { topics: { raisedFerritin: 'info' }, context: [] },
    ],
    [
      '17',
      { ...man, birthDate: '2008-11-23' },
      { topics: { context: 'info' }, context: ['under-18-adult-rules-not-applied'] },
    ],
    ['18 today', { ...man, birthDate: '2008-11-22' }, { topics: { raisedFerritin: 'info' }, context: [] }],
  ])('%s', async (_name, patient, expected) => {
    const { cards, explanation } = await ask(service, viewOf([resultOf('ferritin', 620)], { patient }));
    expect({ topics: topicsOf(cards), context: explanation.context }).toEqual(expected);
  });
});
