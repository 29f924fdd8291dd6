import type { DefaultLimit, Lab, UnitSpelling } from '../model/knowledge.js';
import { type OutcomeTable, outcomeTable } from './outcome.js';

/** What a result says: a number, or, with a comparator, everything from `low` to `high`. */
export interface Amount {
  /** The number as stated. */
  readonly stated: number;
  readonly low: number;
  readonly high: number;
  readonly comparator?: Comparator;
}

export type Comparator = '<' | '<=' | '>=' | '>';

/** Why a value could not be read. `unit` is the unit as received, already clipped. */
export type ValueProblem =
  | { readonly problem: 'unit-missing' }
  | { readonly problem: 'unit-unsupported'; readonly unit: string }
  | { readonly problem: 'unit-conflict'; readonly unit: string }
  | { readonly problem: 'value-unreadable' }
  | { readonly problem: 'value-missing' };

interface ReceivedQuantity {
  readonly value: number;
  readonly comparator?: Comparator;
  readonly unit?: string | undefined;
  readonly code?: string | undefined;
  readonly system?: string | undefined;
}

const UCUM = 'http://unitsofmeasure.org';
/** Longer strings are no unit of any laboratory; units of 10 kB are an attack. */
const LONGEST_UNIT = 64;
/** Longest `valueString` looked at. */
const LONGEST_VALUE = 80;
/** No laboratory value is above this, in any unit: the open end of "> x". */
const UNBOUNDED = 1e12;
/** Twelve significant digits: enough for any assay, few enough to forget the binary rounding of a conversion. */
const DIGITS = 12;

/** A lab with what reading its numbers needs worked out. */
export interface ReadableLab {
  readonly lab: Lab;
  /** Every spelling of its units. */
  readonly spellings: ReadonlyMap<string, UnitSpelling>;
  /** Its default limits in its own unit. */
  readonly limits: readonly (DefaultLimit & { readonly own: number })[];
  /** What its words and codes mean, where its results are read as positive or negative. */
  readonly outcomes: OutcomeTable | undefined;
}

export function readable(lab: Lab): ReadableLab {
  const spellings = new Map<string, UnitSpelling>();
  for (const spelling of lab.units)
    for (const as of spelling.as) if (foldUnit(as) === as && !spellings.has(as)) spellings.set(as, spelling);
  const limits = lab.limits.flatMap((limit) => {
    const own = convertLimit({ spellings }, limit.high, limit.unit);
    return own === undefined ? [] : [{ ...limit, own }];
  });
  return { lab, spellings, limits, outcomes: outcomeTable(lab) };
}

/** Folds the spellings of one unit that differ in no visible way: µ in all its codes, blanks, zero-width characters. */
export function foldUnit(text: string): string {
  if (text.length > LONGEST_UNIT) return text.slice(0, LONGEST_UNIT + 1);
  return text
    .replace(/\\Z0(?:3BC|0B5)\\/giu, 'µ')
    .replace(/[\u200B-\u200D\u2060\uFEFF]/gu, '')
    .replaceAll('\u03BC', 'µ')
    .trim();
}

/**
 * Reads a quantity in a unit of the lab's own list; never guesses a unit.
 * The UCUM code counts when its system is UCUM or absent, the unit text always; two known units that differ are a conflict.
 */
export function readQuantity(lab: Spellings, quantity: ReceivedQuantity): Amount | ValueProblem {
  const spelling = unitOf(lab, quantity);
  if ('problem' in spelling) return spelling;
  return convert(quantity.value, quantity.comparator, spelling);
}

type Spellings = Pick<ReadableLab, 'spellings'>;

