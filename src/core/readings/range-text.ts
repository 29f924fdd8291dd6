import { readNumber } from './number-text.js';

/** A range sent as text, taken apart. Numbers are in `unit`, which is empty when none is written. */
export interface RangeText {
  /** What stands before or behind the numbers: "Women", "Normal range". Not yet understood. */
  readonly label: string;
  readonly low?: number;
  readonly high: number;
  /** "< 400": 400 itself is outside. */
  readonly exclusive: boolean;
  readonly unit: string;
}

/** Longer texts are prose, not a range. */
export const LONGEST_RANGE_TEXT = 200;

const UPPER_BOUNDS: readonly (readonly [string, { readonly exclusive: boolean }])[] = [
  ['<=', { exclusive: false }],
  ['=<', { exclusive: false }],
  ['≤', { exclusive: false }],
  ['<', { exclusive: true }],
  ['up to', { exclusive: false }],
  ['less than or equal to', { exclusive: false }],
  ['less than', { exclusive: true }],
  ['below', { exclusive: true }],
  ['under', { exclusive: true }],
];
const DASH = /[\u2010-\u2015\u2212]/gu;
const NUMBER = /^\d+(?:[.,'’]\d+)*/u;

/**
 * Reads "30-400", "30 - 400 ng/mL", "< 400", "up to 400", each with a label before a colon or in brackets behind.
 * `undefined` for all else, and where a mark may be a decimal sign or a thousands separator: "1.234".
 */
export function readRangeText(text: string): RangeText | undefined {
  if (text.length > LONGEST_RANGE_TEXT) return undefined;
  const { label, core } = labelOf(text.replace(DASH, '-').trim());
  const bound = boundAt(core);
  if (bound) {
    const high = numberAt(core.slice(bound.word.length).trimStart());
    return high && { label, high: high.value, exclusive: bound.exclusive, unit: high.rest };
  }
  const low = numberAt(core);
  const upper = low && upperPart(low.rest);
  const high = upper && numberAt(upper.text);
  if (!low || !high || (upper.unit !== '' && upper.unit !== high.rest)) return undefined;
  return { label, low: low.value, high: high.value, exclusive: false, unit: high.rest };
}

/**
 * Every number a text could mean, whichever sign is its decimal sign; for what cannot be read.
 * @returns `undefined` where the numbers themselves cannot be told: "3.0E1"
 */
export function numbersIn(text: string): number[] | undefined {
  const numbers = new Set<number>();
  if (/\de[+-]?\d/iu.test(text)) return undefined;
  for (const [found] of text.slice(0, LONGEST_RANGE_TEXT).matchAll(/\d+(?:[.,]\d+)*/gu)) {
    const last = Math.max(found.lastIndexOf('.'), found.lastIndexOf(','));
    numbers.add(Number(found.replace(/[.,]/gu, '')));
    if (last > 0)
      numbers.add(Number(`${found.slice(0, last).replace(/[.,]/gu, '')}.${found.slice(last + 1)}`));
  }
  return [...numbers];
}

function labelOf(text: string): { readonly label: string; readonly core: string } {
  const labels: string[] = [];
  let core = text;
  if (/^[([]/u.test(core) && /[)\]]$/u.test(core)) core = core.slice(1, -1).trim();
  const open = core.lastIndexOf(' (');
  if (core.endsWith(')') && open > 0) {
    labels.push(core.slice(open + 2, -1));
    core = core.slice(0, open).trim();
  }
  const colon = core.lastIndexOf(':');
  const start = colon >= 0 ? colon + 1 : startOfNumbers(core);
  labels.push(colon >= 0 ? core.slice(0, colon) : core.slice(0, start));
  return { label: labels.join(' ').trim(), core: core.slice(start).trim() };
}

function startOfNumbers(text: string): number {
  const first = text.search(/[\d<≤=]/u);
  if (first < 0) return text.length;
  const head = text.slice(0, first).trimEnd().toLowerCase();
  const word = UPPER_BOUNDS.find(([bound]) => head.endsWith(bound))?.[0];
  return word === undefined ? first : head.length - word.length;
}

function boundAt(text: string): { readonly word: string; readonly exclusive: boolean } | undefined {
  const lower = text.toLowerCase();
  const found = UPPER_BOUNDS.find(([word]) => lower.startsWith(word));
  return found && { word: found[0], ...found[1] };
}

function numberAt(text: string): { readonly value: number; readonly rest: string } | undefined {
  const number = NUMBER.exec(text)?.[0];
  const [value, ...more] = (number === undefined ? undefined : readNumber(number)?.readings) ?? [];
  // "1.234" may be a thousand and more.
  if (number === undefined || value === undefined || more.length > 0) return undefined;
  const rest = text.slice(number.length);
  return /^[\d.,'’]/u.test(rest) ? undefined : { value, rest: rest.trim() };
}

/** What follows the dash; the unit may stand before it as well: "30 ng/mL - 400 ng/mL". */
function upperPart(rest: string): { readonly unit: string; readonly text: string } | undefined {
  for (const dash of ['-', 'to '])
    if (rest.startsWith(dash)) return { unit: '', text: rest.slice(dash.length).trim() };
  for (const dash of [' - ', ' to ']) {
    const at = rest.indexOf(dash);
    if (at > 0) return { unit: rest.slice(0, at).trim(), text: rest.slice(at + dash.length).trim() };
  }
  return undefined;
}
