import fc from 'fast-check';
import { type Moment, moment, momentOf } from '../../src/core/record/moment.js';
import { sampledAt } from '../../src/core/record/sampled-at.js';
import { NOW } from './clock.js';
import { knowledge } from './shipped.js';
import { lab, resultOf, subject, type TriggerId, TRIGGERS, UCUM } from './ask.js';
import { PATIENT_ID } from './case.js';

/** Records as a generator makes them: a patient with findings, and whatever else may come along with them. */

export type Json = Readonly<Record<string, unknown>>;

/** A result that was made, and what a test must know of it. */
export interface Made {
  readonly lab: string;
  /** The labs that its codes name. */
  readonly labs: readonly string[];
  /** The number as written in it: no other result of the record holds it. */
  readonly number: string;
  /** The same in the lab's own unit. */
  readonly value: number;
  readonly resource: Json;
  /** When it was sampled, as far as it can be told. */
  readonly at: Moment | undefined;
  /** What it has of its own by which it may be known to be a version of another. */
  readonly keys: readonly string[];
}

/** More results than this have no number of their own. */
export const MOST_RESULTS = 9;

/** Values that stand on each side of what the rules ask: in the lab's own unit, so that a small number added stays on that side. */
const VALUES: Readonly<Record<string, readonly number[]>> = {
  ferritin: [50, 150, 250, 320, 620, 1200, 2600, 12_000, 90_000, 2_000_000],
  b12: [200, 400, 1000, 1500, 2400, 90_000, 400_000],
  alt: [20, 60, 300, 900, 90_000],
  ast: [20, 60, 300, 900, 90_000],
  bilirubin: [10, 30, 60, 200, 9000],
  'bilirubin-direct': [2, 5, 30],
  inr: [0.8, 1.1, 1.8, 2.4, 300],
  hemoglobin: [7.4, 8.4, 14.2, 84],
  wbc: [2.2, 3.2, 7.2, 30.2, 9000],
  platelets: [40, 80, 200, 700, 250_000],
  albumin: [20, 40, 400],
  crp: [3, 40, 9000],
};
export const SUPPORTING = Object.keys(VALUES).filter((id) => lab(id).role === 'supporting');
const LABS = [...TRIGGERS, ...SUPPORTING];

function valueOf(id: string, base: number, index: number): number {
  const step = TRIGGERS.includes(id as TriggerId) ? 1 : 0.01;
  return Number((base + (index + 1) * step).toFixed(2));
}

const often = <T>(usual: T, ...odd: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: fc.constantFrom(...odd) });

/** About the day of the first results, before and after it, in every precision, and none. */
const dates = fc.constantFrom<string | undefined>(
  '2026-11-20',
  '2026-11-20',
  '2026-11-20T08:00:00Z',
  '2026-11-20T23:30:00+02:00',
  '2026-11-20T07:59:00-05:00',
  '2026-11-19',
  '2026-11-19T08:00:00Z',
  '2026-11-21',
  '2026-11-21T06:00:00Z',
  '2026-11-22',
  '2026-11-22T09:00:00Z',
  '2026-11-22T20:00:00Z',
  '2026-11-23',
  '2026-11',
  '2026-10',
  '2026',
  '2026-07-01',
  '2025-12-10',
  '2025-10-01',
  '2024',
  '2027-03-01',
  '1970-01-01T00:00:00Z',
  '1900-01-01',
  'yesterday',
  undefined,
);
const instants = fc.constantFrom<string | undefined>(
  undefined,
  '2026-11-20T10:00:00Z',
  '2026-11-21T10:00:00Z',
  '2026-11-22T08:00:00Z',
);

