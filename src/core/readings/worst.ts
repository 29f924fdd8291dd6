import type { Lab } from '../model/knowledge.js';
import type { DatedReading, Reading } from './reading.js';

/**
 * Readings of one lab of which nothing tells which is the newest, the one that is used first: raised before not raised, positive before
 * negative, then the higher (of labs whose low results are the worrying ones: the lower, whatever is raised); what can be read before what cannot.
 */
export function worstFirst(lab: Lab, readings: readonly DatedReading[]): readonly DatedReading[] {
  if (readings.length < 2) return readings;
  const texts = new Map(readings.map((reading) => [reading, textOf(reading)]));
  return [...readings].sort((one, other) => {
    const rank = rankOf(lab, other) - rankOf(lab, one);
    if (rank !== 0) return rank;
    const [first, second] = [heightOf(lab, one), heightOf(lab, other)];
    if (first !== second) return second > first ? 1 : -1;
    return inFixedOrder(texts.get(one) ?? '', texts.get(other) ?? '');
  });
}

function rankOf({ worse }: Lab, { problem, raised, outcome }: Reading): number {
  if (problem !== undefined) return problem === 'stale' ? -2 : -1;
  if (outcome !== undefined) return outcome === 'positive' ? 1 : 0;
  if (worse === 'low') return 0;
  return { yes: 2, unknown: 1, no: 0 }[raised];
}

/** Of a bound what it proves: ">30" is no higher than 60. */
function heightOf({ worse }: Lab, { amount }: Reading): number {
  if (!amount) return 0;
  return worse === 'low' ? -amount.high : amount.low;
}

/** For what nothing tells apart, so that the order of arrival cannot matter. */
function inFixedOrder(first: string, second: string): number {
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

function textOf({ received, day, limit, result: { observation } }: DatedReading): string {
  return [observation.id ?? '', received, day, String(limit?.value), observation.status].join('|');
}
