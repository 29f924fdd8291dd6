import type { WhyUnused } from '../model/explanation.js';
import type { Person } from './person.js';
import { isAgeUnread, isForOthers, type IsMeant, isUnderstoodLabel } from './range-audience.js';
import { isNormalRange } from './range-meaning.js';
import { LONGEST_RANGE_TEXT, numbersIn, type RangeText, readRangeText } from './range-text.js';
import { convertLimit, type ReadableLab, unitInText } from './units.js';

/** Where normal ends, in the lab's own unit. `exclusive`: the end itself is not normal any more ("< 400"). */
export interface UpperEnd {
  readonly value: number;
  readonly exclusive: boolean;
  /** Where normal begins, when the range says so. */
  readonly low?: number;
}

/** A range that came and was not used. */
export interface UnusedRange {
  readonly why: WhyUnused;
  /** Where it may end, as far as that can be told; `any`: it cannot. */
  readonly ends: readonly UpperEnd[] | 'any';
}

/** The ranges of a result, sorted into those that can be its normal range and those that cannot. */
export interface LaboratoryRanges {
  readonly usable: readonly UpperEnd[];
  readonly unused: readonly UnusedRange[];
}

/** Ranges of one result that are looked at; laboratories send one to a dozen. */
const MOST_RANGES = 50;

/** EU laboratory guide, after R6: says whether an end of a range is inside. */
const HIGH_COMPARATOR = 'referencerangehighcomparator';
const LOW_COMPARATOR = 'referencerangelowcomparator';

type Range = fhir4.ObservationReferenceRange;

/** Reads the ranges of a result: which are normal ranges for this person, and where they end. Never guesses. */
export function laboratoryRanges(
  lab: ReadableLab,
  observation: fhir4.Observation,
  person: Person,
  isMeant: IsMeant,
): LaboratoryRanges {
  const ranges = observation.referenceRange ?? [];
  const usable: UpperEnd[] = [];
  const unused: UnusedRange[] = [];
  for (const range of ranges.slice(0, MOST_RANGES).flatMap(byLine)) {
    const ends = upperEndsOf(lab, range, observation);
    if (ends === undefined) continue;
    const why = whyNotFor(range, person, isMeant) ?? ends.why;
    if (why !== undefined) unused.push({ why, ends: ends.may });
    else if (ends.why === undefined && isBelieved(lab, ends, person))
      usable.push({ ...ends.may[0], ...(ends.low !== undefined && { low: ends.low }) });
    else unused.push({ why: 'implausible', ends: ends.why === undefined && isInOrder(ends) ? ends.may : [] });
  }
  if (ranges.length > MOST_RANGES) unused.push({ why: 'beyond-bound', ends: 'any' });
  return { usable, unused };
}

/** "Men: 30-400; women: 15-150" as two ranges, where each part can be read; else the range as it is. */
function byLine(range: Range): readonly Range[] {
  const { low, high, text } = range;
  if (low !== undefined || high !== undefined || text === undefined || text.length > LONGEST_RANGE_TEXT)
    return [range];
  const lines = text.split(/[;\n]/u).filter((line) => line.trim() !== '');
  const read = lines.map(readRangeText);
  const areAllRead = read.every((line) => line !== undefined && isUnderstoodLabel(line.label));
  // A unit behind the last line may be meant for all of them.
  const haveOneUnit = new Set(read.map((line) => line?.unit)).size === 1;
  return areAllRead && haveOneUnit && lines.length > 1
    ? lines.map((line) => ({ ...range, text: line }))
    : [range];
}

/** Why a range is no normal range of this person, whatever its numbers are. */
function whyNotFor(range: Range, person: Person, isMeant: IsMeant): WhyUnused | undefined {
  if (isForOthers(range, person, isMeant)) return 'another-person';
  const normal = isNormalRange(range);
  if (normal !== 'yes') return normal === 'no' ? 'another-meaning' : 'meaning-unknown';
  return isAgeUnread(range) ? 'person-unknown' : undefined;
}

/** Its ends stand in order and apart, and the upper one is one of this lab. */
function isBelieved(lab: ReadableLab, ends: ReadEnd, person: Person): boolean {
  return isInOrder(ends) && isPlausibleEnd(lab, ends.may[0], person);
}

/** "0-0" and "10-10" stand for "no range": nothing depends on them. */
function isInOrder({ may: [end], low = 0 }: ReadEnd): boolean {
  return low < end.value;
}

