import type { Interval, Rate } from '../../core/rates.js';
import { markup, type Part } from '../markup.js';

/** `14,313` */
export function whole(count: number): string {
  return Math.round(count).toLocaleString('en-GB');
}

/** `38.8`, and from a hundred on without what stands behind the point. */
export function perThousand(count: number, of: number): string {
  if (of === 0) return '–';
  const found = (count * 1_000) / of;
  return found >= 100 ? whole(found) : found.toFixed(1);
}

/** `60 %` */
export function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

/** `60 %`, or nothing of nothing. */
export function shareOf(count: number, of: number): string {
  return of === 0 ? '–' : percent(count / of);
}

/** `59 to 61 %` */
export function rangeOf({ low, high }: Interval): string {
  return `${(low * 100).toFixed(0)} to ${(high * 100).toFixed(0)} %`;
}

/** `60 % (59 to 61 %)`, and a word where it is of too few. */
export function rateText(rate: Rate | undefined, smallest: number): Part {
  if (!rate) return '–';
  const text = `${percent(rate.share)} (${rangeOf(rate)})`;
  return rate.of < smallest ? markup`${text} <span class="few">of ${rate.of}: too few</span>` : text;
}

/** `+14.7 points (9.6 to 19.6)` */
export function pointsText({ difference, low, high }: Interval & { readonly difference: number }): string {
  return `${points(difference)} points (${points(low)} to ${points(high)})`;
}

function points(share: number): string {
  const text = (share * 100).toFixed(1);
  return share > 0 ? `+${text}` : text.replace('-', '−');
}

/** `one card`, `12 cards` */
export function many(count: number, one: string, more = `${one}s`): string {
  return count === 1 ? `one ${one}` : `${whole(count)} ${more}`;
}
