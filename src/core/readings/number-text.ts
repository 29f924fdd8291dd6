import { plainText } from './plain-text.js';

export type Comparator = '<' | '<=' | '>=' | '>';

/** A number as a text states it. */
export interface NumberText {
  readonly comparator?: Comparator;
  /** One number; two where a mark may be a decimal sign or a thousands separator: "1.234" is 1.234 or 1234. */
  readonly readings: readonly [number] | readonly [decimal: number, thousands: number];
  /** What stands behind the number: its unit, or nothing. */
  readonly rest: string;
}

/** Longest text looked at. */
const LONGEST = 80;
const TEXT = /^([<>]=?)? ?(\d+(?:[.,'’]\d+| \d{3}(?!\d))*)(?![\d.,]) ?(.*)$/u;
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^greater than\b/iu, '>'],
  [/^less than\b/iu, '<'],
  [/^≥/u, '>='],
  [/^≤/u, '<='],
];

/**
 * Reads a text that begins with a number: "> 2000 ng/mL", "12,5", "1'234". Whether a separator that can be read in two
 * ways is a decimal sign is for the caller to tell. `undefined` when the text is no number.
 */
export function readNumber(text: string): NumberText | undefined {
  if (text.length > LONGEST) return undefined;
  const match = TEXT.exec(WORDS.reduce((line, [word, sign]) => line.replace(word, sign), plainText(text)));
  if (match === null) return undefined;
  const [, comparator, number = '', rest = ''] = match;
  const readings = readingsOf(number);
  return (
    readings && { ...(comparator !== undefined && { comparator: comparator as Comparator }), readings, rest }
  );
}

/** Groups of three, the first of one to three and not zero; or Indian groups of two before the last three. */
const GROUPED = /^[1-9]\d{0,2}(?:([.,'’ ])\d{3})(?:\1\d{3})*$|^[1-9]\d?(?:,\d{2})+,\d{3}$/u;
const WITH_DECIMALS = /^([^.]*)\.(\d+)$|^([^,]*),(\d+)$/u;

function readingsOf(number: string): NumberText['readings'] | undefined {
  if (/^\d+$/u.test(number)) return [Number(number)];
  const thousands = GROUPED.test(number) ? Number(number.replace(/[^\d]/gu, '')) : undefined;
  const decimal = decimalOf(number);
  if (decimal === undefined) return thousands === undefined ? undefined : [thousands];
  return thousands === undefined ? [decimal] : [decimal, thousands];
}

/** The number when its last mark is a decimal sign; what stands before may be grouped by another mark. */
function decimalOf(number: string): number | undefined {
  const [, before, after, beforeComma, afterComma] = WITH_DECIMALS.exec(number) ?? [];
  const [whole, decimals] = [before ?? beforeComma, after ?? afterComma];
  if (whole === undefined || decimals === undefined) return undefined;
  if (!/^\d+$/u.test(whole) && !GROUPED.test(whole)) return undefined;
  return Number(`${whole.replace(/[^\d]/gu, '')}.${decimals}`);
}