/** Whether a limit can be one of this lab, as far as `plausibleLimit` says. */
export function isPlausibleEnd({ lab }: ReadableLab, { value }: UpperEnd, { age }: Person): boolean {
  if (value <= 0) return false;
  const bounds = lab.plausibleLimit;
  if (bounds === undefined || (age !== undefined && age.last < bounds.ageFrom)) return true;
  return value >= bounds.low && value <= bounds.high;
}

/** The upper end that was read, and the lower one. */
interface ReadEnd {
  readonly why?: undefined;
  readonly may: readonly [UpperEnd];
  readonly low?: number | undefined;
}

/** Or why it was not, and what it could be. */
type Ends =
  | ReadEnd
  | {
      readonly why: 'modifier-unknown' | 'unit-unknown' | 'text-unreadable';
      readonly may: UnusedRange['ends'];
    };

/** The upper end in the lab's own unit, or `undefined` when the range has none. */
function upperEndsOf(lab: ReadableLab, range: Range, observation: fhir4.Observation): Ends | undefined {
  const { low, high, text } = range;
  if (high?.value !== undefined) {
    // Nothing in any unit: 0-0 stands for "no range" in some feeds.
    const end = high.value <= 0 ? 0 : inOwnUnit(lab, high, observation);
    if (end === undefined) return { why: 'unit-unknown', may: 'any' };
    const exclusive = isExclusive(range);
    if (exclusive === undefined)
      return {
        why: 'modifier-unknown',
        may: [true, false].map((outside) => ({ value: end, exclusive: outside })),
      };
    return { may: [{ value: end, exclusive }], low: low && inOwnUnit(lab, low, observation) };
  }
  if (text === undefined || low?.value !== undefined) return undefined;
  if (text.length > LONGEST_RANGE_TEXT) return { why: 'text-unreadable', may: 'any' };
  const read = readRangeText(text);
  const end = read && endInText(lab, read, observation);
  if (end && isUnderstoodLabel(read.label)) return end;
  const numbers = numbersIn(text);
  if (numbers === undefined) return { why: 'text-unreadable', may: 'any' };
  const may = numbers.flatMap((value) => {
    const own = inOwnUnit(lab, { value }, observation);
    return own === undefined ? [] : [{ value: own, exclusive: false }];
  });
  return may.length === 0 ? undefined : { why: 'text-unreadable', may };
}

function endInText(lab: ReadableLab, read: RangeText, observation: fhir4.Observation): ReadEnd | undefined {
  const own = (value: number): number | undefined => inOwnUnit(lab, { value, unit: read.unit }, observation);
  const high = own(read.high);
  if (high === undefined) return undefined;
  return {
    may: [{ value: high, exclusive: read.exclusive }],
    low: read.low === undefined ? undefined : own(read.low),
  };
}

/** Without a unit of its own a limit is in the unit of the value; two known units that differ are none. */
function inOwnUnit(
  lab: ReadableLab,
  { value, code, unit }: fhir4.Quantity,
  { valueQuantity, valueString }: fhir4.Observation,
): number | undefined {
  if (value === undefined) return undefined;
  const found = (units: readonly (string | undefined)[]): number[] =>
    units.flatMap((text) => (text === undefined ? [] : (convertLimit(lab, value, text) ?? [])));
  const own = [code, unit].filter((text) => text !== undefined && text !== '');
  if (own.length > 0) {
    const [one, other = one] = found(own);
    return one === other ? one : undefined;
  }
  return found([valueQuantity?.code, valueQuantity?.unit, unitInText(valueString ?? ''), ''])[0];
}

/** Whether the upper end is outside; `undefined` when the range carries a modifier that is not known. */
function isExclusive({ high, modifierExtension = [] }: Range): boolean | undefined {
  const comparators = new Set<string>(high?.comparator === undefined ? [] : [high.comparator]);
  if (modifierExtension.length > 2) return undefined;
  for (const { url, valueCode } of modifierExtension) {
    const name = (url.split('/').at(-1) ?? '').toLowerCase().replaceAll('-', '');
    if (name.endsWith(HIGH_COMPARATOR)) comparators.add(valueCode ?? '');
    else if (!name.endsWith(LOW_COMPARATOR)) return undefined;
  }
  const [comparator = '<=', ...more] = comparators;
  if (more.length > 0 || (comparator !== '<' && comparator !== '<=')) return undefined;
  return comparator === '<';
}
