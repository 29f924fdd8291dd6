import { describe, expect, test } from '@jest/globals';
import type { OutcomesFile } from '../../src/core/model/files.generated.js';
import type { Finding } from '../../src/replay/patient/findings.js';
import { tablesOf } from '../../src/replay/tally.js';
import { ndjson, replay, type Replayed } from './replaying.js';

const subject = { reference: 'Patient/p' };
const patient = { resourceType: 'Patient', id: 'p', gender: 'male', birthDate: '1970-05-05' };

type Part = Readonly<Record<string, unknown>>;

function result(code: string, value: number, unit: string, day: string, more: Part = {}): Part {
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code }] },
    subject,
    effectiveDateTime: day,
    valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit },
    ...more,
  };
}

const ferritin = (value: number, day: string, more: Part = {}): Part =>
  result('2276-4', value, 'ng/mL', day, { id: `f-${day}`, ...more });

async function of(...resources: readonly object[]): Promise<Replayed> {
  return replay({ 'all.ndjson': ndjson([patient, ...resources]) });
}

/** `2026-03-01 main-ferritin`, of each card. */
function said(cards: readonly Finding[]): string[] {
  return cards.map(({ date, rule }) => `${date} ${rule}`);
}

async function cardsOf(...resources: readonly object[]): Promise<string[]> {
  return said((await of(...resources)).cards);
}

const table = (replayed: Replayed, name: string): unknown =>
  (tablesOf(replayed.counts).get(name) ?? []).map(({ cells, count }) => [...cells, count]);

describe('a result', () => {
  test('counts from the day it was issued, though it was sampled before', async () => {
    expect(await cardsOf(ferritin(500, '2026-03-01', { issued: '2026-03-03T08:00:00Z' }))).toEqual([
      '2026-03-03 main-ferritin',
    ]);
  });

  test('counts from its sample when nothing says when it was issued', async () => {
    expect(await cardsOf(ferritin(500, '2026-03-01'))).toEqual(['2026-03-01 main-ferritin']);
  });

  test('is not known on days before it', async () => {
    const { cards } = await of(
      ferritin(500, '2026-03-01'),
      ferritin(1500, '2026-03-20'),
      result('1920-8', 20, 'U/L', '2026-03-10', { id: 'ast' }),
    );
    const dones = cards.map(({ date, done }) => [date, done.length > 0]);
    expect(cards.map(({ readings }) => readings[0]?.value)).toEqual([500, 1500]);
    expect(dones).toEqual([
      ['2026-03-01', false],
      ['2026-03-20', true],
    ]);
  });

  test('that is normal brings no card, and the day is counted', async () => {
    const replayed = await of(ferritin(100, '2026-03-01'));
    expect(replayed.findings).toEqual([]);
    expect(table(replayed, 'openings-silent')).toEqual([[1]]);
  });

  test('without any date is of no day, and counted', async () => {
    const { effectiveDateTime: _, ...undated } = ferritin(500, '2026-03-01');
    const replayed = await of(undated);
    expect(replayed.cards).toEqual([]);
    expect(table(replayed, 'undated')).toEqual([['Observation', 1]]);
    expect(table(replayed, 'results')).toEqual([['ferritin', 1]]);
  });

  test('corrected later counts as it was until then', async () => {
    const version = (value: number, updated: string, versionId: string): Part =>
      ferritin(value, '2026-03-01', { id: 'one', meta: { versionId, lastUpdated: updated } });
    const { cards } = await of(
      version(500, '2026-03-01T09:00:00Z', '1'),
      version(100, '2026-03-09T09:00:00Z', '2'),
      ferritin(120, '2026-04-01'),
    );
    expect(said(cards)).toEqual(['2026-03-01 main-ferritin']);
  });

  test('of an evening west of Greenwich is of the day it was in UTC', async () => {
    expect(await cardsOf(ferritin(500, '2026-03-01T21:00:00-05:00'))).toEqual(['2026-03-02 main-ferritin']);
  });
});

describe('a problem', () => {
  const haemochromatosis = (more: Part): Part => ({
    resourceType: 'Condition',
    id: 'c',
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
    },
    code: {
      coding: [
        { system: 'http://hl7.org/fhir/sid/icd-10', code: 'E83.1' },
        { system: 'http://snomed.info/sct', code: '399187006' },
      ],
    },
    subject,
    ...more,
  });
  const resolved = {
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'resolved' }],
    },
  };
  const days = [ferritin(500, '2026-03-01'), ferritin(510, '2026-04-01'), ferritin(520, '2026-05-01')];

  test('is known from the day it was written down', async () => {
    expect(
      await cardsOf(...days, haemochromatosis({ recordedDate: '2026-03-15', onsetDateTime: '2020' })),
    ).toEqual(['2026-03-01 main-ferritin', '2026-04-01 context', '2026-05-01 context']);
  });

  test('is known from its beginning when nothing says when it was written down', async () => {
    expect(await cardsOf(...days, haemochromatosis({ onsetDateTime: '2026-04-15' }))).toEqual([
      '2026-03-01 main-ferritin',
      '2026-04-01 main-ferritin',
      '2026-05-01 context',
    ]);
  });

  test('that ended later was there until then', async () => {
    const ended = haemochromatosis({
      recordedDate: '2026-01-01',
      abatementDateTime: '2026-04-15',
      ...resolved,
    });
    expect(await cardsOf(...days, ended)).toEqual([
      '2026-03-01 context',
      '2026-04-01 context',
      '2026-05-01 main-ferritin',
    ]);
  });

  test('without a date is known throughout, and what would have been said without it is counted beside', async () => {
    const replayed = await of(ferritin(500, '2026-03-01'), haemochromatosis({}));
    expect(said(replayed.cards)).toEqual(['2026-03-01 context']);
    expect(table(replayed, 'undated')).toEqual([['Condition', 1]]);
    expect(table(replayed, 'undated-known')).toEqual([['context', 'info', 1]]);
    expect(table(replayed, 'undated-left-out')).toEqual([['main-ferritin', 'info', 1]]);
  });
});

