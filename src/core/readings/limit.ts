import type { RemarkKind } from '../model/advice.js';
import type { WhyUnused, YesNo } from '../model/explanation.js';
import type { FallbackLimit } from './fallback-limits.js';
import { flagOf, isFlaggedLow } from './interpretation-flag.js';
import type { Person } from './person.js';
import type { IsMeant } from './range-audience.js';
import { isPlausibleEnd, laboratoryRanges, type UnusedRange, type UpperEnd } from './reference-range.js';
import type { Amount, ReadableLab } from './units.js';

/** The upper limit a result is held against. */
export interface Limit {
  /** Own unit; absent when only the laboratory's flag is known. */
  readonly value?: number;
  /** The limit itself is above ("< 400"). */
  readonly exclusive?: true;
  readonly basis: 'lab-range' | 'interpretation' | 'site' | 'default' | 'none';
  readonly source: readonly string[];
  /**
   * For multiples of the limit ("5 x ULN"): when the flag decides, the site's, else the default; and where the laboratory's limit is far above the
   * default, what of it is believed.
   */
  readonly multiple?: number;
  /** Why ranges that came were not used, each reason once. */
  readonly unused?: readonly WhyUnused[];
}

export interface Judged {
  readonly limit: Limit;
  readonly raised: YesNo;
  /** Below every normal range of the laboratory, or flagged so. */
  readonly low?: true;
  /** Remarks on the limit: see `remarks` in words/. */
  readonly notes: readonly LimitNote[];
}

export type LimitNote = Extract<
  RemarkKind,
  | 'limit-implausible'
  | 'range-not-used'
  | 'ranges-differ'
  | 'flag-not-used'
  | 'interpretation-conflict'
  | 'above-default-but-lab-normal'
  | 'age-imprecise'
>;

/** Times the limit of the site, else the default, up to which a flag "not raised" is believed (hepacue-decision). */
const BELIEVED_UP_TO = 2;

/** The reasons for which a range is certainly no normal range of this person: nothing depends on it. */
const SURELY_NOT: ReadonlySet<WhyUnused> = new Set(['another-meaning', 'another-person']);

/**
 * Holds an amount against its limit: a plausible laboratory range, else the laboratory's flag, else what the site decided
 * on, else the default for sex and age. Raised means above: strictly, unless the laboratory's limit is exclusive. A flag never makes a value far
 * above the default not raised, nor one that came with an implausible range.
 */
export function judgeAmount(
  lab: ReadableLab,
  amount: Amount,
  observation: fhir4.Observation,
  person: Person,
  isMeant: IsMeant,
): Judged {
  const fallback = fallbackLimit(lab, person);
  const flag = flagOf(observation.interpretation);
  const { usable, unused } = laboratoryRanges(lab, observation, person, isMeant);
  const implausible = unused.some(({ why }) => why === 'implausible');
  const judged = withMultiple(
    byRange(amount, usable, flag, fallback) ??
      byFlag(amount, flag, fallback, implausible) ??
      byDefault(amount, fallback),
    lab,
    person,
  );
  const { limit, raised, notes } = judged;
  const low = isLow(amount, usable, observation) && ({ low: true } as const);
  if (unused.length === 0) return low ? { ...judged, ...low } : judged;
  // A flag "raised" is the laboratory's own answer.
  const settled =
    raised === 'unknown' || fallback === undefined || (limit.basis === 'interpretation' && raised === 'yes');
  const doubted = !settled && unused.some((range) => turns(range, amount, raised, lab, person));
  return {
    raised,
    ...low,
    limit: { ...limit, unused: [...new Set(unused.map(({ why }) => why))] },
    notes: [
      ...(doubted ? (['range-not-used'] as const) : []),
      ...(implausible && !doubted ? (['limit-implausible'] as const) : []),
      ...notes,
    ],
  };
}

/** A laboratory's limit far above the default counts for multiples only as far as it is believed. */
function withMultiple(judged: Judged, { lab, limits }: ReadableLab, person: Person): Judged {
  const { limit } = judged;
  if (limit.value === undefined || lab.multiplesUpTo === undefined) return judged;
  const own = fallbackLimit({ limits: limits.filter(({ basis }) => basis === 'default') }, person);
  const most = own && own.high * lab.multiplesUpTo.value;
  return most === undefined || limit.value <= most
    ? judged
    : { ...judged, limit: { ...limit, multiple: most } };
}

/** Below the lower end of each range that has one; without a range, as the laboratory flags it. */
function isLow(amount: Amount, usable: readonly UpperEnd[], { interpretation }: fhir4.Observation): boolean {
  const lows = usable.flatMap(({ low }) => low ?? []);
  return lows.length > 0 ? lows.every((low) => amount.high < low) : isFlaggedLow(interpretation);
}

