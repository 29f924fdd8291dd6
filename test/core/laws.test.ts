import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Advice } from '../../src/core/model/explanation.js';
import { ServiceError } from '../../src/errors.js';
import { adviceOn, lab, man, resultOf, REVIEW, subject, TRIGGERS, VIEW } from '../support/ask.js';
import { dayBefore, PATIENT_ID } from '../support/case.js';
import { NOW } from '../support/clock.js';
import { knowledge, serveShipped } from '../support/shipped.js';
import { runs } from '../support/seed.js';

/** What must not change an answer, and what may change it in one direction only. */

type Json = Readonly<Record<string, unknown>>;

const LIMITS: Readonly<Record<string, number>> = {
  ferritin: 300,
  b12: 950,
  alt: 40,
  ast: 40,
  ggt: 60,
  alp: 130,
  bilirubin: 20,
  crp: 10,
  tsat: 45,
  platelets: 250,
  wbc: 8,
  hemoglobin: 13,
  egfr: 60,
};

/** Undefined more often than not. */
const seldom = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined, freq: 2 });
/** On both sides of the windows and the pair rule. */
const days = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 3 }) },
  { weight: 1, arbitrary: fc.integer({ min: 88, max: 92 }) },
  { weight: 1, arbitrary: fc.integer({ min: 362, max: 368 }) },
);
const instant = fc.integer({ min: 0, max: 5 }).map((hour) => `2026-11-22T0${hour}:00:00Z`);

interface Shape {
  readonly id: string;
  /** Of the limit, in percent. */
  readonly percent: number;
  readonly daysAgo?: number | undefined;
  readonly range?: number | undefined;
  readonly flag?: string | undefined;
  readonly comparator?: string | undefined;
  readonly status?: string | undefined;
  readonly issued?: string | undefined;
  readonly lastUpdated?: string | undefined;
  readonly specimen?: string | undefined;
  readonly unit?: string | undefined;
}

const shape = (ids: readonly string[]): fc.Arbitrary<Shape> =>
  fc.record({
    id: fc.constantFrom(...ids),
    percent: fc.oneof(fc.integer({ min: 5, max: 400 }), fc.constantFrom(99, 100, 101, 800)),
    daysAgo: fc.option(days, { nil: undefined, freq: 12 }),
    range: seldom(fc.constantFrom(0, 90, 100, 120, 150, 10_000)),
    flag: seldom(fc.constantFrom('H', 'N', 'A', 'L')),
    comparator: seldom(fc.constantFrom('<', '>', '>=')),
    status: fc.option(fc.constantFrom('corrected', 'amended', 'unknown', 'preliminary', 'entered-in-error'), {
      nil: 'final',
      freq: 2,
    }),
    issued: seldom(instant),
    lastUpdated: seldom(instant),
    specimen: seldom(fc.constantFrom('Specimen/1', 'Specimen/2')),
    unit: fc.option(fc.constantFrom('furlong', ''), { nil: undefined, freq: 12 }),
  });

function observation(one: Shape, index: number): Json {
  const limit = LIMITS[one.id] ?? 1;
  const value = (limit * one.percent) / 100;
  const unit = one.unit ?? lab(one.id).unit ?? '';
  return resultOf(one.id, value, {
    id: `o${index}`,
    status: one.status,
    effectiveDateTime: one.daysAgo === undefined ? undefined : dayBefore(NOW, one.daysAgo),
    valueQuantity: { value, unit, ...(one.comparator !== undefined && { comparator: one.comparator }) },
    ...(one.range !== undefined && {
      referenceRange: [{ high: { value: (limit * one.range) / 100, unit } }],
    }),
    ...(one.flag !== undefined && { interpretation: [{ coding: [{ code: one.flag }] }] }),
    ...(one.issued !== undefined && { issued: one.issued }),
    ...(one.lastUpdated !== undefined && { meta: { lastUpdated: one.lastUpdated } }),
    ...(one.specimen !== undefined && { specimen: { reference: `${one.specimen}-${one.id}` } }),
  });
}

