import { type Cohorts, readCohorts } from '../../src/tools/cohort-file.js';
import { type Adult } from '../../src/tools/cohort.js';
import { knowledge, KNOWLEDGE_FOLDER } from './shipped.js';

/** The made-up populations as shipped. */
export const cohorts: Cohorts = readCohorts(KNOWLEDGE_FOLDER, knowledge)!;

/** Percentage of adults of whom something holds. */
export function percentage(adults: readonly Adult[], holds: (adult: Adult) => boolean): number {
  return (adults.filter(holds).length / adults.length) * 100;
}

export function centile(values: readonly number[], of: number): number {
  return [...values].sort((one, other) => one - other)[Math.floor((of / 100) * values.length)]!;
}

/** Spearman's rank correlation; ties share their rank. */
export function spearman(ones: readonly number[], others: readonly number[]): number {
  const [a, b] = [ranks(ones), ranks(others)];
  const middle = (a.length - 1) / 2;
  let [both, left, right] = [0, 0, 0];
  for (const [place, rank] of a.entries()) {
    both += (rank - middle) * (b[place]! - middle);
    left += (rank - middle) ** 2;
    right += (b[place]! - middle) ** 2;
  }
  return both / Math.sqrt(left * right);
}

function ranks(values: readonly number[]): number[] {
  const order = values
    .map((value, place) => ({ value, place }))
    .sort((one, other) => one.value - other.value);
  const found: number[] = [];
  for (let first = 0; first < order.length;) {
    let next = first;
    while (next < order.length && order[next]!.value === order[first]!.value) next += 1;
    for (let tied = first; tied < next; tied += 1) found[order[tied]!.place] = (first + next - 1) / 2;
    first = next;
  }
  return found;
}
