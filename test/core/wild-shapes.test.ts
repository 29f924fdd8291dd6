import { describe, expect, test } from '@jest/globals';
import { TODAY } from '../support/clock.js';
import {
  ask,
  bundleOf,
  endingOf,
  lab,
  resultOf,
  reviewOf,
  REVIEW,
  subject,
  TRIGGERS,
  type TriggerId,
  UCUM,
  viewOf,
} from '../support/ask.js';
import { serveShipped } from '../support/shipped.js';

/** Every shape seen in real laboratory data, and how it must end: raised, not raised, or said to be unreadable. */

type Json = Readonly<Record<string, unknown>>;

interface Sample {
  readonly id: TriggerId;
  readonly value: number;
  readonly unit: string;
  /** The same amount per litre: ug/L, ng/L. */
  readonly perLitre: 'ug/L' | 'ng/L';
  readonly perMole: number;
}

const samples = {
  ferritin: { unit: 'ng/mL', perLitre: 'ug/L', perMole: 0.445, high: 620, low: 120 },
  b12: { unit: 'pg/mL', perLitre: 'ng/L', perMole: 1.35537, high: 1180, low: 400 },
} as const;

/** `read`: raised when it is high, not raised when it is low. `{id}` stands for the lab. */
type Ending = string | { readonly high: string; readonly low: string };
type Shape = readonly [name: string, patch: (sample: Sample) => Json, ending: Ending, only?: TriggerId];

const service = serveShipped();
const example = serveShipped('example-ehr');

const fullWidth = (of: string) =>
  of.replace(/[!-~]/gu, (it) => String.fromCodePoint(it.codePointAt(0)! + 0xfee0));
const SPELT = { 'ug/L': 'microgram per liter', 'ng/L': 'nanogram per liter' } as const;

const quantity = (patch: (sample: Sample) => Json) => (sample: Sample) => ({
  valueQuantity: { value: sample.value, ...patch(sample) },
});
const text = (write: (sample: Sample) => string) => (sample: Sample) => ({
  valueQuantity: undefined,
  valueString: write(sample),
});
const code = (system: string | undefined, of: string, display?: string) => () => ({
  code: { coding: [{ ...(system !== undefined && { system }), code: of, ...(display && { display }) }] },
});
const LOINC = 'http://loinc.org';
const SNOMED = 'http://snomed.info/sct';
const READ = 'http://read.info/readv2';
const LOCAL = 'urn:example:lab';
const UNREAD = 'said: {id}-';
const NOT_NAMED = 'silent: no-result';

const codes: Shape[] = [
  ['LOINC with a display of SMART', code(LOINC, '2276-4', 'Ferritin SerPl-mCnc'), 'read', 'ferritin'],
  [
    'LOINC with a long display and µ',
    code(LOINC, '2276-4', 'Ferritin (serum/plasma) - in mass/volume [µg/L]'),
    'read',
    'ferritin',
  ],
  [
    'U+200B inside a LOINC display',
    code(LOINC, '2276-4', 'Ferritin [Mass/\u200Bvolume] in Serum'),
    'read',
    'ferritin',
  ],
  ['U+200B inside a LOINC display', code(LOINC, '2132-9', 'Cobalamin [Mass/\u200Bvolume]'), 'read', 'b12'],
  ['SNOMED UK', code(SNOMED, '993381000000106', 'Serum ferritin level'), 'read', 'ferritin'],
  ['SNOMED UK', code(SNOMED, '993391000000108', 'Serum vitamin B12 level'), 'read', 'b12'],
  ['SNOMED International', code(SNOMED, '271216009', 'Vitamin B12 measurement'), 'read', 'b12'],
  ['Read v2, five characters', code(READ, '42R4.'), 'read', 'ferritin'],
  ['Read v2, seven characters', code(READ, '42R4.00'), 'read', 'ferritin'],
  ['Read v2, five characters', code(READ, '42T..'), 'read', 'b12'],
  ['Read v2, seven characters', code(READ, '42T..00'), 'read', 'b12'],
  ['molar LOINC beside the mass unit', code(LOINC, '14723-1'), 'read', 'ferritin'],
  ['blood LOINC', code(LOINC, '24373-3'), 'read', 'ferritin'],
  ['immunoassay LOINC', code(LOINC, '20567-4'), 'read', 'ferritin'],
  ['blanks around a code, which R4 does not allow', code(LOINC, ' 2276-4 '), 'read', 'ferritin'],
  ['the text of an EDIFACT message only', () => ({ code: { text: 'Serum ferritin' } }), 'read', 'ferritin'],
  ['the text of an EDIFACT message only', () => ({ code: { text: 'Serum vitamin B12' } }), 'read', 'b12'],
  [
    'text beside an empty list of codings',
    () => ({ code: { coding: [], text: ' FERRITIN ' } }),
    'read',
    'ferritin',
  ],
  [
    'text beside a coding nobody knows',
    () => ({ code: { coding: [{ system: LOCAL, code: 'X' }], text: 'Ferritin' } }),
    NOT_NAMED,
    'ferritin',
  ],
  ['text that only holds the name', () => ({ code: { text: 'Ferritin goal' } }), NOT_NAMED, 'ferritin'],
  ['text of another form of B12', () => ({ code: { text: 'Active B12' } }), NOT_NAMED, 'b12'],
  ['the local number of MIMIC', code('urn:mimic', '50924'), NOT_NAMED, 'ferritin'],
  ['the local number of MIMIC', code('urn:mimic', '51010'), NOT_NAMED, 'b12'],
  ['a local code nobody agreed on', code(LOCAL, 'FERR'), NOT_NAMED, 'ferritin'],
  ['a local code nobody agreed on', code(LOCAL, 'VB12'), NOT_NAMED, 'b12'],
  ['a message field as a code', code(undefined, '^^^Ferritin^1'), NOT_NAMED, 'ferritin'],
  ['a LOINC code without a system', code(undefined, '2276-4'), 'read', 'ferritin'],
  ['a LOINC code under "LN"', code('LN', '2276-4'), 'read', 'ferritin'],
  ['SNOMED International', code(SNOMED, '489004', 'Serum ferritin'), 'read', 'ferritin'],
  ['a code with a character nobody sees', code(LOINC, '2276\u200B-4'), 'read', 'ferritin'],
  ['a LOINC code without a system, its check digit wrong', code(undefined, '2276-5'), NOT_NAMED, 'ferritin'],
  ['the folate code under the name ferritin', code('LN', '2284-8', 'Ferritin'), NOT_NAMED, 'ferritin'],
  [
    'the LOINC code of folate under the name ferritin',
    () => ({ code: { coding: [{ system: LOINC, code: '2284-8', display: 'Ferritin' }], text: 'Ferritin' } }),
    NOT_NAMED,
    'ferritin',
  ],
  ['no coding and no text', () => ({ code: {} }), NOT_NAMED],
  [
    'two codings, LOINC second',
    ({ id }) => ({
      code: {
        coding: [
          { system: LOCAL, code: 'X' },
          { system: LOINC, code: lab(id).codes[0]?.code },
        ],
      },
    }),
    'read',
  ],
  [
    'three codings of one test',
    () => ({
      code: {
        coding: [
          { system: LOCAL, code: 'X' },
          { system: READ, code: '42R4.' },
          { system: SNOMED, code: '993381000000106' },
        ],
        text: 'whatever',
      },
    }),
    'read',
    'ferritin',
  ],
  [
    'one coding where R4 has a list',
    ({ id }) => ({ code: { coding: { system: LOINC, code: lab(id).codes[0]?.code } } }),
    'read',
  ],
  [
    'codes of two different tests',
    () => ({
      code: {
        coding: [
          { system: LOINC, code: '2276-4' },
          { system: LOINC, code: '777-3' },
        ],
      },
    }),
    `${UNREAD}code-conflict`,
    'ferritin',
  ],
];

