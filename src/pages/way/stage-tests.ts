import type { Order, Stage } from '../../core/model/knowledge.js';

/** Of these tests, those of a stage. */
export function testsOf({ id }: Stage, orders: readonly Order[]): Order[] {
  return orders.filter(({ stage }) => stage === id);
}

/** Whether each of these tests waits for something. */
export function ownFindingOnly(orders: readonly Order[]): boolean {
  return orders.length > 0 && orders.every(({ when }) => when.length > 0);
}