const RESULT = {
  status: often<unknown>(
    'final',
    'corrected',
    'amended',
    'preliminary',
    'registered',
    'unknown',
    undefined,
    'cancelled',
    'entered-in-error',
    'done',
    5,
  ),
  date: dates,
  as: often<'dateTime' | 'period' | 'instant' | 'issued'>('dateTime', 'period', 'instant', 'issued'),
  issued: instants,
  lastUpdated: instants,
  versionId: often<unknown>(undefined, '1', '2', 'W/"3"'),
  unit: often<string | null>(null, 'furlong', '', 'other', 'conflict', 'mmol/L', '/uL'),
  range: often<unknown>(undefined, 0.5, 1, 1.5, 3, 1e6, 'text', 'odd'),
  flag: often<string | undefined>(undefined, 'H', 'N', 'L', 'A', 'POS'),
  comparator: often<string | undefined>(undefined, undefined, '<', '>', '>='),
  id: often('own', 'base', 'none', 'other-lab'),
  identifier: often('none', 'own', 'base'),
  specimen: often<string | undefined>(undefined, 'Specimen/1', 'Specimen/2', '#s'),
  whose: often<unknown>(subject, subject, { reference: 'Patient/other' }, { reference: '#p' }, undefined, {
    reference: 'urn:uuid:1',
  }),
  code: often('own', 'second', 'look-alike-beside', 'look-alike', 'two-labs', 'name', 'unknown'),
  shape: often(
    'quantity',
    'string',
    'integer',
    'absent',
    'component',
    'contained',
    'withdrawn-report',
    'member',
    'malformed',
    'too-large',
    'broken-code',
    'broken-date',
  ),
  mark: often('none', 'modifier', 'focus', 'focus-patient'),
};
type Shape = {
  readonly [key in keyof typeof RESULT]: (typeof RESULT)[key] extends fc.Arbitrary<infer T> ? T : never;
};

interface Drawn extends Shape {
  readonly lab: string;
  readonly base: number;
}

const drawn = (labs: readonly string[]): fc.Arbitrary<Drawn> =>
  fc
    .constantFrom(...labs)
    .chain((id) =>
      fc.record({ ...RESULT, lab: fc.constant(id), base: fc.constantFrom(...(VALUES[id] ?? [1])) }),
    );

/** As a laboratory should send it. */
const plain = (labs: readonly string[], values: (id: string) => readonly number[]): fc.Arbitrary<Drawn> =>
  fc.constantFrom(...labs).chain((id) =>
    drawn([id]).chain((odd) =>
      fc
        .record({
          base: fc.constantFrom(...values(id)),
          date: fc.constantFrom('2026-11-20', '2026-11-20T08:00:00Z', '2026-11-19', '2026-11'),
          range: often<unknown>(undefined, 1),
          flag: often<string | undefined>(undefined, 'H'),
          unit: fc.constantFrom(null, null, 'other'),
          identifier: fc.constantFrom('none', 'own'),
          specimen: fc.constantFrom(undefined, 'Specimen/1'),
          issued: instants,
          lastUpdated: instants,
        })
        .map((some): Drawn => ({
          ...odd,
          status: 'final',
          as: 'dateTime',
          versionId: undefined,
          comparator: undefined,
          id: 'own',
          whose: subject,
          code: 'own',
          shape: 'quantity',
          mark: 'none',
          ...some,
        })),
    ),
  );

function unitOf({ lab: id, unit }: Drawn): {
  readonly unit: string | undefined;
  readonly code: string | undefined;
  readonly factor: number;
} {
  const { unit: own = '', units } = lab(id);
  if (unit === null) return { unit: own, code: own, factor: 1 };
  if (unit === '') return { unit: undefined, code: undefined, factor: 1 };
  const other = units.find(({ factor }) => factor !== 1);
  const spelling = other?.as[0];
  if (unit === 'other' && other && spelling !== undefined)
    return { unit: spelling, code: spelling, factor: other.factor };
  if (unit === 'conflict' && spelling !== undefined) return { unit: own, code: spelling, factor: 1 };
  const odd = unit === 'other' || unit === 'conflict' ? own : unit;
  return { unit: odd, code: odd, factor: 1 };
}

function otherThan(id: string): TriggerId {
  return id === 'ferritin' ? 'b12' : 'ferritin';
}