const quantities: Shape[] = [
  ['unit, system and code', quantity(({ unit }) => ({ unit, system: UCUM, code: unit })), 'read'],
  [
    'unit, system and code per litre',
    quantity(({ perLitre: unit }) => ({ unit, system: UCUM, code: unit })),
    'read',
  ],
  ['system and code, no unit', quantity(({ unit }) => ({ system: UCUM, code: unit })), 'read'],
  ['unit only', quantity(({ unit }) => ({ unit })), 'read'],
  ['unit only, per litre', quantity(({ perLitre: unit }) => ({ unit })), 'read'],
  [
    'a spelt-out unit, a code, no system',
    quantity(({ perLitre }) => ({ unit: SPELT[perLitre], code: perLitre })),
    'read',
  ],
  ['a spelt-out unit alone', quantity(({ perLitre }) => ({ unit: SPELT[perLitre] })), 'read'],
  [
    'a spelt-out unit that contradicts its code',
    quantity(({ perLitre }) => ({ unit: 'milligram per liter', code: perLitre })),
    `${UNREAD}unit-conflict`,
  ],
  ['system only', quantity(() => ({ system: UCUM })), `${UNREAD}unit-missing`],
  ['no unit at all', quantity(() => ({})), `${UNREAD}unit-missing`],
  ['an empty unit', quantity(() => ({ unit: '' })), `${UNREAD}unit-missing`],
  ['a unit of blanks', quantity(() => ({ unit: '  ' })), `${UNREAD}unit-missing`],
  [
    'a code of another system, and a unit',
    quantity(({ unit }) => ({ unit, system: 'urn:local', code: 'IU/L' })),
    'read',
  ],
  ['a code of another system alone', quantity(({ unit }) => ({ system: 'urn:local', code: unit })), 'read'],
  [
    'two units that agree',
    quantity(({ unit, perLitre }) => ({ unit: perLitre, system: UCUM, code: unit })),
    'read',
  ],
  [
    'two units that contradict each other',
    quantity(({ unit }) => ({ unit: 'pmol/L', system: UCUM, code: unit })),
    `${UNREAD}unit-conflict`,
  ],
  ['mcg/L', quantity(() => ({ unit: 'mcg/L', code: 'mcg/L' })), 'read', 'ferritin'],
  ['µ as U+00B5', quantity(() => ({ unit: '\u00B5g/L' })), 'read', 'ferritin'],
  ['µ as U+03BC', quantity(() => ({ unit: '\u03BCg/L' })), 'read', 'ferritin'],
  ['µ escaped by an analyser', quantity(() => ({ unit: '\\Z03BC\\g/L' })), 'read', 'ferritin'],
  ['µ escaped by an analyser, other code', quantity(() => ({ unit: '\\Z00B5\\g/L' })), 'read', 'ferritin'],
  ['NG/ML', quantity(() => ({ unit: 'NG/ML', system: UCUM, code: 'NG/ML' })), 'read', 'ferritin'],
  ['PG/ML, which UCUM reads as petagauss', quantity(() => ({ unit: 'PG/ML', code: 'PG/ML' })), 'read', 'b12'],
  ['ng/ml', quantity(() => ({ unit: 'ng/ml' })), 'read', 'ferritin'],
  [
    'U+200B inside the unit',
    quantity(({ perLitre }) => ({ unit: perLitre.replace('/', '/\u200B') })),
    'read',
  ],
  ['blanks around the unit', quantity(({ unit }) => ({ unit: ` ${unit} ` })), 'read'],
  ['[iU]/L', quantity(() => ({ unit: '[iU]/L' })), `${UNREAD}unit-unsupported:[iU]/L`],
  ['EDIFACT "X 10-9/l"', quantity(() => ({ unit: 'X 10-9/l' })), `${UNREAD}unit-unsupported:X 10-9/l`],
  ['EDIFACT "IU/L 37C"', quantity(() => ({ unit: 'IU/L 37C' })), `${UNREAD}unit-unsupported:IU/L 37C`],
  ['the unit of an object key', quantity(() => ({ unit: 'toString' })), `${UNREAD}unit-unsupported:toString`],
  [
    'pmol/L',
    ({ value, perMole }) => ({ valueQuantity: { value: value / perMole, unit: 'pmol/L', code: 'pmol/L' } }),
    'read',
  ],
  [
    'pmol/L under the mass code: the bare number is wrong by 1.355',
    () => ({ valueQuantity: { value: 745, unit: 'pmol/L', system: UCUM, code: 'pmol/L' } }),
    { high: 'raised', low: 'raised' },
    'b12',
  ],
  [
    'pmol/L with its own range',
    () => ({
      valueQuantity: { value: 145, unit: 'pmol/L' },
      referenceRange: [{ low: { value: 138, unit: 'pmol/L' }, high: { value: 652, unit: 'pmol/L' } }],
    }),
    'not raised',
    'b12',
  ],
  [
    'a value as a JSON string',
    ({ value, unit }) => ({ valueQuantity: { value: String(value), unit } }),
    'read',
  ],
  [
    'a JSON string that is no number',
    ({ unit }) => ({ valueQuantity: { value: 'volgt', unit } }),
    `${UNREAD}malformed`,
  ],
  ['a unit and no number', ({ unit }) => ({ valueQuantity: { unit } }), `${UNREAD}value-missing`],
  [
    'the number where the unit should be',
    ({ value, unit }) => ({ valueQuantity: { unit: `${value} ${unit}` } }),
    'read',
  ],
  [
    'a unit and no number, beside the number as text',
    ({ value, unit }) => ({ valueQuantity: { unit }, valueString: String(value) }),
    'read',
  ],
  ['a sentinel', ({ unit }) => ({ valueQuantity: { value: 9_999_999, unit } }), `${UNREAD}value-implausible`],
  ['1e300', ({ unit }) => ({ valueQuantity: { value: 1e300, unit } }), `${UNREAD}value-implausible`],
  [
    'above what is possible',
    ({ unit }) => ({ valueQuantity: { value: 9_999_999, comparator: '>', unit } }),
    `${UNREAD}value-implausible`,
  ],
  [
    'a number below zero',
    ({ unit }) => ({ valueQuantity: { value: -1, unit } }),
    `${UNREAD}value-unreadable`,
  ],
  [
    'an integer without a unit',
    () => ({ valueQuantity: undefined, valueInteger: 900 }),
    `${UNREAD}unit-missing`,
  ],
  ['zero', ({ unit }) => ({ valueQuantity: { value: 0, unit } }), 'not raised'],
];

