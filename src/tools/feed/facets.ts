import type { Knowledge, Lab } from '../../core/model/knowledge.js';
import { codingsOf, isObject } from '../../core/record/codes.js';
import { listOf, type Part, valueKey } from './parts.js';
import { type Cell, CATALOGUE, clean, free, known, RESULT_WORD, shapeOf, shown } from './shape.js';

type Json = Readonly<Record<string, unknown>>;
type Rows = readonly (readonly Cell[])[];

/** What stands in a part, as cells of the tables of these names. */
export interface Facets {
  /** system, code, name. */
  readonly codes: Rows;
  /** unit text, code, system. */
  readonly units: Rows;
  /** element, comparator, words or shape. */
  readonly values: Rows;
  /** form, range. */
  readonly ranges: Rows;
  /** system, code, text. */
  readonly flags: Rows;
}

const MOST = 20;
const LONGEST_SYSTEM = 120;
const COMPARATORS = ['<', '<=', '>=', '>'];
/** HL7 v3 ObservationInterpretation and v2 table 0078, and the star that stands for either. */
const FLAG = /^(?:H|HH|HU|L|LL|LU|N|A|AA|POS|NEG|IND|DET|ND|R|RR|NR|WR|S|I|U|D|B|W|>|<|\*)$/iu;
/** A unit made of nothing but prefixes, measures and powers: `10*9/L`, `µg/l`, `mIU/mL`. */
const UNIT =
  /^(?:[*x]?10[*^]\d{1,2}|(?:mc|[fpnuµμmcdkMG])?(?:gm?|l|mol|i?u|ui|eq|kat|cells?|m|s)|mm3|min|h|%)(?:[/.*·](?:(?:[fpnuµμmcdk])?(?:gm?|l|mol|i?u|ui|eq|kat|m|s)|mm3|min|h|d))*$/iu;
const WORDS = /^\p{L}[\p{L} -]{0,29}$/u;

/** Describes results of unknown quality without telling of a patient. */
export function facetReader({ labs }: Pick<Knowledge, 'labs'>): (part: Part, lab: Lab | undefined) => Facets {
  const all = [...labs.values()];
  const units = new Set(all.flatMap((lab) => lab.units.flatMap(({ as }) => as)));
  const outcomes = all.flatMap(({ positive, negative }) => [positive, negative]);
  const words = new Set(outcomes.flatMap((outcome) => outcome?.texts ?? []));
  const codes = new Set(outcomes.flatMap((outcome) => outcome?.codes.map(({ code }) => code) ?? []));

  const unit = (value: unknown): Cell => {
    if (typeof value !== 'string' || value === '') return '';
    return units.has(value.trim()) || UNIT.test(value.trim()) ? known(value) : free(value, CATALOGUE);
  };
  const text = (value: string, lab: Lab | undefined): Cell => {
    if (words.has(value.trim().toLowerCase())) return known(value);
    // Only where a word is the result: a text in the place of a number may say anything.
    if (lab?.kind === 'coded' && WORDS.test(clean(value))) return free(value, RESULT_WORD);
    return `(${shapeOf(value)})`;
  };
  const coded = (value: Json, lab: Lab | undefined): Cell => {
    const [coding] = codingsOf(value);
    if (!coding) return typeof value['text'] === 'string' ? text(value['text'], lab) : '';
    const told = [coding.code, coding.display].filter((one) => typeof one === 'string').join(' ');
    if (codes.has(String(coding.code))) return known(told);
    return lab?.kind === 'coded' ? free(told, RESULT_WORD) : `(${shapeOf(told)})`;
  };
  const value = (node: Json, lab: Lab | undefined): Rows => {
    const key = valueKey(node);
    const content = key === undefined ? undefined : node[key];
    if (key === undefined)
      return [[node['dataAbsentReason'] === undefined ? 'none' : 'none, with a reason', '', '']];
    if (typeof content === 'string') return [[key, '', text(content, lab)]];
    if (!isObject(content)) return [[key, '', '']];
    if (key === 'valueCodeableConcept') return [[key, '', coded(content, lab)]];
    const { value: number, comparator } = content;
    const sign = comparator === undefined ? '' : (COMPARATORS.find((one) => one === comparator) ?? 'other');
    if (key !== 'valueQuantity' || typeof number === 'number') return [[key, sign, '']];
    return typeof number === 'string'
      ? [[`${key}, number as text`, sign, `(${shapeOf(number)})`]]
      : [[`${key}, no number`, sign, '']];
  };
  return ({ node }, lab) => {
    const quantity = node['valueQuantity'];
    return {
      codes: codeCells(node['code']),
      units: isObject(quantity)
        ? [[unit(quantity['unit']), unit(quantity['code']), systemCell(quantity['system'])]]
        : [],
      values: value(node, lab),
      ranges: rangeCells(node['referenceRange'], unit),
      flags: listOf(node['interpretation'], MOST).flatMap(([, one]) => flagCells(one)),
    };
  };
}

