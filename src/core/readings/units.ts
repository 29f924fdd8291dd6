import type { Lab, SiteLimit, UnitSpelling } from '../model/knowledge.js';
import { isAnotherThan } from './concentration.js';
import { type FallbackLimit, fallbackLimits } from './fallback-limits.js';
import { type Comparator, readNumber } from './number-text.js';
import { cleanUnit, foldCapitals, foldUnit } from './unit-spelling.js';
import { type OutcomeTable, outcomeTable } from './outcome.js';

export type { Comparator } from './number-text.js';

/** What a result says: a number, or, with a comparator, everything from `low` to `high`. All in the lab's own unit. */
export interface Amount {
  /** The number as stated. */
  readonly stated: number;
  readonly low: number;
  readonly high: number;
  readonly comparator?: Comparator;
  /** As the laboratory has it, where its unit is not the lab's own. */
  readonly reported?: Reported;
}

export interface Reported {
  readonly value: number;
  /** In a spelling of the list, never as received. */
  readonly unit: string;
  /** The unit is but another name for the lab's own, as ug/L for ng/mL. */
  readonly isOwnSize: boolean;
  /** Own unit = value × factor + offset. */
  readonly factor: number;
  readonly offset: number;
}

/** Why a value could not be read or cannot be true. `unit` is the unit as received, already clipped. */
export type ValueProblem =
  | { readonly problem: 'unit-missing' }
  | { readonly problem: 'unit-unsupported'; readonly unit: string }
  | { readonly problem: 'unit-conflict'; readonly unit: string }
  | { readonly problem: 'value-unreadable' }
  | { readonly problem: 'value-implausible' }
  | { readonly problem: 'value-missing' };

interface ReceivedQuantity {
  readonly value: number;
  readonly comparator?: Comparator;
  readonly unit?: string | undefined;
  readonly code?: string | undefined;
  readonly system?: string | undefined;
}

const UCUM = 'http://unitsofmeasure.org';
/** No laboratory value is above this, in any unit: the open end of "> x". */
const UNBOUNDED = 1e12;
/** Twelve significant digits: enough for any assay, few enough to forget the binary rounding of a conversion. */
const DIGITS = 12;

/** A lab with what reading its numbers needs worked out. */
export interface ReadableLab {
  readonly lab: Lab;
  /** Every spelling of its units, as written and folded. */
  readonly spellings: ReadonlyMap<string, UnitSpelling>;
  /** What a result is held against where the laboratory says nothing: limits of the site before the default ones. */
  readonly limits: readonly FallbackLimit[];
  /** What its values can be at all, in its own unit. */
  readonly plausible: { readonly low: number; readonly high: number };
  /** What its words and codes mean, where its results are read as positive or negative. */
  readonly outcomes: OutcomeTable | undefined;
}

/** @param site what the site decided on instead of the default limits; of whom it says nothing the default holds */
export function readable(lab: Lab, site?: SiteLimit): ReadableLab {
  const spellings = new Map<string, UnitSpelling>();
  for (const spelling of lab.units) for (const as of spelling.as) spellings.set(as, spelling);
  for (const spelling of lab.units)
    for (const as of spelling.as) if (!spellings.has(foldUnit(as))) spellings.set(foldUnit(as), spelling);
  const limits = fallbackLimits(lab, site, (value, unit) => convertLimit({ spellings }, value, unit));
  return { lab, spellings, limits, plausible: plausibleOf(lab, spellings), outcomes: outcomeTable(lab) };
}

function plausibleOf({ plausible }: Lab, spellings: ReadableLab['spellings']): ReadableLab['plausible'] {
  const own = (value: number): number | undefined =>
    plausible && convertLimit({ spellings }, value, plausible.unit);
  return { low: own(plausible?.low ?? 0) ?? 0, high: own(plausible?.high ?? Infinity) ?? Infinity };
}

/**
 * Reads a quantity in a unit of the lab's own list; never guesses a unit. The unit text and the code both count, be the
 * code's system a private one; two that contradict each other are a conflict, also where only one of them is on the list.
 * What no patient's result can be is no value.
 */
export function readQuantity(lab: ReadableLab, quantity: ReceivedQuantity): Amount | ValueProblem {
  const unit = unitOf(lab, quantity);
  if ('problem' in unit) return unit;
  const amount = convert(quantity.value, quantity.comparator, unit, lab.lab.unit);
  if ('problem' in amount) return amount;
  const { low, high } = lab.plausible;
  return amount.high < low || amount.low > high ? { problem: 'value-implausible' } : amount;
}

