import type { Lab, UnitSpelling } from '../model/knowledge.js';

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

export interface ReceivedQuantity {
  readonly value: number;
  readonly comparator?: Comparator;
  readonly unit?: string | undefined;
  readonly code?: string | undefined;
  readonly system?: string | undefined;
}

const UCUM = 'http://unitsofmeasure.org';
/** Longer strings are no unit: security.md of any lab feed shows units of 10 kB as an attack, never as a result. */
const LONGEST_UNIT = 64;
/** Longest `valueString` looked at. */
const LONGEST_VALUE = 80;
/** No laboratory value is above this, in any unit: the open end of "> x". */
const UNBOUNDED = 1e12;
/** Twelve significant digits: enough for any assay, few enough to forget the binary rounding of a conversion. */
const DIGITS = 12;

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
export function readQuantity(lab: Lab, quantity: ReceivedQuantity): Amount | ValueProblem {
  const spelling = unitOf(lab, quantity);
  if ('problem' in spelling) return spelling;
  return convert(quantity.value, quantity.comparator, spelling);
}

function unitOf(lab: Lab, quantity: ReceivedQuantity): UnitSpelling | ValueProblem {
  const codeCounts = quantity.system === undefined || quantity.system === UCUM;
  const texts = [codeCounts ? quantity.code : undefined, quantity.unit].map((text) => foldUnit(text ?? ''));
  const known = texts.map((text) => (text === '' ? undefined : unitNamed(lab, text)));
  const [byCode, byText] = known;
  if (byCode && byText && (byCode.factor !== byText.factor || byCode.offset !== byText.offset))
    return { problem: 'unit-conflict', unit: texts.map(clipUnit).join(' / ') };
  const found = byCode ?? byText;
  if (found) return found;
  const received = texts.find((text) => text !== '') ?? foldUnit(quantity.code ?? '');
  if (received !== '') return { problem: 'unit-unsupported', unit: clipUnit(received) };
  return unitNamed(lab, '') ?? { problem: 'unit-missing' };
}

function unitNamed(lab: Lab, folded: string): UnitSpelling | undefined {
  return lab.units.find((spelling) => spelling.as.includes(folded));
}

function clipUnit(text: string): string {
  return text.length > 20 ? `${text.slice(0, 19)}…` : text;
}

const VALUE_TEXT = /^([<>]=?)?\s*(\d+(?:\.\d+)?)(?![\d.,])\s*(.*)$/u;

/**
 * Reads a result sent as text: comparator, number, unit ("> 2000 ng/mL"). A comma is not read: it may be a decimal
 * sign or a thousands mark. Anything else is text, not a number.
 */
export function readValueString(lab: Lab, text: string): Amount | ValueProblem {
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
export function convertLimit(lab: Lab, value: number, unit: string): number | undefined {
  const spelling = unitNamed(lab, foldUnit(unit));
  return spelling && toPrecision(value * spelling.factor + (spelling.offset ?? 0));
}

function toPrecision(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

function justAbove(value: number): number {
  return value === 0 ? Number.MIN_VALUE : value * (1 + 1e-9);
}

function justBelow(value: number): number {
  return value * (1 - 1e-9);
}