/** The highest of the normal ranges; where they differ about the amount, the flag decides between them. */
function byRange(
  amount: Amount,
  [first, ...more]: readonly UpperEnd[],
  flag: ReturnType<typeof flagOf>,
  fallback: FoundLimit | undefined,
): Judged | undefined {
  if (!first) return undefined;
  const higher = (one: UpperEnd, other: UpperEnd): UpperEnd =>
    other.value > one.value || (other.value === one.value && !other.exclusive) ? other : one;
  const ends = [first, ...more];
  const highest = ends.reduce(higher);
  const passed = ends.filter((end) => above(amount, end) === 'yes');
  const end = flag === 'raised' && passed.length > 0 ? passed.reduce(higher) : highest;
  const raised = above(amount, end);
  const notes: LimitNote[] = [];
  if (fallback && raised === 'no' && flag === undefined && ends.some((one) => above(amount, one) !== 'no'))
    notes.push('ranges-differ');
  if (flag !== undefined && raised !== 'unknown' && (flag === 'raised') !== (raised === 'yes'))
    notes.push('interpretation-conflict');
  if (raised === 'no') notes.push(...aboveDefault(amount, fallback));
  const limit: Limit = {
    value: end.value,
    basis: 'lab-range',
    source: [],
    ...(end.exclusive && { exclusive: true }),
  };
  return { limit, raised, notes };
}

/** What is worth saying of an amount that the laboratory finds normal. */
function aboveDefault(amount: Amount, fallback: FoundLimit | undefined): LimitNote[] {
  if (!fallback) return [];
  return above(amount, inclusive(fallback.high)) === 'yes' ? ['above-default-but-lab-normal'] : [];
}

function byFlag(
  amount: Amount,
  flag: ReturnType<typeof flagOf>,
  fallback: FoundLimit | undefined,
  implausible: boolean,
): Judged | undefined {
  if (flag === undefined) return undefined;
  if (flag === 'not-raised' && fallback && (implausible || isFarAbove(amount, fallback))) {
    const { limit, raised, notes } = byDefault(amount, fallback);
    return { limit, raised, notes: raised === 'no' ? notes : ['flag-not-used', ...notes] };
  }
  return {
    limit: { basis: 'interpretation', source: [], ...(fallback && { multiple: fallback.high }) },
    raised: flag === 'raised' ? 'yes' : 'no',
    notes: flag === 'not-raised' ? aboveDefault(amount, fallback) : [],
  };
}

function byDefault(amount: Amount, fallback: FoundLimit | undefined): Judged {
  if (!fallback) return { limit: { basis: 'none', source: [] }, raised: 'unknown', notes: [] };
  const raised = above(amount, inclusive(fallback.high));
  const limit = { value: fallback.high, basis: fallback.basis, source: fallback.source };
  if (raised === above(amount, inclusive(fallback.low))) return { limit, raised, notes: [] };
  return { limit, raised: 'unknown', notes: ['age-imprecise'] };
}

/** Whether a range that was not used may give the other answer. */
function turns(
  { why, ends }: UnusedRange,
  amount: Amount,
  raised: YesNo,
  lab: ReadableLab,
  person: Person,
): boolean {
  if (SURELY_NOT.has(why)) return false;
  // A raised result has a sentence of its own on a range that cannot be.
  if (why === 'implausible' && ends !== 'any')
    return raised === 'no' && ends.some((end) => above(amount, end) === 'yes');
  if (ends !== 'any')
    return ends.some((end) => isPlausibleEnd(lab, end, person) && above(amount, end) !== raised);
  const bounds = lab.lab.plausibleLimit;
  if (bounds === undefined) return true;
  return raised === 'yes' ? amount.low <= bounds.high : amount.high > bounds.low;
}

function above(amount: Amount, { value, exclusive }: UpperEnd): YesNo {
  if (amount.low > value || (exclusive && amount.low === value)) return 'yes';
  return amount.high < value || (!exclusive && amount.high === value) ? 'no' : 'unknown';
}

function inclusive(value: number): UpperEnd {
  return { value, exclusive: false };
}

/** Or may be. */
function isFarAbove(amount: Amount, { low }: FoundLimit): boolean {
  return above(amount, inclusive(BELIEVED_UP_TO * low)) !== 'no';
}

interface FoundLimit extends Pick<FallbackLimit, 'basis' | 'source'> {
  readonly high: number;
  readonly low: number;
}

/** The limit of the site or the default for the patient; with a partial birth date the higher one of its two ends, and the lower beside it. */
function fallbackLimit(
  { limits }: Pick<ReadableLab, 'limits'>,
  { age, sex }: Person,
): FoundLimit | undefined {
  if (limits.length === 0) return undefined;
  const youngest = limits.find((limit) => fits(limit, sex, age?.first));
  const oldest =
    age && age.last !== age.first ? limits.find((limit) => fits(limit, sex, age.last)) : youngest;
  const [one, other] = [youngest ?? oldest, oldest ?? youngest];
  if (!one || !other) return undefined;
  const [high, low] = one.own >= other.own ? [one, other] : [other, one];
  return { high: high.own, low: low.own, basis: high.basis, source: high.source };
}

function fits(limit: FallbackLimit, sex: Person['sex'], age: number | undefined): boolean {
  if (limit.sex !== undefined && limit.sex !== sex) return false;
  if (limit.ageFrom === undefined && limit.ageTo === undefined) return true;
  return age !== undefined && age >= (limit.ageFrom ?? 0) && age <= (limit.ageTo ?? Infinity);
}