function unitOf(lab: Spellings, { system, code, unit }: ReceivedQuantity): UnitSpelling | ValueProblem {
  const codeCounts = system === undefined || system === UCUM;
  const byCode = codeCounts ? unitNamed(lab, code) : undefined;
  const byText = unit === code && codeCounts ? byCode : unitNamed(lab, unit);
  if (byCode && byText && (byCode.factor !== byText.factor || byCode.offset !== byText.offset))
    return {
      problem: 'unit-conflict',
      unit: [code, unit].map((text) => clipUnit(foldUnit(text ?? ''))).join(' / '),
    };
  const found = byCode ?? byText;
  if (found) return found;
  const texts = [codeCounts ? code : undefined, unit, code].map((text) => foldUnit(text ?? ''));
  const received = texts.find((text) => text !== '');
  if (received !== undefined) return { problem: 'unit-unsupported', unit: clipUnit(received) };
  return lab.spellings.get('') ?? { problem: 'unit-missing' };
}

/** The unit that a text names; the empty text names none. */
function unitNamed({ spellings }: Spellings, text: string | undefined): UnitSpelling | undefined {
  if (text === undefined || text === '') return undefined;
  const known = spellings.get(text);
  if (known) return known;
  const folded = foldUnit(text);
  return folded === '' ? undefined : spellings.get(folded);
}

function clipUnit(text: string): string {
  return text.length > 20 ? `${text.slice(0, 19)}…` : text;
}

const VALUE_TEXT = /^([<>]=?)?\s*(\d+(?:\.\d+)?)(?![\d.,])\s*(.*)$/u;

/**
 * Reads a result sent as text: comparator, number, unit ("> 2000 ng/mL"). A comma is not read: it may be a decimal
 * sign or a thousands mark. Anything else is text, not a number.
 */
export function readValueString(lab: Spellings, text: string): Amount | ValueProblem {
  const match = matchValue(text);
  if (match === null) return { problem: 'value-unreadable' };
  const [, comparator, number, unit] = match;
  return readQuantity(lab, {
    value: Number(number),
    ...(comparator !== undefined && { comparator: comparator as Comparator }),
    unit,
  });
}

/** The unit of a result sent as text; empty when there is none. */
export function unitInText(text: string): string {
  return matchValue(text)?.[3] ?? '';
}

function matchValue(text: string): RegExpExecArray | null {
  if (text.length > LONGEST_VALUE) return null;
  const worded = text
    .trim()
    .replace(/^greater than\b/iu, '>')
    .replace(/^less than\b/iu, '<')
    .replace(/^≥/u, '>=')
    .replace(/^≤/u, '<=');
  return VALUE_TEXT.exec(worded);
}

function convert(
  value: number,
  comparator: Comparator | undefined,
  unit: UnitSpelling,
): Amount | ValueProblem {
  const stated = toPrecision(value * unit.factor + (unit.offset ?? 0));
  if (!Number.isFinite(stated) || value < 0) return { problem: 'value-unreadable' };
  switch (comparator) {
    // A lab writes ">" or ">=" for "off the scale at this number": the interval is open in both cases.
    case '>':
    case '>=':
      return { stated, low: justAbove(stated), high: UNBOUNDED, comparator };
    case '<':
      return { stated, low: 0, high: justBelow(stated), comparator };
    case '<=':
      return { stated, low: 0, high: stated, comparator };
    case undefined:
      return { stated, low: stated, high: stated };
  }
}

/** A number of another unit of the lab in its own unit, or `undefined` when the unit is not on the list. */
export function convertLimit({ spellings }: Spellings, value: number, unit: string): number | undefined {
  const spelling = spellings.get(unit) ?? spellings.get(foldUnit(unit));
  return spelling && toPrecision(value * spelling.factor + (spelling.offset ?? 0));
}

/** Twelve significant digits. A number below 100,000 with at most six decimals has no more. */
function toPrecision(value: number): number {
  if (Math.abs(value) < 1e5 && Math.round(value * 1e6) / 1e6 === value) return value;
  return Number(value.toPrecision(DIGITS));
}

function justAbove(value: number): number {
  return value === 0 ? Number.MIN_VALUE : value * (1 + 1e-9);
}

function justBelow(value: number): number {
  return value * (1 - 1e-9);
}
