import type { Remark, RemarkKind } from '../model/advice.js';

/** Remarks that are said on a card that is made, but never make one. */
const NEVER_A_CARD: ReadonlySet<RemarkKind> = new Set([
  'stale',
  'unpaired',
  'older-alone',
  'interpretation-conflict',
  'above-default-but-lab-normal',
] as const);

/** Remarks on a result that is left out which are still worth saying. */
const SAID_OF_WHAT_IS_LEFT_OUT: ReadonlySet<RemarkKind> = new Set([
  'stale',
  'interpretation-conflict',
  'above-default-but-lab-normal',
] as const);

/** The laboratory's limit was not believed. */
export function isLimitNotUsed({ kind }: Remark): boolean {
  return kind === 'limit-implausible';
}

/** A result could not be read or judged, which is worth a card. */
export function isUnreadable(remark: Remark): boolean {
  return !NEVER_A_CARD.has(remark.kind) && !isLimitNotUsed(remark);
}

export function isSaidOfWhatIsLeftOut({ kind }: Remark): boolean {
  return SAID_OF_WHAT_IS_LEFT_OUT.has(kind);
}
