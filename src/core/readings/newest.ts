import { moment, type Moment } from '../record/moment.js';
import type { Result } from '../record/sorting.js';
import type { ReadableLab } from './units.js';
import { amountOf } from './value.js';

/** Statuses whose results are evaluated; `preliminary`, `registered`, `cancelled` and `entered-in-error` are silent. */
export const EVALUATED = ['final', 'amended', 'corrected'];

/** Newest first. Several results of one specimen are versions of one: the last one issued stands. */
export function newestFirst<R extends Result & { sampled: Moment }>(
  lab: ReadableLab,
  results: readonly R[],
): R[] {
  if (results.length < 2) return [...results];
  const sorted = standing(lab, results).sort((one, other) => other.sampled.last - one.sampled.last);
  for (let from = 0; from < sorted.length;) {
    const at = sorted[from]?.sampled.last;
    let to = from + 1;
    while (to < sorted.length && sorted[to]?.sampled.last === at) to++;
    if (to - from > 1) sorted.splice(from, to - from, ...byVersion(lab, sorted.slice(from, to)));
    from = to;
  }
  return sorted;
}

/** One result of each specimen, and all that name none. */
function standing<R extends Result>(lab: ReadableLab, results: readonly R[]): R[] {
  const specimens = new Map<string, R[]>();
  let shared = false;
  for (const result of results) {
    const specimen = result.observation.specimen?.reference;
    if (specimen === undefined) continue;
    const group = specimens.get(specimen);
    if (group) group.push(result);
    else specimens.set(specimen, [result]);
    shared ||= group !== undefined;
  }
  if (!shared) return [...results];
  const passed = new Set<R>();
  for (const group of specimens.values())
    for (const result of byVersion(lab, group).slice(1)) passed.add(result);
  return results.filter((result) => !passed.has(result));
}

/**
 * The later issued first, then the later updated, corrected over amended over final, the higher. A time that only some
 * of them carry tells nothing: compared two by two it could go round in a circle.
 */
function byVersion<R extends Result>(lab: ReadableLab, results: readonly R[]): R[] {
  if (results.length < 2) return [...results];
  const times = [
    ({ observation }: R) => moment(observation.issued)?.last,
    ({ observation }: R) => moment(observation.meta?.lastUpdated)?.last,
  ].filter((time) => results.every((result) => time(result) !== undefined));
  return [...results].sort((one, other) => {
    for (const time of times) {
      const difference = (time(other) ?? 0) - (time(one) ?? 0);
      if (difference !== 0) return difference;
    }
    return (
      EVALUATED.indexOf(other.observation.status) - EVALUATED.indexOf(one.observation.status) ||
      statedValue(lab, other) - statedValue(lab, one) ||
      inFixedOrder(one, other)
    );
  });
}

/** For what nothing tells apart, so that the order of arrival cannot matter. */
export function inFixedOrder(one: Result, other: Result): number {
  return JSON.stringify(one.observation) < JSON.stringify(other.observation) ? -1 : 1;
}

function statedValue(lab: ReadableLab, { observation, problem }: Result): number {
  if (problem !== undefined) return -1;
  const amount = amountOf(lab, observation);
  return 'problem' in amount ? -1 : amount.stated;
}
