import type { Remark, RemarkKind } from '../model/advice.js';
import type { Lab } from '../model/knowledge.js';
import type { Result } from '../record/sorting.js';
import type { DatedReading } from './reading.js';
import type { ReadableLab } from './units.js';
import { amountOf, received } from './value.js';

/** Remarks that are said on a card that is made, but never make one. */
const NEVER_A_CARD: ReadonlySet<RemarkKind> = new Set([
  'stale',
  'unpaired',
  'older-alone',
  'interpretation-conflict',
  'above-default-but-lab-normal',
  'same-time-disagrees',
  'order-open',
] as const);

/** The laboratory's limit or flag was not used or is in doubt, and the answer depends on it. */
const LIMIT_IN_DOUBT: ReadonlySet<RemarkKind> = new Set([
  'range-not-used',
  'ranges-differ',
  'flag-not-used',
] as const);

/** Remarks on the limit of one result: where that result is left out, nothing depends on them. */
const OF_ITS_LIMIT: ReadonlySet<RemarkKind> = new Set([
  'limit-implausible',
  'age-imprecise',
  'comparator-indeterminate',
] as const);

/** What a card says of the laboratory's limit. One that is not plausible is worth it only where something is raised. */
export function isLimitNotUsed({ kind }: Remark, anyRaised: boolean): boolean {
  return LIMIT_IN_DOUBT.has(kind) || (anyRaised && kind === 'limit-implausible');
}

/** A result could not be read or judged, which is worth a card. */
export function isUnreadable(remark: Remark): boolean {
  return !NEVER_A_CARD.has(remark.kind) && !isLimitNotUsed(remark, true);
}

/** Whether it is still worth saying when the result that counts is left out: the others of the lab are what they were. */
export function isSaidOfWhatIsLeftOut({ kind }: Remark): boolean {
  return !OF_ITS_LIMIT.has(kind) && !LIMIT_IN_DOUBT.has(kind);
}

/** What is to be said of a result. */
export function remark(
  lab: Lab,
  kind: RemarkKind,
  result: Pick<Result, 'observation' | 'sampled'>,
  places: Readonly<Record<string, string>> = {},
): Remark {
  const unit = kind === 'unit-unsupported' ? `:${places['unit'] ?? ''}` : '';
  return {
    id: `${lab.id}-${kind}${unit}`,
    kind,
    lab: lab.id,
    places: { day: result.sampled?.day ?? '', received: received(result), ...places },
  };
}

/** Every result of the lab that came names another patient, or none that is known. */
export function notThisPatient(lab: Lab): Remark {
  return { id: `${lab.id}-not-this-patient`, kind: 'not-this-patient', lab: lab.id, places: {} };
}

/** Of so many results of one kind each is named; the rest are counted, as a card is read. */
const MOST_NAMED = 3;

/** What is said of results without a date that can be used: the highest are named. */
export function undatedRemarks(lab: ReadableLab, undated: readonly Result[]): Remark[] {
  if (undated.length === 0) return [];
  const distinct = new Map<string, { readonly said: Remark; readonly height: number }>();
  for (const result of undated) {
    const said = remark(lab.lab, result.sampled ? 'date-in-future' : 'date-missing', result);
    const key = textOf(said);
    if (distinct.has(key)) continue;
    const amount = result.problem === undefined ? amountOf(lab, result.observation) : undefined;
    distinct.set(key, { said, height: amount && 'stated' in amount ? amount.stated : -1 });
  }
  const inOrder = [...distinct].sort(
    ([first, one], [second, other]) => other.height - one.height || (first < second ? -1 : 1),
  );
  const named = inOrder.slice(0, MOST_NAMED).map(([, { said }]) => said);
  return [...named, ...more(lab.lab, 'undated-more', inOrder.length - named.length)];
}

function more({ id }: Lab, kind: 'undated-more' | 'unread-more', count: number): Remark[] {
  return count === 0 ? [] : [{ id: `${id}-${kind}`, kind, lab: id, places: { count: String(count) } }];
}

/**
 * What is said of other results that may as well be the newest: the lowest that disagrees with the one that is used; and, where the order
 * is open, those that cannot be read.
 */
export function disagreements(used: DatedReading, others: readonly DatedReading[]): Remark[] {
  const unread = others.filter((one) => one.problem !== undefined && !isSameTime(one, used));
  const other = others.filter((one) => one.problem === undefined && disagrees(one, used)).at(-1);
  const unreadOnes = unread.flatMap(({ remarks }) => remarks).filter(({ kind }) => kind !== 'stale');
  const distinct = [...new Map(unreadOnes.map((one) => [textOf(one), one])).values()];
  const said = [
    ...distinct.slice(0, MOST_NAMED),
    ...more(used.lab, 'unread-more', Math.max(distinct.length - MOST_NAMED, 0)),
  ];
  if (!other) return said;
  const limit = other.limit?.value;
  const kind = isSameTime(other, used) ? 'same-time-disagrees' : 'order-open';
  return [
    ...said,
    remark(used.lab, kind, other.result, {
      used: used.received,
      limit: limit === undefined ? '' : String(limit),
    }),
  ];
}

/** What tells one remark from another. */
function textOf({ kind, places }: Remark): string {
  return [kind, ...Object.values(places)].join('|');
}

/** Of labs without a limit of their own a number that is not raised may be the finding as well. */
function disagrees(one: DatedReading, used: DatedReading): boolean {
  if (one.outcome !== used.outcome || one.raised !== used.raised) return true;
  return used.raised !== 'yes' && used.lab.limits.length === 0 && one.amount?.stated !== used.amount?.stated;
}

/** Sampled at the same time, or on the same day where no time is known. */
export function isSameTime(one: DatedReading, other: DatedReading): boolean {
  const [first, second] = [one.result.sampled, other.result.sampled];
  return first.first === second.first && first.last === second.last && first.timed === second.timed;
}
