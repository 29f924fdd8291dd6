import { readRangeText } from '../../core/readings/range-text.js';
import type { Segment } from './segment.js';
import type { Unit } from './units.js';

/** A lower bound alone. A text that says no upper end is none for the reader of ranges, so that it is taken apart here. */
const LOWER = /^>=? ?(\d+(?:\.\d+)?)$/u;
/** Seen in feeds for a dash. */
const UNDERSCORE = /^(\d+(?:\.\d+)?)_(\d+(?:\.\d+)?)$/u;

/**
 * OBX-7 as a range: low and high in the unit of OBX-6 where the text says no more than that, and the text beside them, as laboratories write
 * for whom and in which unit it is. "<45" stays text alone: FHIR's high is inside the range, and 45 is not. One of men and one of women
 * stays text, too, which is read by the sex of the patient.
 */
export function rangeOf(obx: Segment, unit: Unit): fhir4.ObservationReferenceRange | undefined {
  const text = obx
    .repetitions(7)
    .map(({ components }) => components.filter((part) => part !== '').join(' '))
    .join('; ')
    .replace(UNDERSCORE, '$1-$2');
  if (text === '') return undefined;
  const lower = LOWER.exec(text)?.[1];
  if (lower !== undefined) return { low: { value: Number(lower), ...unit }, text };
  const read = readRangeText(text);
  if (!read || read.exclusive || read.label !== '') return { text };
  const own = read.unit === '' ? unit : { unit: read.unit };
  return {
    ...(read.low !== undefined && { low: { value: read.low, ...own } }),
    high: { value: read.high, ...own },
    text,
  };
}
