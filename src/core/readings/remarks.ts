import type { Remark, RemarkKind } from '../model/advice.js';

/** Remarks that are said on a card that is made, but never make one. */
const NEVER_A_CARD: ReadonlySet<RemarkKind> = new Set([
  'stale',
  'unpaired',
  'older-alone',
  'interpretation-conflict',
  'above-default-but-lab-normal',
] as const);

/** The laboratory's limit or flag was not used or is in doubt, and the answer depends on it. */
const LIMIT_IN_DOUBT: ReadonlySet<RemarkKind> = new Set([
  'range-not-used',
  'ranges-differ',
  'flag-not-used',
  'far-above-default-but-lab-normal',
] as const);

/** Remarks on a result that is left out which are still worth saying. */
const SAID_OF_WHAT_IS_LEFT_OUT: ReadonlySet<RemarkKind> = new Set([
  'stale',
  'interpretation-conflict',
  'above-default-but-lab-normal',
] as const);

/** What a card says of the laboratory's limit. One that is not plausible is worth it only where something is raised. */
export function isLimitNotUsed({ kind }: Remark, anyRaised: boolean): boolean {
  return LIMIT_IN_DOUBT.has(kind) || (anyRaised && kind === 'limit-implausible');
}

/** A result could not be read or judged, which is worth a card. */
export function isUnreadable(remark: Remark): boolean {
  return !NEVER_A_CARD.has(remark.kind) && !isLimitNotUsed(remark, true);
}

export function isSaidOfWhatIsLeftOut({ kind }: Remark): boolean {
  return SAID_OF_WHAT_IS_LEFT_OUT.has(kind);
}