const bound =
  (comparator: string, value: number) =>
  ({ unit }: Sample) => ({
    valueQuantity: { value, comparator, unit },
  });
const OPEN = `${UNREAD}comparator-indeterminate`;
const comparators: Shape[] = [
  ['>= 1000 ng/L', bound('>=', 1000), 'raised', 'b12'],
  ['> the limit', bound('>', 950), 'raised', 'b12'],
  ['>= the limit', bound('>=', 950), 'raised', 'b12'],
  ['> below the limit', bound('>', 900), OPEN, 'b12'],
  ['>= below the limit', bound('>=', 949), OPEN, 'b12'],
  ['> the limit', bound('>', 300), 'raised', 'ferritin'],
  ['> below the limit', bound('>', 200), OPEN, 'ferritin'],
  ['< the limit', bound('<', 300), 'not raised', 'ferritin'],
  ['<= the limit', bound('<=', 300), 'not raised', 'ferritin'],
  ['<= above the limit', bound('<=', 301), OPEN, 'ferritin'],
  ['< above the limit', bound('<', 1500), OPEN, 'b12'],
  ['< 5', bound('<', 5), 'not raised'],
  ['a comparator R4 does not have', bound('~', 500), `${UNREAD}malformed`],
];

const strings: Shape[] = [
  ['GREATER THAN 2000', text(() => 'GREATER THAN 2000'), `${UNREAD}unit-missing`],
  ['GREATER THAN 2000 with its unit', text(({ unit }) => `GREATER THAN 2000 ${unit}`), 'raised'],
  ['less than 5 with its unit', text(({ unit }) => `less than 5 ${unit}`), 'not raised'],
  ['>2000 with its unit', text(({ unit }) => `>2000 ${unit}`), 'raised'],
  ['> 2000 and no unit', text(() => '> 2000'), `${UNREAD}unit-missing`],
  ['a number and its unit', text(({ value, unit }) => `${value} ${unit}`), 'read'],
  ['a number and its unit without a blank', text(({ value, unit }) => ` ${value}${unit} `), 'read'],
  ['a number alone', text(({ value }) => String(value)), `${UNREAD}unit-missing`],
  ['"volgt" (to follow)', text(() => 'volgt'), `${UNREAD}value-unreadable`],
  ['"Niet uitgevoerd"', text(() => 'Niet uitgevoerd'), `${UNREAD}value-unreadable`],
  ['"< 8.0"', text(() => '< 8.0'), `${UNREAD}unit-missing`],
  [
    '"(Voorlopig) geen citraattube ontvangen"',
    text(() => '(Voorlopig) geen citraattube ontvangen'),
    `${UNREAD}value-unreadable`,
  ],
  ['"see comment"', text(() => 'see comment'), `${UNREAD}value-unreadable`],
  ['a comma', text(({ unit }) => `1,180 ${unit}`), `${UNREAD}value-unreadable`],
  ['a point before three digits', text(({ unit }) => `1.180 ${unit}`), `${UNREAD}value-unreadable`],
  ['a decimal comma', text(({ value, unit }) => `${value},5 ${unit}`), 'read'],
  ['a decimal comma and points', text(({ unit }) => `1.180,0 ${unit}`), 'raised'],
  ['an apostrophe between thousands', text(({ unit }) => `1'180 ${unit}`), 'raised'],
  ['a narrow blank between thousands', text(({ unit }) => `1\u202F180 ${unit}`), 'raised'],
  ['full width', text(({ value, unit }) => fullWidth(`${value} ${unit}`)), 'read'],
  ['two points', text(({ unit }) => `1.180.000 ${unit}`), `${UNREAD}value-implausible`],
  ['a range', text(({ unit }) => `500-700 ${unit}`), `${UNREAD}unit-unsupported:-700 {unit}`],
  ['a negative number', text(({ unit }) => `-500 ${unit}`), `${UNREAD}value-unreadable`],
  ['10 kB of digits', text(() => '9'.repeat(10_000)), `${UNREAD}value-unreadable`],
  [
    'the range does not lend its unit',
    ({ value, unit }) => ({
      valueQuantity: undefined,
      valueString: String(value),
      referenceRange: [{ high: { value: 400, unit } }],
    }),
    `${UNREAD}unit-missing`,
  ],
  [
    'a coded word for a number',
    () => ({ valueQuantity: undefined, valueCodeableConcept: { text: 'high' } }),
    `${UNREAD}value-unreadable`,
  ],
];

