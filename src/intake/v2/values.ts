import { readNumber } from '../../core/readings/number-text.js';
import { conceptOf } from './concepts.js';
import { MALFORMED, type ReadDate } from './date-times.js';
import type { Repetition } from './segment.js';
import { type Unit, unitText } from './units.js';

/** The value of an Observation. */
export type Value = Pick<
  fhir4.Observation,
  'valueQuantity' | 'valueString' | 'valueCodeableConcept' | 'valueRange' | 'valueRatio' | 'valueDateTime'
>;

const PLAIN = /^\d+(?:\.\d+)?$|^\.\d+$/u;
const COMPARATORS: ReadonlySet<string> = new Set(['<', '<=', '>=', '>']);
/** Of these "1.234" may be a thousand and more: the reader of results tells. */
const TEXTS: ReadonlySet<string> = new Set(['ST', 'TX', 'FT', 'TXT']);
const CODED: ReadonlySet<string> = new Set(['CE', 'CWE', 'CNE', 'CF', 'IS', 'ID']);
const DATES: ReadonlySet<string> = new Set(['DT', 'DTM', 'TS']);
const DOCUMENTS: ReadonlySet<string> = new Set(['ED', 'RP']);

/** Whether a result is a document or an image: kept out of what is judged. */
export function isDocument(type: string): boolean {
  return DOCUMENTS.has(type);
}

/**
 * One repetition of OBX-5 as a FHIR value. What stands there decides; OBX-2 only where it can be read in two ways, as feeds say NM of ">2000"
 * and SN of what was never taken apart. A text that is a number gets the unit of OBX-6 behind it; what is no number stays as it came,
 * for the reader of results to name. `undefined` when it says nothing.
 * @param type OBX-2
 */
export function valueOf(value: Repetition, type: string, unit: Unit, readDate: ReadDate): Value | undefined {
  if (isDocument(type)) return undefined;
  const parts = value.components;
  return (
    structured(parts, type, unit) ??
    (parts.length === 1 ? single(parts[0] ?? '', type, unit, readDate) : undefined) ??
    (parts.length >= 3 || CODED.has(type) ? coded(value) : undefined) ?? {
      valueString: parts.join(' ').trim(),
    }
  );
}

/** SN: comparator, number, separator, number. NR: two numbers. */
function structured(parts: readonly string[], type: string, unit: Unit): Value | undefined {
  if (type === 'NR' && parts.length === 2) return range(parts[0] ?? '', parts[1] ?? '', unit);
  const [sign = '', first = '', separator = '', second = '', ...more] = parts;
  if (!/^(?:[<>]?=?|<>)$/u.test(sign) || !PLAIN.test(first) || more.length > 0) return undefined;
  if (separator === '' && second === '') {
    if (sign === '<>') return { valueString: `<>${first} ${unitText(unit)}`.trim() };
    return { valueQuantity: quantity(first, unit, sign) };
  }
  const isWhole = (sign === '' || sign === '=') && PLAIN.test(second);
  if (separator === '-' && isWhole) return range(first, second, unit);
  if ((separator === ':' || separator === '/') && isWhole)
    return { valueRatio: { numerator: { value: Number(first) }, denominator: { value: Number(second) } } };
  // v2-to-FHIR: what is left of SN is a text of its parts.
  return { valueString: [sign, first, separator, second].filter((part) => part !== '').join(' ') };
}

function range(low: string, high: string, unit: Unit): Value | undefined {
  if (!PLAIN.test(low) || !PLAIN.test(high)) return undefined;
  return { valueRange: { low: quantity(low, unit), high: quantity(high, unit) } };
}

function quantity(number: string, unit: Unit, sign = ''): fhir4.Quantity {
  const comparator = COMPARATORS.has(sign)
    ? { comparator: sign as NonNullable<fhir4.Quantity['comparator']> }
    : {};
  return { value: Number(number), ...comparator, ...unit };
}

function single(text: string, type: string, unit: Unit, readDate: ReadDate): Value | undefined {
  if (DATES.has(type)) {
    const date = readDate(text);
    return date === undefined || date === MALFORMED ? { valueString: text } : { valueDateTime: date };
  }
  if (!TEXTS.has(type)) {
    const [, sign = '', number = ''] = /^([<>]?=?)\s*(\S*)$/u.exec(text) ?? [];
    if (PLAIN.test(number)) return { valueQuantity: quantity(number, unit, sign) };
  }
  const number = readNumber(text);
  if (number) return { valueString: number.rest === '' ? `${text} ${unitText(unit)}`.trim() : text };
  return CODED.has(type) ? undefined : { valueString: text };
}

function coded(value: Repetition): Value | undefined {
  const concept = conceptOf(value);
  // A word in the place of a code is what the result says.
  const word = concept?.coding?.length === 1 && concept.coding[0]?.display === undefined ? value.text(1) : '';
  return concept && { valueCodeableConcept: { ...(word !== '' && { text: word }), ...concept } };
}