const person = fc.record({
  gender: fc.constantFrom('male', 'female', 'other', undefined),
  birthDate: fc.constantFrom(
    '1966-03-01',
    '1976-11-22',
    '1975-11-22',
    '2008-11-23',
    '2008-11-22',
    '1950-01-01',
    undefined,
  ),
});

const supporting = Object.keys(LIMITS).filter((id) => lab(id).role === 'supporting');
const sets = (of: string) => [...knowledge.valueSets.values()].filter((set) => set.of === of);
const codeOf = (
  set: (typeof knowledge.valueSets extends ReadonlyMap<string, infer V> ? V : never) | undefined,
) => ({
  coding: (set?.codes ?? []).slice(0, 1).map(({ system, code }) => ({ system, code })),
});

const condition = fc.record({
  set: fc.constantFrom(...sets('Condition')),
  clinical: fc.constantFrom('active', 'resolved'),
});
const medicine = fc.record({ set: fc.constantFrom(...sets('Medication')), days });
/** Few, so that one is often asked for twice. */
const orderTests = [...knowledge.orders.values()].flatMap(({ tests }) => tests.slice(0, 1)).slice(0, 5);
const order = fc.record({
  test: fc.constantFrom(...orderTests),
  days,
  status: fc.constantFrom('active', 'revoked'),
});

interface Chart {
  readonly patient: Json;
  readonly triggers: readonly Json[];
  readonly others: readonly Json[];
}

const chartOf = (triggers: fc.Arbitrary<Shape[]>): fc.Arbitrary<Chart> =>
  fc
    .record({
      who: person,
      triggers,
      labs: fc.array(shape(supporting), { maxLength: 8 }),
      conditions: fc.array(condition, { maxLength: 2 }),
      medicines: fc.array(medicine, { maxLength: 2 }),
      orders: fc.array(order, { maxLength: 6 }),
    })
    .map(({ who, triggers: shapes, labs, conditions, medicines, orders }) => ({
      patient: Object.fromEntries(
        Object.entries({ ...man, ...who }).filter(([, value]) => value !== undefined),
      ),
      triggers: shapes.map(observation),
      others: [
        ...labs.map((one, index) => observation(one, 100 + index)),
        ...conditions.map(({ set, clinical }, index) => ({
          resourceType: 'Condition',
          id: `c${index}`,
          subject,
          clinicalStatus: { coding: [{ code: clinical }] },
          code: codeOf(set),
        })),
        ...medicines.map(({ set, days: ago }, index) => ({
          resourceType: 'MedicationRequest',
          id: `m${index}`,
          status: 'completed',
          intent: 'order',
          subject,
          authoredOn: dayBefore(NOW, ago),
          medicationCodeableConcept: codeOf(set),
        })),
        ...orders.map(({ test: { codes }, days: ago, status }, index) => ({
          resourceType: 'ServiceRequest',
          id: `r${index}`,
          status,
          intent: 'order',
          subject,
          authoredOn: dayBefore(NOW, ago),
          code: { coding: codes.slice(0, 1).map(({ system, code }) => ({ system, code })) },
        })),
      ],
    }));

const chart = chartOf(fc.array(shape(TRIGGERS), { minLength: 1, maxLength: 5 }));

const envelope = (hook: string, context: Json, prefetch: Json): Json => ({
  hook,
  hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
  context: { userId: 'Practitioner/1', patientId: PATIENT_ID, ...context },
  prefetch,
});

const bundleOf = (resources: readonly unknown[]): Json => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.map((resource) => ({ resource })),
});

const EMPTY = Object.fromEntries(
  Object.keys(knowledge.services.get(VIEW)?.prefetch ?? {}).map((key): [string, unknown] => [
    key,
    bundleOf([]),
  ]),
);
const viewOf = ({ patient, triggers, others }: Chart, more: Json = {}): Json =>
  envelope(
    'patient-view',
    {},
    { ...EMPTY, patient, ferritin: bundleOf(triggers), supporting: bundleOf(others), ...more },
  );