function codeOf({ lab: id, code }: Drawn): unknown {
  const { codes, rejects, names } = lab(id);
  const own = codes.slice(0, 1).map(({ system, code: word }) => ({ system, code: word }));
  const lookAlike = (rejects.length > 0 ? rejects : [{ system: 'http://loinc.org', code: '99999-9' }])
    .slice(0, 1)
    .map(({ system, code: word }) => ({ system, code: word }));
  const other = lab(otherThan(id))
    .codes.slice(0, 1)
    .map(({ system, code: word }) => ({ system, code: word }));
  switch (code) {
    case 'second':
      return {
        coding: codes.slice(-1).map(({ system, code: word }) => ({ system, code: word })),
        text: names[0] ?? id,
      };
    case 'look-alike-beside':
      return { coding: [...lookAlike, ...own] };
    case 'look-alike':
      return { coding: lookAlike };
    case 'two-labs':
      return { coding: [...own, ...other] };
    case 'name':
      return { text: names[0] ?? id };
    case 'unknown':
      return { coding: [{ system: 'urn:lab', code: 'X1' }], text: 'Something' };
    default:
      return { coding: own };
  }
}

function rangeOf({ lab: id, range }: Drawn, unit: { unit: string | undefined; factor: number }): unknown {
  if (range === undefined) return undefined;
  if (range === 'text') return [{ text: '30-400' }];
  if (range === 'odd') return [{ low: { value: 5 }, high: { value: 'x' } }, null];
  const limits = lab(id).limits;
  const high = (limits.at(-1)?.high ?? 10) * Number(range);
  return [
    {
      high: {
        value: Number((high / unit.factor).toPrecision(6)),
        ...(unit.unit !== undefined && { unit: unit.unit }),
      },
    },
  ];
}

function made(one: Drawn, index: number, base: Made | undefined): Made {
  const unit = unitOf(one);
  const value = Number((valueOf(one.lab, one.base, index) / unit.factor).toPrecision(5));
  const number = String(value);
  const id = { own: `o${index}`, base: base?.resource['id'], none: undefined, 'other-lab': 'o0' }[one.id] as
    string | undefined;
  const identifier = { none: undefined, own: `n${index}`, base: 'n0' }[one.identifier];
  const specimen = one.specimen;
  const at = one.date;
  // An instant has a time: without one it is none, and the door leaves it out.
  const as =
    at?.includes('T') !== true && (one.as === 'instant' || one.as === 'issued') ? 'dateTime' : one.as;
  const when = {
    period: { effectivePeriod: { start: '2026-01-01', end: at } },
    instant: { effectiveInstant: at },
    issued: { issued: at },
    dateTime: { effectiveDateTime: at },
  }[as];
  const quantity = {
    value,
    unit: unit.unit,
    code: unit.code,
    ...(unit.code !== undefined && { system: UCUM }),
    comparator: one.comparator,
  };
  const text = `${one.comparator ?? ''}${number} ${unit.unit ?? ''}`.trim();
  const valued: Json = {
    quantity: { valueQuantity: quantity },
    string: { valueString: text },
    integer: { valueInteger: Math.round(value) },
    absent: { dataAbsentReason: { coding: [{ code: 'unknown' }] } },
    malformed: { valueQuantity: [value], effectiveDateTime: {} },
    'too-large': {
      valueQuantity: quantity,
      note: [{ text: 'x'.repeat(10) }],
      referenceRange: Array.from({ length: 2000 }, () => ({ text: 'x' })),
    },
    'broken-code': { valueQuantity: quantity, code: true },
    'broken-date': { valueQuantity: quantity, effectiveDateTime: 20_261_120 },
  }[one.shape] ?? { valueQuantity: quantity };
  const more: Json = {
    id,
    status: one.status,
    code: codeOf(one),
    subject: one.whose,
    effectiveDateTime: undefined,
    valueQuantity: undefined,
    ...when,
    ...(one.issued !== undefined && as !== 'issued' && { issued: one.issued }),
    ...(identifier !== undefined && { identifier: [{ system: 'urn:lab', value: identifier }] }),
    ...(specimen !== undefined && {
      specimen: { reference: specimen === '#s' ? specimen : `${specimen}-${one.lab}` },
    }),
    ...((one.lastUpdated !== undefined || one.versionId !== undefined) && {
      meta: { lastUpdated: one.lastUpdated, versionId: one.versionId },
    }),
    ...(one.range !== undefined && { referenceRange: rangeOf(one, unit) }),
    ...(one.flag !== undefined && { interpretation: [{ coding: [{ code: one.flag }] }] }),
    ...(one.mark === 'modifier' && { modifierExtension: [{ url: 'urn:x', valueBoolean: true }] }),
    ...(one.mark === 'focus' && { focus: [{ reference: 'Patient/unborn' }] }),
    ...(one.mark === 'focus-patient' && { focus: [subject] }),
    ...valued,
  };
  const observation = resultOf(one.lab, value, more);
  return {
    lab: one.lab,
    labs: one.code === 'two-labs' ? [one.lab, otherThan(one.lab)] : [one.lab],
    number: one.shape === 'integer' ? String(Math.round(value)) : number,
    resource: clean(heldIn(observation, one.shape, index)) as Json,
    value: valueOf(one.lab, one.base, index),
    at: sampledAt(observation as never, { moment, birth: undefined, today: momentOf(NOW) }),
    keys: [
      ...(id === undefined ? [] : [`id ${id}`]),
      ...(identifier === undefined ? [] : [`identifier ${identifier}`]),
      ...(specimen === undefined || specimen === '#s' ? [] : [`specimen ${specimen}-${one.lab}`]),
    ],
  };
}