type Spellings = Pick<ReadableLab, 'spellings'>;

/** A unit of the list, and the spelling of it that was met. */
interface KnownUnit {
  readonly spelling: UnitSpelling;
  readonly name: string;
}

function unitOf(lab: Spellings, { system, code, unit }: ReceivedQuantity): KnownUnit | ValueProblem {
  const byCode = unitNamed(lab, code);
  const byText = unit === code ? byCode : unitNamed(lab, unit);
  if (contradict(byCode, byText, code, unit))
    return {
      problem: 'unit-conflict',
      unit: [code, unit].map((text) => clipUnit(cleanUnit(text ?? ''))).join(' / '),
    };
  const found = byText ?? byCode;
  if (found) return found;
  const isUcum = system === undefined || system === UCUM;
  const texts = [isUcum ? code : undefined, unit, code].map((text) => cleanUnit(text ?? ''));
  const received = texts.find((text) => text !== '');
  if (received !== undefined) return { problem: 'unit-unsupported', unit: clipUnit(received) };
  const unitless = lab.spellings.get('');
  return unitless ? { spelling: unitless, name: '' } : { problem: 'unit-missing' };
}

/** Two units that are on the list and not of one size; or one that is, beside one that surely is another. */
function contradict(
  byCode: KnownUnit | undefined,
  byText: KnownUnit | undefined,
  code: string | undefined,
  unit: string | undefined,
): boolean {
  if (byCode && byText)
    return (
      byCode.spelling.factor !== byText.spelling.factor || byCode.spelling.offset !== byText.spelling.offset
    );
  const known = byCode ?? byText;
  const other = byCode ? unit : code;
  if (!known || other === undefined || other === '') return false;
  return isAnotherThan(foldUnit(known.name), foldCapitals(other) ?? foldUnit(other));
}

/** The unit that a text names; the empty text names none. */
function unitNamed({ spellings }: Spellings, text: string | undefined): KnownUnit | undefined {
  if (text === undefined || text === '') return undefined;
  for (const spell of SPELLINGS) {
    const name = spell(text);
    const spelling = name === undefined || name === '' ? undefined : spellings.get(name);
    if (name !== undefined && spelling) return { spelling, name };
  }
  return undefined;
}

const SPELLINGS: readonly ((text: string) => string | undefined)[] = [(text) => text, foldUnit, foldCapitals];

function clipUnit(text: string): string {
  return text.length > 20 ? `${text.slice(0, 19)}…` : text;
}

/**
 * Reads a result sent as text: comparator, number, unit ("> 2000 ng/mL"). Where a mark may be a decimal sign or a
 * thousands separator ("1,234"), only one of the two numbers must be possible for this lab. Anything else is text, not a
 * number.
 * @param unit the unit where the text has none
 */
export function readValueString(lab: ReadableLab, text: string, unit?: string): Amount | ValueProblem {
  const number = readNumber(text);
  if (!number) return { problem: 'value-unreadable' };
  const { comparator, readings, rest } = number;
  const [first, ...others] = readings.map((value) =>
    readQuantity(lab, { value, ...(comparator && { comparator }), unit: rest === '' ? unit : rest }),
  );
  if (!first) return { problem: 'value-unreadable' };
  const possible = [first, ...others].filter((amount) => !('problem' in amount));
  return possible.length > 1 ? { problem: 'value-unreadable' } : (possible[0] ?? first);
}

/** The unit of a result sent as text; empty when there is none. */
export function unitInText(text: string): string {
  return readNumber(text)?.rest ?? '';
}

function convert(
  value: number,
  comparator: Comparator | undefined,
  { spelling: { factor, offset = 0 }, name }: KnownUnit,
  own: string | undefined,
): Amount | ValueProblem {
  const stated = toPrecision(value * factor + offset);
  if (!Number.isFinite(stated) || value < 0) return { problem: 'value-unreadable' };
  const span = spanOf(stated, comparator);
  if (name === own || name === '') return span;
  return {
    ...span,
    reported: { value, unit: name, isOwnSize: factor === 1 && offset === 0, factor, offset },
  };
}

function spanOf(stated: number, comparator: Comparator | undefined): Omit<Amount, 'reported'> {
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
  const spelling = unit === '' ? spellings.get('') : unitNamed({ spellings }, unit)?.spelling;
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