const NO_RESULT = 'silent: no-result';
const withoutValue: Shape[] = [
  ['no value and no reason', () => ({ valueQuantity: undefined }), `${UNREAD}value-missing`],
  [
    'dataAbsentReason',
    () => ({ valueQuantity: undefined, dataAbsentReason: { coding: [{ code: 'not-performed' }] } }),
    NO_RESULT,
  ],
  [
    'hasMember only',
    () => ({ valueQuantity: undefined, hasMember: [{ reference: 'Observation/other' }] }),
    NO_RESULT,
  ],
  ['registered, no value', () => ({ status: 'registered', valueQuantity: undefined }), NO_RESULT],
  ['preliminary, no value', () => ({ status: 'preliminary', valueQuantity: undefined }), NO_RESULT],
];

const statuses: Shape[] = [
  ['final', () => ({ status: 'final' }), 'read'],
  ['amended', () => ({ status: 'amended' }), 'read'],
  ['corrected', () => ({ status: 'corrected' }), 'read'],
  ['unknown', () => ({ status: 'unknown' }), `${UNREAD}status-unknown`],
  ['missing', () => ({ status: undefined }), `${UNREAD}status-unknown`],
  ['preliminary', () => ({ status: 'preliminary' }), NO_RESULT],
  ['registered', () => ({ status: 'registered' }), NO_RESULT],
  ['cancelled', () => ({ status: 'cancelled' }), NO_RESULT],
  ['entered-in-error', () => ({ status: 'entered-in-error' }), NO_RESULT],
  ['a word R4 does not have', () => ({ status: 'F' }), `${UNREAD}malformed`],
];

const at = (time: Json) => () => ({ effectiveDateTime: undefined, ...time });
const times: Shape[] = [
  ['a date', at({ effectiveDateTime: TODAY }), 'read'],
  ['a date and time with its zone', at({ effectiveDateTime: '2026-11-22T08:00:00+01:00' }), 'read'],
  ['a period', at({ effectivePeriod: { start: '2026-11-20', end: '2026-11-21' } }), 'read'],
  ['a period without an end', at({ effectivePeriod: { start: '2026-11-20' } }), 'read'],
  ['an instant', at({ effectiveInstant: '2026-11-22T08:00:00.123Z' }), 'read'],
  ['only issued', at({ issued: '2026-11-22T08:00:00Z' }), 'read'],
  ['a timing and no issued', at({ effectiveTiming: { event: [TODAY] } }), 'read'],
  ...(
    [
      ['the year 1', '0001-01-01T00:00:00Z'],
      ['the zero of a spreadsheet', '1899-12-30'],
      ['the zero of a database', '1900-01-01'],
      ['the zero of Unix', '1970-01-01T00:00:00Z'],
      ['the zero of Unix as a day', '1970-01-01'],
      ['a day before the patient was born', '1965-12-24'],
      ['30 February', '2026-02-30T08:00:00Z'],
    ] as const
  ).flatMap(([name, date]): Shape[] => [
    [`${name} beside issued`, at({ effectiveDateTime: date, issued: '2026-11-22T08:00:00Z' }), 'read'],
    [`${name} and no issued`, at({ effectiveDateTime: date }), `${UNREAD}date-missing`],
  ]),
  [
    'a timing beside issued',
    at({ effectiveTiming: { event: [TODAY] }, issued: '2026-11-22T08:00:00Z' }),
    'read',
  ],
  ['none', at({}), `${UNREAD}date-missing`],
  ['a date of another calendar', at({ effectiveDateTime: '22.11.2026' }), `${UNREAD}date-missing`],
];