/** The whole that a result comes in. */
function heldIn(observation: Json, shape: string, index: number): Json {
  const { code, valueQuantity, referenceRange, interpretation, ...rest } = observation;
  if (shape === 'component')
    return {
      ...rest,
      code: { text: 'Panel' },
      component: [{ code, valueQuantity, referenceRange, interpretation }],
    };
  if (shape === 'member')
    return { ...observation, hasMember: [{ reference: 'Observation/x' }], valueQuantity: undefined };
  if (shape !== 'contained' && shape !== 'withdrawn-report') return observation;
  return {
    resourceType: 'DiagnosticReport',
    id: `d${index}`,
    status: shape === 'contained' ? 'final' : 'entered-in-error',
    code: { text: 'Report' },
    subject: observation['subject'],
    contained: [{ ...observation, subject: undefined, id: 'r1' }],
  };
}

/** As JSON gives it. */
function clean(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

const sets = [...knowledge.valueSets.values()];
const ofKind = (kind: string) => sets.filter(({ of }) => of === kind);
const conceptOf = (set: (typeof sets)[number]): Json => ({
  coding: set.codes.slice(0, 1).map(({ system, code }) => ({ system, code })),
});
const modifier = often<unknown>(undefined, [{ url: 'urn:x', valueBoolean: true }]);

/** What may stand in a record beside results, and what stands in none. */
const other = fc.oneof(
  fc
    .record({
      set: fc.constantFrom(...ofKind('Condition')),
      clinical: often('active', 'resolved', 'odd'),
      modifierExtension: modifier,
      whose: often<unknown>(subject, { reference: 'Patient/other' }),
    })
    .map(({ set, clinical, modifierExtension, whose }) => ({
      resourceType: 'Condition',
      subject: whose,
      clinicalStatus: { coding: [{ code: clinical }] },
      code: conceptOf(set),
      modifierExtension,
    })),
  fc
    .record({
      set: fc.constantFrom(...ofKind('Medication')),
      type: fc.constantFrom('MedicationRequest', 'MedicationStatement', 'MedicationAdministration'),
      status: often('active', 'completed', 'stopped', 'cancelled'),
      date: dates,
      modifierExtension: modifier,
    })
    .map(({ set, type, status, date, modifierExtension }) => ({
      resourceType: type,
      subject,
      status,
      intent: 'order',
      authoredOn: date,
      effectiveDateTime: date,
      medicationCodeableConcept: conceptOf(set),
      modifierExtension,
    })),
  fc
    .record({
      test: fc.constantFrom(...[...knowledge.orders.values()].flatMap(({ tests }) => tests)),
      type: fc.constantFrom('ServiceRequest', 'DiagnosticReport', 'Procedure'),
      date: dates,
    })
    .map(({ test: { codes }, type, date }) => ({
      resourceType: type,
      subject,
      status: type === 'ServiceRequest' ? 'active' : type === 'Procedure' ? 'completed' : 'final',
      intent: 'order',
      authoredOn: date,
      performedDateTime: date,
      effectiveDateTime: date,
      code: { coding: codes.slice(0, 1).map(({ system, code }) => ({ system, code })) },
    })),
  fc.constantFrom<Json>(
    { resourceType: 'Patient', id: 'other', gender: 'female', birthDate: '2015-01-01' },
    { resourceType: 'Observation', status: 'final', subject, code: { text: 'x' }, valueString: 'x' },
    { resourceType: 'OperationOutcome', issue: [{ severity: 'warning', code: 'incomplete' }] },
    { resourceType: 'Medication', id: 'm' },
    { resourceType: 'Condition', subject, code: 7 },
    { resourceType: 'MedicationRequest', subject },
    { resourceType: 'Nothing' },
  ),
);

const patient = fc.constantFrom<Json>(
  { resourceType: 'Patient', id: PATIENT_ID, gender: 'male', birthDate: '1966-03-01' },
  { resourceType: 'Patient', id: PATIENT_ID, gender: 'male', birthDate: '1966-03-01' },
  { resourceType: 'Patient', id: PATIENT_ID, gender: 'female', birthDate: '1980-03-01' },
  { resourceType: 'Patient', id: PATIENT_ID, gender: 'female', birthDate: '1975' },
  { resourceType: 'Patient', id: PATIENT_ID, birthDate: '2012-01-01' },
  { resourceType: 'Patient', id: PATIENT_ID },
);

/** Values that raise a trigger or take part in a red flag. */
const TELLING: Readonly<Record<string, readonly number[]>> = {
  ferritin: [620, 1200, 2600, 12_000],
  b12: [1500, 2400],
  alt: [20, 900],
  ast: [20, 900],
  bilirubin: [60],
  'bilirubin-direct': [30],
  inr: [1.8, 2.4],
  hemoglobin: [7.4, 8.4],
  wbc: [2.2, 3.2],
  platelets: [40, 80],
};
const tellingOf = (id: string): readonly number[] => TELLING[id] ?? VALUES[id] ?? [];

export interface Found {
  readonly patient: Json;
  readonly findings: readonly Made[];
  readonly added: readonly Made[];
  readonly others: readonly Json[];
  /** What came later stands before it. */
  readonly before: boolean;
}

/** A record with findings, and what is added to it. */
export const found: fc.Arbitrary<Found> = fc
  .record({
    who: patient,
    triggers: fc.oneof(
      plain(['ferritin'], tellingOf).map((one) => [one]),
      plain(['b12'], tellingOf).map((one) => [one]),
      fc.tuple(plain(['ferritin'], tellingOf), plain(['b12'], tellingOf)),
    ),
    supporting: fc.uniqueArray(
      plain(
        Object.keys(TELLING).filter((id) => !TRIGGERS.includes(id as TriggerId)),
        tellingOf,
      ),
      {
        maxLength: 3,
        selector: (one) => one.lab,
      },
    ),
    others: fc.array(other, { maxLength: 3 }),
    before: fc.boolean(),
  })
  .chain(({ who, triggers, supporting, others, before }) => {
    const bases = [...triggers, ...supporting];
    const findings = bases.map((one, index) => made(one, index, undefined));
    // Mostly of the same labs, as others take nothing away.
    const labs = [...bases, ...bases, ...bases].map((one) => one.lab);
    const most = MOST_RESULTS - bases.length;
    return fc
      .array(drawn([...labs, ...LABS]), { minLength: 1, maxLength: Math.min(4, most) })
      .map((list): Found => ({
        patient: who,
        findings,
        added: list.map((one, index) =>
          made(
            one,
            bases.length + index,
            findings.find((it) => it.lab === one.lab),
          ),
        ),
        others: others.map((one) => clean(one) as Json),
        before,
      }));
  });

export type Anything = Omit<Found, 'findings' | 'before'>;

/** Any results at all, of the triggers more often than not. */
export const anything: fc.Arbitrary<Anything> = fc
  .record({
    patient,
    results: fc.array(
      fc.oneof({ weight: 3, arbitrary: drawn(TRIGGERS) }, { weight: 1, arbitrary: drawn(LABS) }),
      { minLength: 1, maxLength: 6 },
    ),
    others: fc.array(other, { maxLength: 2 }),
  })
  .map(({ patient: who, results, others }) => ({
    patient: who,
    added: results.map((one, index) => made(one, index, undefined)),
    others: others.map((one) => clean(one) as Json),
  }));