describe('what else is on record', () => {
  const ultrasound = { coding: [{ system: 'http://loinc.org', code: '24558-9' }] };
  const two = [ferritin(1200, '2026-03-01'), ferritin(1250, '2026-04-20')];
  const isDone = async (resource: object): Promise<[string, boolean][]> =>
    (await of(...two, resource)).cards
      .filter(({ rule }) => rule === 'main-ferritin')
      .map(({ date, done }): [string, boolean] => [date, done.includes('liver-ultrasound')]);
  const LATER = [
    ['2026-03-01', false],
    ['2026-04-20', true],
  ];

  test('an order counts from authoredOn', async () => {
    const order = {
      resourceType: 'ServiceRequest',
      id: 'o',
      status: 'active',
      intent: 'order',
      code: ultrasound,
      subject,
    };
    expect(await isDone({ ...order, authoredOn: '2026-03-20' })).toEqual(LATER);
  });

  test('a report counts from when it was issued, else from its examination', async () => {
    const report = { resourceType: 'DiagnosticReport', id: 'r', status: 'final', code: ultrasound, subject };
    expect(
      await isDone({ ...report, issued: '2026-03-20T10:00:00Z', effectiveDateTime: '2026-02-20' }),
    ).toEqual(LATER);
    expect(await isDone({ ...report, effectiveDateTime: '2026-03-20' })).toEqual(LATER);
  });

  test('a procedure counts from when it was done', async () => {
    const procedure = { resourceType: 'Procedure', id: 'x', status: 'completed', code: ultrasound, subject };
    expect(await isDone({ ...procedure, performedDateTime: '2026-03-20' })).toEqual(LATER);
  });

  test('a medicine that ended later was taken until then', async () => {
    const iron = {
      resourceType: 'MedicationStatement',
      id: 'm',
      status: 'completed',
      medicationCodeableConcept: { text: 'Vitamin B12 1000 micrograms injection' },
      subject,
      effectivePeriod: { start: '2026-01-01', end: '2026-03-20' },
    };
    const b12 = (day: string): Part => result('2132-9', 1500, 'pg/mL', day, { id: `b-${day}` });
    const { cards } = await of(iron, b12('2025-12-01'), b12('2026-03-01'));
    expect(said(cards)).toEqual(['2025-12-01 main-b12', '2026-03-01 context']);
  });

  test('nobody who has died is asked about, and who only did at some time was alive when a result came', async () => {
    const died = { ...patient, deceasedDateTime: '2026-03-15' };
    const replayed = await replay({
      'all.ndjson': ndjson([died, ferritin(500, '2026-03-01'), ferritin(500, '2026-04-01')]),
    });
    expect(said(replayed.cards)).toEqual(['2026-03-01 main-ferritin']);
    expect(table(replayed, 'not-shown')).toEqual([['deceased', 1]]);
    const some = await replay({
      'all.ndjson': ndjson([{ ...patient, deceasedBoolean: true }, ferritin(500, '2026-03-01')]),
    });
    expect(said(some.cards)).toEqual(['2026-03-01 main-ferritin']);
  });

  test('the very same card again is told, with the days between', async () => {
    const same = ferritin(500, '2026-03-01');
    const { cards } = await of(same, { ...same, id: 'a copy', issued: '2026-03-11T00:00:00Z' });
    expect(cards.map(({ date, repeats }) => [date, repeats])).toEqual([
      ['2026-03-01', undefined],
      ['2026-03-11', 10],
    ]);
  });
});

test('a result hook is handed what arrived on the day', async () => {
  const service = 'raised-ferritin-b12-result-review';
  const lines = ndjson([patient, ferritin(500, '2026-03-01'), ferritin(100, '2026-06-01')]);
  const replayed = await replay({ 'all.ndjson': lines }, { settings: { service } });
  expect(said(replayed.cards)).toEqual(['2026-03-01 main-ferritin']);
  expect(table(replayed, 'openings')).toEqual([[2]]);
});

test('what a record shows before and after a card, and after a day without one, is counted by month', async () => {
  const proof = { source: ['test'], verified: false, checked: '2026-01-01' };
  const outcomes: OutcomesFile = {
    outcomes: [{ id: 'serology', title: 'Anti-HCV', labs: [['anti-hcv']] }],
    within: { value: 180, unit: 'd', ...proof },
  };
  const { valueQuantity: _, ...serology } = result('13955-0', 0, '1', '2026-04-01', { id: 'hcv' });
  const files = {
    'all.ndjson': ndjson([
      patient,
      ferritin(100, '2025-03-01'),
      ferritin(500, '2026-03-01'),
      ferritin(510, '2026-05-01'),
      { ...serology, valueString: 'negative' },
    ]),
  };
  expect(table(await replay(files, { outcomes }), 'outcomes')).toEqual([
    ['serology', 'card', 'after', '2026-03', 1],
    ['serology', 'card', 'before', '2026-05', 1],
    ['serology', 'no-card', 'not', '2025-03', 1],
  ]);
});