function contained(sample: Sample, more: Json = {}): Json {
  const { id: _id, ...inner } = resultOf(sample.id, sample.value);
  return { id: 'r', ...inner, ...more };
}

function report(sample: Sample, more: Json = {}): Json {
  return {
    resourceType: 'DiagnosticReport',
    id: 'report',
    status: 'final',
    code: { text: 'Chemistry' },
    subject,
    effectiveDateTime: TODAY,
    contained: [contained(sample, { subject: undefined, effectiveDateTime: undefined })],
    result: [{ reference: '#r' }],
    ...more,
  };
}

/** Shapes that are not one plain Observation. */
type Whole = readonly [name: string, resources: (sample: Sample) => readonly unknown[], ending: Ending];
const wholes: Whole[] = [
  ['a report with contained results', (sample) => [report(sample)], 'read'],
  [
    'a report with referenced results',
    (sample) => [
      report(sample, { contained: undefined, result: [{ reference: `Observation/${sample.id}-1` }] }),
      resultOf(sample.id, sample.value),
    ],
    'read',
  ],
  [
    'a withdrawn report with contained results',
    (sample) => [report(sample, { status: 'entered-in-error' })],
    NO_RESULT,
  ],
  [
    'a component',
    (sample) => {
      const { code: of, valueQuantity, ...panel } = resultOf(sample.id, sample.value);
      return [{ ...panel, code: { text: 'Chemistry' }, component: [{ code: of, valueQuantity }] }];
    },
    'read',
  ],
  [
    'one component where R4 has a list',
    (sample) => {
      const { code: of, valueQuantity, ...panel } = resultOf(sample.id, sample.value);
      return [{ ...panel, code: { text: 'Chemistry' }, component: { code: of, valueQuantity } }];
    },
    'read',
  ],
  [
    'the number in a component that has no code of its own',
    (sample) => {
      const { valueQuantity, ...rest } = resultOf(sample.id, sample.value);
      const flag = { code: { text: 'Flag' }, valueString: 'see comment' };
      return [{ ...rest, component: [{ code: { text: 'Result' }, valueQuantity }, flag] }];
    },
    'read',
  ],
  [
    'two numbers in components that have no code of their own',
    (sample) => {
      const { valueQuantity, ...rest } = resultOf(sample.id, sample.value);
      const one = { code: { text: 'Result' }, valueQuantity };
      return [{ ...rest, component: [one, one] }];
    },
    `${UNREAD}value-missing`,
  ],
  [
    'a component of a contained panel',
    (sample) => {
      const { code: of, valueQuantity } = resultOf(sample.id, sample.value);
      const panel = { resourceType: 'Observation', id: 'p', status: 'final', code: { text: 'Chemistry' } };
      return [report(sample, { contained: [{ ...panel, component: [{ code: of, valueQuantity }] }] })];
    },
    'read',
  ],
  [
    'a report whose time is an instant',
    (sample) => [report(sample, { effectiveDateTime: undefined, effectivePeriod: { start: TODAY } })],
    'read',
  ],
  [
    'a modifier extension',
    (sample) => [
      resultOf(sample.id, sample.value, {
        modifierExtension: [{ url: 'urn:example:control', valueBoolean: true }],
      }),
    ],
    `${UNREAD}modifier-unknown`,
  ],
  [
    'a modifier extension of a component',
    (sample) => {
      const { code: of, valueQuantity, ...panel } = resultOf(sample.id, sample.value);
      const modifierExtension = [{ url: 'urn:example:control', valueBoolean: true }];
      const component = [{ code: of, valueQuantity, modifierExtension }];
      return [{ ...panel, code: { text: 'Chemistry' }, component }];
    },
    `${UNREAD}modifier-unknown`,
  ],
  ...(
    [
      ['the patient', 'Patient/1', 'read'],
      ['the specimen', 'Specimen/1', 'read'],
      ['the order', 'https://fhir.example.org/ServiceRequest/1', 'read'],
      ['a donor', 'Patient/donor', `${UNREAD}focus-elsewhere`],
      ['a relative', 'RelatedPerson/1', `${UNREAD}focus-elsewhere`],
      ['something contained', '#child', `${UNREAD}focus-elsewhere`],
    ] as const
  ).map(([name, reference, ending]): Whole => [
    `a focus on ${name}`,
    (sample) => [
      resultOf(sample.id, sample.value, {
        focus: [{ reference: reference === 'Patient/1' ? subject.reference : reference }],
      }),
    ],
    ending,
  ]),
  [
    'a result that says why it has no number, beside its text',
    (sample) => [
      resultOf(sample.id, sample.value, {
        valueQuantity: undefined,
        valueString: `${sample.value} ${sample.unit}`,
        dataAbsentReason: { coding: [{ code: 'as-text' }] },
      }),
    ],
    'read',
  ],
  [
    'a component whose panel is flagged high',
    (sample) => {
      const { code: of, valueQuantity, ...panel } = resultOf(sample.id, sample.value);
      const interpretation = [{ coding: [{ code: 'H' }] }];
      return [
        { ...panel, code: { text: 'Chemistry' }, interpretation, component: [{ code: of, valueQuantity }] },
      ];
    },
    'read',
  ],
  [
    'a component without a value whose panel has one',
    (sample) => {
      const { code: of, valueQuantity: _value, ...panel } = resultOf(sample.id, sample.value);
      const valueString = `900 ${sample.unit}`;
      const component = [{ code: of, dataAbsentReason: { text: 'to follow' } }];
      return [{ ...panel, code: { text: 'Chemistry' }, valueString, component }];
    },
    NO_RESULT,
  ],
  [
    'a panel whose members are results',
    (sample) => [
      resultOf(sample.id, 0, {
        id: 'panel',
        code: { text: 'Chemistry' },
        valueQuantity: undefined,
        hasMember: [{ reference: `Observation/${sample.id}-1` }],
      }),
      resultOf(sample.id, sample.value),
    ],
    'read',
  ],
  ['a Bundle in a Bundle', (sample) => [bundleOf([resultOf(sample.id, sample.value)])], 'read'],
];

