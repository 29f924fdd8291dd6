import type { Stage } from '../model/knowledge.js';

/** The stages as a patient comes to them, which is not the order of a card; one without a place comes last. */
export function stagesOnTheWay(stages: readonly Stage[]): Stage[] {
  return stages.toSorted((one, other) => (one.way ?? Infinity) - (other.way ?? Infinity) || 0);
}