/** One row for each coding; one for the text where there is none. */
function codeCells(code: unknown): Rows {
  const codings = codingsOf(code).slice(0, MOST);
  const text = isObject(code) && typeof code['text'] === 'string' ? code['text'] : '';
  const name = (display: unknown): Cell =>
    typeof display === 'string' && display !== '' ? known(display) : text === '' ? '' : free(text, CATALOGUE);
  if (codings.length === 0) return [['(none)', '', name(undefined)]];
  return codings.map(({ system, code: value, display }) => [
    systemCell(system),
    typeof value === 'string' ? known(value) : '(none)',
    name(display),
  ]);
}

function systemCell(system: unknown): Cell {
  return typeof system === 'string' && system !== '' ? known(system, LONGEST_SYSTEM) : '(none)';
}

function flagCells(concept: Json): Rows {
  const flag = (text: unknown): Cell => {
    if (typeof text !== 'string' || text === '') return '';
    return FLAG.test(text.trim()) ? known(text) : free(text, CATALOGUE);
  };
  const codings = codingsOf(concept).slice(0, MOST);
  if (codings.length === 0) return [['(none)', '', flag(concept['text'])]];
  return codings.map(({ system, code }) => [systemCell(system), flag(code), flag(concept['text'])]);
}

function rangeCells(ranges: unknown, unit: (value: unknown) => Cell): Rows {
  const list = listOf(ranges, MOST);
  if (list.length === 0) return [['none', '']];
  return list.map(([, range]) => rangeCell(range, list.length, unit));
}

function rangeCell(range: Json, of: number, unit: (value: unknown) => Cell): readonly Cell[] {
  const [low, high] = [endOf(range['low']), endOf(range['high'])];
  const text = typeof range['text'] === 'string' ? range['text'] : '';
  const own = [low, high].map((end) => end?.unit).find((one) => one !== undefined && one !== '');
  const isNumber = low !== undefined || high !== undefined;
  const form = [
    boundsOf(low, high, text),
    isNumber && own === undefined ? 'no unit' : '',
    ...['type', 'appliesTo', 'age'].filter((key) => range[key] !== undefined),
    of > 1 ? `one of ${of}` : '',
  ];
  const ends = [low?.number ?? '', 'to', high?.number ?? ''];
  const told = isNumber
    ? {
        text: clean([...ends, own ?? ''].join(' ')),
        shape: clean(
          [...ends.map((end) => (end === 'to' ? end : shapeOf(end))), shown(unit(own), 0)].join(' '),
        ),
        shownFrom: CATALOGUE,
      }
    : text;
  return [
    form.filter((one) => one !== '').join(', '),
    typeof told !== 'string' ? told : told === '' ? '' : free(told, CATALOGUE),
  ];
}

function boundsOf(low: RangeEnd | undefined, high: RangeEnd | undefined, text: string): string {
  if (low && high) return low.number === '0' && high.number === '0' ? '0 to 0' : 'low and high';
  if (low) return 'low only';
  if (high) return 'high only';
  return text === '' ? 'empty' : 'text only';
}

interface RangeEnd {
  readonly number: string;
  readonly unit: string;
}

function endOf(end: unknown): RangeEnd | undefined {
  if (!isObject(end)) return undefined;
  const { value, unit, code } = end;
  const named = [unit, code].find((one) => typeof one === 'string');
  return {
    number: typeof value === 'number' || typeof value === 'string' ? String(value) : '',
    unit: typeof named === 'string' ? named : '',
  };
}

/** Which element says when a result was taken, and how far and in which zone: of a contained one or a component, its container's. */
export function dateForm({ node, container }: Part): readonly [element: string, form: string] {
  for (const one of [node, container])
    for (const element of ['effectiveDateTime', 'effectiveInstant', 'effectivePeriod', 'effectiveTiming']) {
      const date = one[element];
      if (date === undefined) continue;
      if (element === 'effectiveTiming') return [element, 'not read'];
      return [element, precisionOf(isObject(date) ? (date['end'] ?? date['start']) : date)];
    }
  const issued = node['issued'] ?? container['issued'];
  return issued === undefined ? ['none', ''] : ['issued only', precisionOf(issued)];
}

const FORMS: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}$/u, 'year'],
  [/^\d{4}-\d{2}$/u, 'month'],
  [/^\d{4}-\d{2}-\d{2}$/u, 'day'],
  [/^\d{4}-\d{2}-\d{2}T[\d:.]{5,18}Z$/u, 'time, UTC (Z)'],
  [/^\d{4}-\d{2}-\d{2}T[\d:.]{5,18}[+-]\d{2}:\d{2}$/u, 'time with offset'],
  [/^\d{4}-\d{2}-\d{2}T[\d:.]{5,18}$/u, 'time without zone'],
];

function precisionOf(date: unknown): string {
  if (typeof date !== 'string') return 'no text';
  return FORMS.find(([form]) => form.test(date))?.[1] ?? `not FHIR's form`;
}

const STATUSES = [
  'registered',
  'preliminary',
  'final',
  'amended',
  'corrected',
  'cancelled',
  'entered-in-error',
  'unknown',
];

/** The status of a result: FHIR's own codes only. */
export function statusOf({ node, container }: Part): string {
  const status = node['status'] ?? container['status'];
  if (status === undefined) return 'missing';
  return STATUSES.find((one) => one === status) ?? "not FHIR's";
}
