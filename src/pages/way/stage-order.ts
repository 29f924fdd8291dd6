import type { Knowledge, Order, Stage } from '../../core/model/knowledge.js';

/**
 * The stages as a work-up goes through them, which is not the order of a card: what a red flag asks for; what waits for nothing; what
 * waits for the case as a whole; and last what waits for a finding of its own, test by test.
 */
export function stagesInOrder({ stages, orders }: Pick<Knowledge, 'stages' | 'orders'>): Stage[] {
  const rank = (stage: Stage): number => {
    if (stage.urgent === true) return 0;
    if (stage.when.length > 0) return 2;
    return ownFindingOnly(testsOf(stage, [...orders.values()])) ? 3 : 1;
  };
  return [...stages.stages].sort((one, other) => rank(one) - rank(other));
}

/** Of these tests, those of a stage. */
export function testsOf({ id }: Stage, orders: readonly Order[]): Order[] {
  return orders.filter(({ stage }) => stage === id);
}

/** Whether each of these tests waits for something. */
export function ownFindingOnly(orders: readonly Order[]): boolean {
  return orders.length > 0 && orders.every(({ when }) => when.length > 0);
}