const sampleOf = (id: TriggerId, height: 'high' | 'low'): Sample => {
  const { unit, perLitre, perMole } = samples[id];
  return { id, value: samples[id][height], unit, perLitre, perMole };
};

function expected(ending: Ending, { id, unit }: Sample, height: 'high' | 'low'): string {
  if (ending === 'read') return height === 'high' ? 'raised' : 'not raised';
  const one = typeof ending === 'string' ? ending : ending[height];
  return one.replaceAll('{id}', id).replaceAll('{unit}', unit);
}

function rows(shapes: readonly Shape[]): [name: string, shape: Shape, sample: Sample, ending: string][] {
  return shapes.flatMap((shape) =>
    TRIGGERS.filter((id) => shape[3] === undefined || shape[3] === id).flatMap((id) =>
      (['high', 'low'] as const).map((height): [string, Shape, Sample, string] => {
        const sample = sampleOf(id, height);
        const ending = expected(shape[2], sample, height);
        return [`${shape[0]}, ${height} ${id}: ${ending}`, shape, sample, ending];
      }),
    ),
  );
}

for (const [name, shapes] of Object.entries({
  codes,
  quantities,
  comparators,
  strings,
  withoutValue,
  statuses,
  times,
})) {
  describe(`${name} end as they must`, () => {
    test.each(rows(shapes))('%s', async (_name, [, patch], sample, ending) => {
      const body = viewOf([resultOf(sample.id, sample.value, patch(sample))]);
      expect(endingOf(sample.id, await ask(service, body))).toBe(ending);
    });
  });
}

describe('results inside other resources end as they must', () => {
  const all = wholes.flatMap(([name, resources, ending]) =>
    TRIGGERS.flatMap((id) =>
      (['high', 'low'] as const).map((height) => ({
        sample: sampleOf(id, height),
        resources,
        ending: expected(ending, sampleOf(id, height), height),
        name,
      })),
    ),
  );
  test.each(all)('$name, $sample.value $sample.id: $ending', async ({ sample, resources, ending }) => {
    expect(endingOf(sample.id, await ask(service, viewOf(resources(sample))))).toBe(ending);
    expect(endingOf(sample.id, await ask(service, reviewOf(resources(sample)), REVIEW))).toBe(ending);
  });
});

test('a result without a date in the hook’s own results is of today', async () => {
  const result = resultOf('ferritin', 620, { effectiveDateTime: undefined });
  const asked = await ask(service, reviewOf([result]), REVIEW);
  expect(endingOf('ferritin', asked)).toBe('raised');
  expect(asked.explanation.readings.find((it) => it.lab === 'ferritin')?.date).toBe(TODAY);
});

describe('a client’s file adds local codes and the status unknown, for this client alone', () => {
  test.each([
    ['ferritin', 'FERR', 620],
    ['b12', 'VB12', 1180],
  ] as const)('%s as %s', async (id, local, value) => {
    const result = resultOf(id, value, { ...code(LOCAL, local)(), status: 'unknown' });
    expect(endingOf(id, await ask(example, viewOf([result])))).toBe('raised');
    expect(endingOf(id, await ask(service, viewOf([result])))).toBe(NOT_NAMED);
  });

  test('a missing status stays said where only unknown is accepted', async () => {
    const result = resultOf('ferritin', 620, { status: undefined });
    expect(endingOf('ferritin', await ask(example, viewOf([result])))).toBe('said: ferritin-status-unknown');
  });
});

/** Limits. At `between` the default limit says raised and the laboratory's does not. */
const limits = {
  ferritin: { between: 350, default: 300, range: 400, unit: 'ng/mL', molar: 898.876, factor: 0.445 },
  b12: { between: 1000, default: 950, range: 1200, unit: 'pg/mL', molar: 885.367, factor: 1.35537 },
} as const;
type Limits = (typeof limits)[TriggerId];

/** What the limit came from; notes as in `dataQuality`. */
type LimitEnding = 'the range' | 'the flag: raised' | 'the flag: not raised' | 'the default';
type LimitShape = readonly [
  name: string,
  patch: (limit: Limits) => Json,
  ending: LimitEnding,
  notes?: readonly string[] | ((limit: Limits) => readonly string[]),
];

const inUnit = ({ unit }: Limits, value: number): Json => ({ value, unit, system: UCUM, code: unit });
const ranges = (write: (limit: Limits, q: (value: number) => Json) => unknown) => (limit: Limits) => ({
  referenceRange: write(limit, (value) => inUnit(limit, value)),
});
const NORMAL = {
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/referencerange-meaning', code: 'normal' }],
};
const typed = (of: string) => ({ text: of });
const SEX = 'http://hl7.org/fhir/administrative-gender';

