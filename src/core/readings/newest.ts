import type { Lab } from '../model/knowledge.js';
import { moment, type Moment } from '../record/moment.js';
import type { Result } from '../record/sorting.js';
import { amountOf } from './value.js';

/** Statuses whose results are evaluated; `preliminary`, `registered`, `cancelled` and `entered-in-error` are silent. */
export const EVALUATED = ['final', 'amended', 'corrected'];

/** Newest first. Several results of one specimen are versions of one: the last one issued stands. */
export function newestFirst<R extends Result & { sampled: Moment }>(lab: Lab, results: readonly R[]): R[] {
  if (results.length < 2) return [...results];
  const versions = grouped(results, ({ observation }, index) => observation.specimen?.reference ?? index);
  const standing = versions.flatMap((group) =>
    group.length > 1 ? byVersion(lab, group).slice(0, 1) : group,
  );
  return grouped(standing, ({ sampled }) => sampled.last)
    .flatMap((group) => byVersion(lab, group))
    .sort((one, other) => other.sampled.last - one.sampled.last);
}

function grouped<R>(results: readonly R[], keyOf: (result: R, index: number) => unknown): R[][] {
  const groups = new Map<unknown, R[]>();
  for (const [index, result] of results.entries()) {
    const key = keyOf(result, index);
    const group = groups.get(key);
    if (group) group.push(result);
    else groups.set(key, [result]);
  }
  return [...groups.values()];
}

/**
 * The later issued first, then the later updated, corrected over amended over final, the higher. A time that only some
 * of them carry tells nothing: compared two by two it could go round in a circle.
 */
function byVersion<R extends Result>(lab: Lab, results: readonly R[]): R[] {
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

function statedValue(lab: Lab, { observation, problem }: Result): number {
  if (problem !== undefined) return -1;
  const amount = amountOf(lab, observation);
  return 'problem' in amount ? -1 : amount.stated;
}