/** Everything an answer says, but for the ids made up for it and for the places things came from. */
/** But for what is asked of the hook itself. */
function saidOnEither(advice: Advice): unknown {
  const { rules, ...rest } = said(advice) as {
    readonly rules: readonly { readonly steps: readonly Json[] }[];
  };
  return {
    ...rest,
    rules: rules.map((rule) => ({
      ...rule,
      steps: rule.steps.filter(({ id }) => id !== 'older-than-news'),
    })),
  };
}

function said(advice: Advice): unknown {
  const { readings, passedOver, cards, ...explanation } = advice.explain();
  return JSON.parse(
    JSON.stringify(
      {
        ...explanation,
        setAside: undefined,
        unrecognised: undefined,
        service: undefined,
        cards,
        readings: readings.map((it) => ({
          ...it,
          from: '',
          earlier: it.earlier?.map((one) => ({ ...one, from: '' })),
        })),
        passedOver: passedOver.map((one) => ({ ...one, from: '' })),
      },
      (key, value: unknown) => (key === 'uuid' ? undefined : value),
    ),
  ) as unknown;
}

/** What an answer amounts to, whatever unit it came in. */
function gist(advice: Advice): unknown {
  const { context, causes, suggested, redFlags, rules } = advice.explain();
  return {
    cards: advice.cards.map(({ source, indicator }) => [source.topic.code, indicator]),
    context: context.map((id) => id.replace(/:.*/u, '')),
    causes,
    suggested,
    redFlags,
    verdicts: rules.map(({ verdict }) => verdict),
  };
}

const shuffled = <T>(list: readonly T[]): fc.Arbitrary<T[]> =>
  fc.shuffledSubarray([...list], { minLength: list.length, maxLength: list.length });