const limitShapes: LimitShape[] = [
  ['no range', () => ({}), 'the default'],
  ['an empty list', ranges(() => []), 'the default'],
  ['low and high', ranges(({ range }, q) => [{ low: q(15), high: q(range) }]), 'the range'],
  ['only high', ranges(({ range }, q) => [{ high: q(range) }]), 'the range'],
  ['only low', ranges((_, q) => [{ low: q(15) }]), 'the default'],
  [
    'low and high without a unit',
    ranges(({ range }) => [{ low: { value: 15 }, high: { value: range } }]),
    'the range',
  ],
  ['high as a JSON string', ranges(({ range }) => [{ high: { value: String(range) } }]), 'the range'],
  ['one range where R4 has a list', ranges(({ range }, q) => ({ high: q(range) })), 'the range'],
  [
    'text only',
    ranges(() => [{ text: 'Menstruerend: 10 - 140\nNiet-menstruerend: 25 - 250' }]),
    'the default',
  ],
  [
    'in pmol/L beside a mass value',
    ranges(({ molar }) => [{ high: { value: molar, unit: 'pmol/L' } }]),
    'the range',
  ],
  [
    'in a unit nobody knows',
    ranges(() => [{ high: { value: 20, unit: 'IU/L' } }]),
    'the default',
    ['range-not-used'],
  ],
  ['0-0', ranges((_, q) => [{ low: q(0), high: q(0) }]), 'the default', ['limit-implausible']],
  [
    '0-0 without a unit',
    ranges(() => [{ low: { value: 0 }, high: { value: 0 } }]),
    'the default',
    ['limit-implausible'],
  ],
  ['absurdly low', ranges((_, q) => [{ high: q(5) }]), 'the default', ['limit-implausible']],
  ['absurdly high', ranges((_, q) => [{ high: q(99_999) }]), 'the default', ['limit-implausible']],
  [
    'the wrong way round',
    ranges(({ range }, q) => [{ low: q(range + 1), high: q(range) }]),
    'the default',
    ['limit-implausible'],
  ],
  [
    'Low, Equivocal and normal',
    ranges(({ range }, q) => [
      { type: typed('Low'), low: q(0), high: q(60) },
      { type: typed('Equivocal'), low: q(60), high: q(100) },
      { type: NORMAL, low: q(100), high: q(range) },
    ]),
    'the range',
  ],
  [
    'normal, Equivocal and Low',
    ranges(({ range }, q) => [
      { type: NORMAL, low: q(100), high: q(range) },
      { type: typed('Equivocal'), low: q(60), high: q(100) },
      { type: typed('Low'), low: q(0), high: q(60) },
    ]),
    'the range',
  ],
  [
    'type "Normal" as text',
    ranges(({ range }, q) => [{ type: typed('Normal'), high: q(range) }]),
    'the range',
  ],
  [
    'type "Normal Range" as text',
    ranges(({ range }, q) => [{ type: typed('Normal Range'), high: q(range) }]),
    'the range',
  ],
  [
    'therapeutic',
    ranges(({ range }, q) => [{ type: { coding: [{ code: 'therapeutic' }] }, high: q(range) }]),
    'the default',
  ],
  [
    'two untyped: the higher',
    ranges(({ range }, q) => [
      { low: q(10), high: q(range) },
      { low: q(15), high: q(range - 90) },
    ]),
    'the range',
    ({ range, between }) => (between > range - 90 ? ['ranges-differ'] : []),
  ],
  [
    'two untyped, other order',
    ranges(({ range }, q) => [
      { low: q(15), high: q(range - 90) },
      { low: q(10), high: q(range) },
    ]),
    'the range',
    ({ range, between }) => (between > range - 90 ? ['ranges-differ'] : []),
  ],
  [
    'one of two is absurd',
    ranges(({ range }, q) => [{ low: q(0), high: q(0) }, { high: q(range) }]),
    'the range',
    ['limit-implausible'],
  ],
  [
    'typed "Upper age"',
    ranges(({ range }, q) => [{ type: typed('Upper age - 45 years, Sex - Female'), high: q(range) }]),
    'the default',
  ],
  [
    'for women and for men',
    ranges(({ range }, q) => [
      { appliesTo: [{ coding: [{ system: SEX, code: 'female' }] }], high: q(range + 50) },
      { appliesTo: [{ coding: [{ system: SEX, code: 'male' }] }], high: q(range) },
    ]),
    'the range',
  ],
  [
    'for women only',
    ranges(({ range }, q) => [{ appliesTo: [{ text: 'Female' }], high: q(range) }]),
    'the default',
  ],
  [
    'in pregnancy only',
    ranges(({ range }, q) => [{ appliesTo: [{ coding: [{ code: '77386006' }] }], high: q(range) }]),
    'the default',
  ],
  [
    'by age and sex',
    ranges(({ range }, q) => [
      { age: { low: { value: 18, code: 'a' }, high: { value: 50, code: 'a' } }, high: q(range + 50) },
      {
        age: { low: { value: 51, code: 'a' }, high: { value: 120, code: 'a' } },
        appliesTo: [{ coding: [{ system: SEX, code: 'male' }] }],
        high: q(range),
      },
    ]),
    'the range',
  ],
  [
    'for another age',
    ranges(({ range }, q) => [{ age: { high: { value: 17, unit: 'years' } }, high: q(range) }]),
    'the default',
  ],
];

const V3 = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
const OLD = 'http://hl7.org/fhir/v2/0078';
const flag = (system: string, of: string) => () => ({ interpretation: [{ coding: [{ system, code: of }] }] });
const flagText = (of: string) => () => ({ interpretation: [{ text: of }] });
const flagShapes: LimitShape[] = [
  ...['H', 'HH', 'HU', '>'].map((of): LimitShape => [`v3 ${of}`, flag(V3, of), 'the flag: raised']),
  ...['N', 'L', 'LL', 'LU', '<'].map((of): LimitShape => [`v3 ${of}`, flag(V3, of), 'the flag: not raised']),
  ...['A', 'AA', 'S', 'R', 'I', 'POS', 'NEG'].map((of): LimitShape => [
    `v3 ${of} says nothing`,
    flag(V3, of),
    'the default',
  ]),
  ['v3 of STU3', flag('http://hl7.org/fhir/v3/ObservationInterpretation', 'H'), 'the flag: raised'],
  ['v2-0078', flag('http://terminology.hl7.org/CodeSystem/v2-0078', 'N'), 'the flag: not raised'],
  ['the old v2 table, H', flag(OLD, 'H'), 'the flag: raised'],
  ['the old v2 table, HH', flag(OLD, 'HH'), 'the flag: raised'],
  ['the old v2 table, N', flag(OLD, 'N'), 'the flag: not raised'],
  [
    'CareConnect PA',
    flag('https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-Interpretation', 'PA'),
    'the default',
  ],
  [
    'a code without a system',
    () => ({ interpretation: [{ coding: [{ code: 'N' }] }] }),
    'the flag: not raised',
  ],
  ['a code of a system nobody knows', flag('urn:local', 'N'), 'the default'],
  ['SNOMED, above', flag(SNOMED, '281302008'), 'the flag: raised'],
  ['SNOMED, within', flag(SNOMED, '281301001'), 'the flag: not raised'],
  ['SNOMED, below', flag(SNOMED, '281300000'), 'the flag: not raised'],
  ['"HI - Above high reference limit"', flagText('HI - Above high reference limit'), 'the flag: raised'],
  ['"HH - Above upper panic limit"', flagText('HH - Above upper panic limit'), 'the flag: raised'],
  ['"Above high normal"', flagText('Above high normal'), 'the flag: raised'],
  ['"H" as text', flagText(' H '), 'the flag: raised'],
  ['"N" as text', flagText('N'), 'the flag: not raised'],
  ['"PA - Potentially abnormal"', flagText('PA - Potentially abnormal'), 'the default'],
  ['"OR - Outside reference range"', flagText('OR - Outside reference range'), 'the default'],
  [
    'STU3’s single CodeableConcept',
    () => ({ interpretation: { coding: { system: OLD, code: 'N' } } }),
    'the flag: not raised',
  ],
  ['two flags that differ', () => ({ interpretation: [{ text: 'H' }, { text: 'N' }] }), 'the default'],
  [
    'a range beats a flag that differs',
    (limit) => ({ referenceRange: [{ high: inUnit(limit, limit.range) }], ...flag(V3, 'H')() }),
    'the range',
    ['interpretation-conflict'],
  ],
  [
    'an absurd range leaves it to a flag that says raised',
    (limit) => ({ referenceRange: [{ high: inUnit(limit, 0) }], ...flag(V3, 'H')() }),
    'the flag: raised',
    ['limit-implausible'],
  ],
  [
    'a flag that says not raised is not believed beside an absurd range',
    (limit) => ({ referenceRange: [{ high: inUnit(limit, 0) }], ...flag(V3, 'N')() }),
    'the default',
    ['limit-implausible', 'flag-not-used'],
  ],
];

/** What a context card says of the limit, whether or not anything is raised. */
const IN_DOUBT = ['range-not-used', 'ranges-differ', 'flag-not-used'];

describe.each([
  ['reference ranges', limitShapes],
  ['interpretations', flagShapes],
] as const)('%s decide as they must', (_kind, shapes) => {
  const all = TRIGGERS.flatMap((id) => shapes.map((shape) => [`${shape[0]}, ${id}`, id, shape] as const));
  test.each(all)('%s', async (_name, id, [, patch, ending, expected = []]) => {
    const limit = limits[id];
    const notes = typeof expected === 'function' ? expected(limit) : expected;
    const asked = await ask(service, viewOf([resultOf(id, limit.between, patch(limit))]));
    const reading = asked.explanation.readings.find((it) => it.lab === id);
    const raised = ending === 'the default' || ending === 'the flag: raised';
    const basis =
      ending === 'the default' ? 'default' : ending === 'the range' ? 'lab-range' : 'interpretation';
    expect(reading?.limit?.basis).toBe(basis);
    if (ending === 'the default') expect(reading?.limit?.value).toBe(limit.default);
    if (ending === 'the range') expect(reading?.limit?.value).toBeCloseTo(limit.range, 2);
    const said = notes
      .filter((note) => IN_DOUBT.includes(note) || (raised && note === 'limit-implausible'))
      .map((note) => `${id}-${note}`)
      .join(' ');
    const end = raised ? 'raised' : 'not raised';
    expect(endingOf(id, asked)).toBe(said ? `${raised ? 'raised; ' : ''}said: ${said}` : end);
    const quality = new Set(asked.explanation.dataQuality);
    quality.delete(`${id}-above-default-but-lab-normal`);
    expect([...quality].sort()).toEqual(notes.map((note) => `${id}-${note}`).sort());
  });
});

test('a range without a unit is read in the unit of a result sent as text', async () => {
  const result = resultOf('ferritin', 0, {
    valueQuantity: undefined,
    valueString: '350 ng/mL',
    referenceRange: [{ high: { value: 400 } }],
  });
  expect(endingOf('ferritin', await ask(service, viewOf([result])))).toBe('not raised');
});