describe('the answer does not depend on how the same data came', () => {
  test('the order of entries', () => {
    const two = chart.chain((one) =>
      fc.tuple(fc.constant(one), shuffled(one.triggers), shuffled(one.others)),
    );
    fc.assert(
      fc.property(two, ([one, triggers, others]) => {
        expect(said(adviceOn(viewOf({ ...one, triggers, others })))).toEqual(said(adviceOn(viewOf(one))));
      }),
      runs(250),
    );
  });

  test('several results of one moment, in any order', () => {
    const sameMoment = fc.array(
      shape(['ferritin'])
        .map((one) => ({ ...one, flag: undefined, range: undefined }))
        // Or of no moment at all.
        .map((one) => ({ ...one, daysAgo: one.percent % 3 === 0 ? undefined : 0 })),
      { minLength: 3, maxLength: 5 },
    );
    const two = chartOf(sameMoment).chain((one) => fc.tuple(fc.constant(one), shuffled(one.triggers)));
    fc.assert(
      fc.property(two, ([one, triggers]) => {
        expect(said(adviceOn(viewOf({ ...one, triggers })))).toEqual(said(adviceOn(viewOf(one))));
      }),
      runs(250),
    );
  });

  test('the order of versions of one resource', () => {
    const versions = chart.map((one) => ({
      ...one,
      triggers: one.triggers.map((it) => ({ ...it, id: 'same' })),
    }));
    const two = versions.chain((one) => fc.tuple(fc.constant(one), shuffled(one.triggers)));
    fc.assert(
      fc.property(two, ([one, triggers]) => {
        expect(said(adviceOn(viewOf({ ...one, triggers })))).toEqual(said(adviceOn(viewOf(one))));
      }),
      runs(200),
    );
  });

  test('the page or the key it stands on', () => {
    const keys = [...Object.keys(EMPTY).filter((key) => key !== 'patient'), 'page2', 'somethingElse'];
    const dealt = chart.chain((one) => {
      const all = [...one.triggers, ...one.others];
      const cards = fc.array(fc.constantFrom(...keys), { minLength: all.length, maxLength: all.length });
      return fc.tuple(fc.constant(one), cards, fc.boolean());
    });
    fc.assert(
      fc.property(dealt, ([one, places, nested]) => {
        const all = [...one.triggers, ...one.others];
        const pages = Object.fromEntries(
          keys.map((key) => {
            const page = bundleOf(all.filter((_, index) => places[index] === key));
            return [key, nested ? bundleOf([page]) : page];
          }),
        );
        const body = envelope('patient-view', {}, { ...EMPTY, patient: one.patient, ...pages });
        expect(said(adviceOn(body))).toEqual(said(adviceOn(viewOf(one))));
      }),
      runs(200),
    );
  });

  test('null, a Bundle without entry, an empty one, one with a remark', () => {
    const nothings = [
      null,
      { resourceType: 'Bundle', type: 'searchset' },
      { resourceType: 'Bundle', type: 'searchset', entry: [] },
      { resourceType: 'Bundle', type: 'searchset', total: 0, entry: null },
      bundleOf([
        { resourceType: 'OperationOutcome', issue: [{ severity: 'information', code: 'informational' }] },
      ]),
    ];
    const keys = Object.keys(EMPTY).filter((key) => !['patient', 'ferritin', 'supporting'].includes(key));
    const empties = fc.record(Object.fromEntries(keys.map((key) => [key, fc.constantFrom(...nothings)])));
    fc.assert(
      fc.property(chart, empties, (one, more) => {
        expect(said(adviceOn(viewOf(one, more)))).toEqual(said(adviceOn(viewOf(one))));
      }),
      runs(200),
    );
  });

  test('in the hook’s own results or in prefetch, or in both, and by which hook', () => {
    const isDated = (it: Json): boolean =>
      it['resourceType'] !== 'Observation' || 'effectiveDateTime' in it || 'issued' in it;
    const dated = chart.filter(({ triggers, others }) => [...triggers, ...others].every(isDated));
    const split = dated.chain((one) =>
      fc.tuple(
        fc.constant(one),
        // All of them, as a card is made only when a result that the hook brought takes part in it.
        fc.constant([...one.triggers]),
        fc.subarray([...one.others]),
        fc.boolean(),
      ),
    );
    fc.assert(
      fc.property(split, ([one, first, second, twice]) => {
        const inContext = [...first, ...second];
        const rest = (list: readonly Json[]) => (twice ? list : list.filter((it) => !inContext.includes(it)));
        const body = envelope(
          'org.hepacue.result-review',
          { results: { ...bundleOf(inContext), type: 'collection' } },
          {
            ...EMPTY,
            patient: one.patient,
            ferritin: bundleOf(rest(one.triggers)),
            supporting: bundleOf(rest(one.others)),
          },
        );
        // What came on both ways is one result, of which one copy counts.
        const onChart = adviceOn(viewOf(one));
        // How old news are matters only where a chart is opened.
        fc.pre(onChart.explain().quietened.every(({ id }) => id !== 'older-than-news'));
        const answer = { ...(saidOnEither(onChart) as Json), passedOver: expect.anything() as unknown };
        expect(saidOnEither(adviceOn(body, REVIEW))).toEqual(answer);
      }),
      runs(300),
    );
  });

  test('what belongs to the patient but is not read', () => {
    const unrelated = fc.constantFrom<Json>(
      {
        resourceType: 'Immunization',
        id: 'i',
        status: 'completed',
        patient: subject,
        vaccineCode: { text: 'x' },
      },
      { resourceType: 'AllergyIntolerance', id: 'a', patient: subject },
      { resourceType: 'Encounter', id: 'e', status: 'finished', subject },
      { resourceType: 'Practitioner', id: 'p' },
      { resourceType: 'Organization', id: 'g' },
      { resourceType: 'Specimen', id: 's', subject },
      resultOf('ferritin', 9999, {
        id: 'bp',
        code: { coding: [{ system: 'http://loinc.org', code: '8480-6' }] },
      }),
      resultOf('ferritin', 9999, { id: 'free', code: { text: 'Ferritin goal' } }),
      resultOf('ferritin', 9999, {
        id: 'goal',
        code: { coding: [{ system: 'http://loinc.org', code: '86914-9' }] },
      }),
    );
    fc.assert(
      fc.property(
        chart,
        fc.array(unrelated, { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        (one, extra, before) => {
          const triggers = before ? [...extra, ...one.triggers] : [...one.triggers, ...extra];
          expect(said(adviceOn(viewOf({ ...one, triggers })))).toEqual(said(adviceOn(viewOf(one))));
        },
      ),
      runs(300),
    );
  });

  test('other patients’ results, but for the sentence that says they were left out', () => {
    const sentence = knowledge.words.get('en')?.['given']?.['other-patient'] ?? '';
    const [, after = ''] = sentence.split('{count}');
    const foreign = fc.tuple(chart, fc.constantFrom('Patient/other', '#p', 'urn:uuid:1', undefined));
    fc.assert(
      fc.property(chart, foreign, (one, [others, reference]) => {
        const strangers = [...others.triggers, ...others.others].map((it, index) => ({
          ...it,
          id: `x${index}`,
          subject: reference === undefined ? undefined : { reference },
        }));
        const with_ = adviceOn(viewOf({ ...one, triggers: [...strangers, ...one.triggers] }));
        const without = (advice: Advice): unknown =>
          JSON.parse(
            JSON.stringify(said(advice))
              .split('\\n')
              .filter((line) => !line.includes(after))
              .join('\\n')
              // The heading of the remarks stays when this was the only one.
              .replaceAll(
                `\\n\\n${knowledge.words.get('en')?.['sections']?.['remarks'] ?? ''}\\n\\n\\n`,
                '\\n\\n',
              ),
          );
        expect(after.length).toBeGreaterThan(10);
        expect(gist(with_)).toEqual(gist(adviceOn(viewOf(one))));
        expect((without(with_) as { readings: unknown }).readings).toEqual(
          (said(adviceOn(viewOf(one))) as { readings: unknown }).readings,
        );
      }),
      runs(200),
    );
  });
});

describe('the answer does not depend on the unit', () => {
  test('each value with its range in any accepted unit', () => {
    const spelling = (id: string) =>
      fc.constantFrom(...lab(id).units.flatMap(({ as, factor }) => as.map((unit) => ({ unit, factor }))));
    const two = chart.chain((one) =>
      fc.tuple(
        fc.constant(one),
        fc.record({ ferritin: spelling('ferritin'), b12: spelling('b12') }),
        fc.constantFrom('unit', 'code', 'both'),
      ),
    );
    fc.assert(
      fc.property(two, ([one, spellings, where]) => {
        const convert = (it: Json): Json => {
          const { valueQuantity, referenceRange } = it as {
            valueQuantity: Json;
            referenceRange?: { high: Json }[];
          };
          const id =
            (it['code'] as { coding: { code: string }[] }).coding[0]?.code === '2276-4' ? 'ferritin' : 'b12';
          const { unit, factor } = spellings[id];
          const quantity = (own: Json): Json =>
            own['unit'] !== lab(id).unit
              ? own
              : {
                  ...own,
                  value: Number(own['value']) / factor,
                  unit: where === 'code' ? undefined : unit,
                  ...(where !== 'unit' && { code: unit, system: 'http://unitsofmeasure.org' }),
                };
          return {
            ...it,
            valueQuantity: quantity(valueQuantity),
            ...(referenceRange && {
              referenceRange: referenceRange.map(({ high }) => ({ high: quantity(high) })),
            }),
          };
        };
        expect(gist(adviceOn(viewOf({ ...one, triggers: one.triggers.map(convert) })))).toEqual(
          gist(adviceOn(viewOf(one))),
        );
      }),
      runs(300),
    );
  });
});

const RANK = ['info', 'warning', 'critical'];

describe('more is never less', () => {
  // What is only known as a bound is left out: a higher bound may turn "cannot tell" on a card of its own into "raised".
  const plain = (id: string) =>
    shape([id]).map((one) => ({
      ...one,
      daysAgo: 0,
      comparator: undefined,
      status: 'final',
      unit: undefined,
    }));
  const sameDay = chartOf(
    fc.oneof(
      plain('ferritin').map((one) => [one]),
      plain('b12').map((one) => [one]),
      fc.tuple(plain('ferritin'), plain('b12')).map((both) => [...both]),
    ),
  );

  test('raising ferritin or B12, as far as it is possible, never lowers the highest indicator nor the number of cards', () => {
    const factor = fc.oneof(fc.double({ min: 1, max: 1.2, noNaN: true }), fc.integer({ min: 2, max: 100 }));
    fc.assert(
      fc.property(sameDay, fc.array(factor, { minLength: 2, maxLength: 2 }), (one, factors) => {
        const raise = (it: Json, index: number): Json => {
          const quantity = it['valueQuantity'] as { value: number; unit: string };
          const possible =
            TRIGGERS.map(lab).find(({ unit }) => unit === quantity.unit)?.plausible?.high ?? NaN;
          const value = Math.min(quantity.value * (factors[index] ?? 1), possible);
          return { ...it, valueQuantity: { ...quantity, value } };
        };
        const before = adviceOn(viewOf(one)).cards;
        const after = adviceOn(viewOf({ ...one, triggers: one.triggers.map(raise) })).cards;
        const highest = (cards: typeof before) =>
          Math.max(-1, ...cards.map(({ indicator }) => RANK.indexOf(indicator)));
        expect(after.length).toBeGreaterThanOrEqual(before.length);
        expect(highest(after)).toBeGreaterThanOrEqual(highest(before));
      }),
      runs(300),
    );
  });
});

describe('a partial birth date answers only what both ends answer', () => {
  const MONTH_ENDS = ['31', '28', '31', '30', '31', '30', '31', '31', '30', '31', '30', '31'];
  const partial = fc.oneof(
    fc.integer({ min: 2000, max: 2015 }).map(String),
    fc.integer({ min: 1955, max: 1993 }).map(String),
    fc
      .tuple(fc.constantFrom(2008, 1975, 1961, 1991), fc.integer({ min: 1, max: 12 }))
      .map(([year, month]) => `${year}-${String(month).padStart(2, '0')}`),
  );
  const ends = (date: string) =>
    date.length === 4
      ? [`${date}-01-01`, `${date}-12-31`]
      : [`${date}-01`, `${date}-${MONTH_ENDS[Number(date.slice(5)) - 1] ?? ''}`];

  test('each rule', () => {
    fc.assert(
      fc.property(chart, partial, (one, birthDate) => {
        const verdicts = (date: string) =>
          adviceOn(viewOf({ ...one, patient: { ...one.patient, birthDate: date } }))
            .explain()
            .rules.filter(({ id }) => id !== 'context')
            .map(({ id, verdict }) => [id, verdict]);
        const [young, old] = ends(birthDate).map(verdicts);
        const seen = verdicts(birthDate);
        for (const [index, [id, verdict]] of seen.entries()) {
          if (verdict === 'unknown') continue;
          expect([birthDate, id, young?.[index]?.[1], old?.[index]?.[1]]).toEqual([
            birthDate,
            id,
            verdict,
            verdict,
          ]);
        }
      }),
      runs(300),
    );
  });
});

describe('nothing that stands in a record makes the service fail', () => {
  const service = serveShipped();
  const contained = (more: Json): Json => ({ ...resultOf('b12', 1500, more), subject: undefined });
  const good = {
    triggers: [
      resultOf('ferritin', 1200, {
        referenceRange: [
          {
            low: { value: 30, unit: 'ng/mL' },
            high: { value: 400, unit: 'ng/mL' },
            type: { coding: [{ code: 'normal' }] },
            appliesTo: [{ coding: [{ code: 'male' }] }, { coding: [{ code: '77386006' }] }],
            age: { low: { value: 18, code: 'a' }, high: { value: 90, code: 'a' } },
          },
        ],
        interpretation: [
          { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0078', code: 'H' }], text: 'H' },
        ],
        issued: '2026-11-22T08:00:00Z',
        meta: { lastUpdated: '2026-11-22T08:00:00Z', versionId: '1' },
        specimen: { reference: 'Specimen/1' },
      }),
      resultOf('ferritin', 900, { id: 'f2', specimen: { reference: 'Specimen/1' } }),
      resultOf('b12', 0, { valueQuantity: undefined, valueString: '> 2000 pg/mL' }),
      resultOf('b12', 0, { id: 'b2', valueQuantity: undefined, valueInteger: 900 }),
    ],
    others: [
      ...supporting.map((id, index) => resultOf(id, (LIMITS[id] ?? 1) * 2, { id: `s${index}` })),
      resultOf('hbsag', 0, {
        valueQuantity: undefined,
        valueCodeableConcept: {
          coding: [{ system: 'http://snomed.info/sct', code: '10828004', display: 'Positive' }],
          text: 'positive',
        },
        interpretation: [{ coding: [{ code: 'POS' }] }],
      }),
      resultOf('anti-hcv', 0, {
        valueQuantity: undefined,
        valueString: 'see comment',
        interpretation: [{ coding: [{ code: 'NEG' }] }],
      }),
      resultOf('hbsag', 0, { id: 'h2', valueQuantity: undefined, valueString: 'negative' }),
      resultOf('ferritin', 0, {
        id: 'panel',
        code: { text: 'Panel' },
        valueQuantity: undefined,
        hasMember: [{ reference: 'Observation/ferritin-1' }],
        component: [{ code: { text: 'Ferritin' }, valueQuantity: { value: 700, unit: 'ng/mL' } }],
      }),
      {
        resourceType: 'DiagnosticReport',
        id: 'report',
        status: 'final',
        code: { coding: [{ system: 'http://loinc.org', code: '24325-3' }] },
        subject,
        effectivePeriod: { start: '2026-11-20', end: '2026-11-21' },
        issued: '2026-11-22T08:00:00Z',
        contained: [
          contained({ id: 'r1' }),
          contained({ id: 'r2', valueQuantity: undefined, valueString: '900 pg/mL' }),
        ],
        result: [{ reference: '#r1' }],
      },
      {
        resourceType: 'Condition',
        id: 'c',
        subject,
        clinicalStatus: { coding: [{ code: 'active' }] },
        verificationStatus: { coding: [{ code: 'confirmed' }] },
        code: codeOf(sets('Condition')[0]),
      },
      {
        resourceType: 'MedicationRequest',
        id: 'm',
        status: 'active',
        intent: 'order',
        subject,
        authoredOn: '2026-11-01',
        contained: [{ resourceType: 'Medication', id: 'med', code: { text: 'cyanocobalamin' } }],
        medicationReference: { reference: '#med', display: 'x' },
      },
      {
        resourceType: 'MedicationStatement',
        id: 'ms',
        status: 'active',
        subject,
        effectivePeriod: { start: '2026-11-01' },
        medicationReference: { reference: 'Medication/m1' },
      },
      { resourceType: 'Medication', id: 'm1', code: codeOf(sets('Medication')[0]) },
      {
        resourceType: 'Procedure',
        id: 'p',
        status: 'completed',
        subject,
        code: codeOf(sets('Procedure')[0]),
        performedPeriod: { start: '2026-11-01', end: '2026-11-02' },
      },
      {
        resourceType: 'ServiceRequest',
        id: 'sr',
        status: 'active',
        intent: 'order',
        subject,
        authoredOn: '2026-11-20',
        code: { coding: [{ system: 'http://loinc.org', code: '2324-2' }] },
      },
    ],
  };
  const bodies = [
    [VIEW, viewOf({ patient: man, ...good })],
    [
      REVIEW,
      envelope(
        'org.hepacue.result-review',
        { encounterId: 'e1', results: { ...bundleOf(good.triggers), type: 'collection' } },
        { ...EMPTY, patient: man, supporting: bundleOf(good.others) },
      ),
    ],
  ] as const;

  type Path = readonly (string | number)[];
  const isNode = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null;
  const pathsIn = (value: unknown, path: Path = []): Path[] =>
    isNode(value)
      ? Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...pathsIn(inner, [...path, key])])
      : [];
  /** The envelope has tests of its own; what is broken here is what stands in the record. */
  const isInRecord = ([first, second, third]: Path): boolean =>
    third !== undefined && (first === 'prefetch' || second === 'results');
  const JUNK = [
    null,
    true,
    0,
    -1,
    1e308,
    '',
    'x',
    '2026-13-45',
    '>',
    [],
    [null],
    [[]],
    {},
    { value: 1 },
    ['x'],
    { reference: 5 },
    'undefined',
  ];
  const mutation = fc.record({
    where: fc.double({ min: 0, max: 0.999_999, noNaN: true }),
    what: fc.constantFrom('delete', 'junk', 'wrap', 'unwrap', 'twice'),
    junk: fc.constantFrom<unknown>(...JUNK),
  });

  function mutate(
    body: unknown,
    { where, what, junk }: { where: number; what: string; junk: unknown },
  ): void {
    const paths = pathsIn(body).filter(isInRecord);
    const path = paths[Math.floor(where * paths.length)] ?? [];
    const parent = path
      .slice(0, -1)
      .reduce<unknown>((node, key) => (isNode(node) ? node[key] : undefined), body);
    const key = path.at(-1);
    if (!isNode(parent) || key === undefined) return;
    const old = parent[key];
    if (what === 'delete') Reflect.deleteProperty(parent, key);
    else if (what === 'wrap') parent[key] = [old];
    else if (what === 'unwrap') parent[key] = Array.isArray(old) ? (old as unknown[])[0] : String(old);
    else if (what === 'twice') parent[key] = [old, structuredClone(old)];
    else parent[key] = structuredClone(junk);
  }

  test('the unbroken requests make cards', () => {
    for (const [id, body] of bodies) expect(adviceOn(body, id).cards.length).toBeGreaterThan(0);
  });

  test('broken ones, through the door: never a 5xx, always JSON', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...bodies),
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('cds-services', 'explain'),
        async ([id, body], mutations, path) => {
          const broken = structuredClone(body);
          for (const one of mutations) mutate(broken, one);
          const answer = await service.post(`/${path}/${id}`, broken);
          expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
          await answer.json();
          expect(answer.status).toBeLessThan(500);
        },
      ),
      runs(500),
    );
    expect(service.logged).toEqual([]);
  });

  test('each element of the record in turn, as each kind of junk', () => {
    const [[, body]] = bodies;
    const paths = pathsIn(body).filter(isInRecord);
    const kinds = [null, 1, 'x', [], {}];
    for (const index of paths.keys()) {
      // What stands in a resource itself is broken in every way, what lies deeper in one.
      for (const junk of (paths[index]?.length ?? 0) <= 6 ? kinds : [kinds[index % 5]]) {
        const broken = structuredClone(body);
        mutate(broken, { where: (index + 0.5) / paths.length, what: 'junk', junk });
        expect([paths[index], failureOf(broken)]).toEqual([paths[index], undefined]);
      }
    }
  });

  /** What was thrown and is no answer of ours. */
  function failureOf(body: unknown): unknown {
    try {
      adviceOn(body);
      return undefined;
    } catch (error) {
      return error instanceof ServiceError ? undefined : error;
    }
  }
});
