import type { Knowledge, Order, OrderTest, OrderWindow } from '../model/knowledge.js';
import { keyOf } from '../record/codes.js';

/** A test of an order, with all of it that is fixed worked out. */
export interface PlannedTest {
  readonly test: OrderTest;
  readonly window: OrderWindow;
  /** Codes that show it as asked for or done, as `system|code`. */
  readonly keys: readonly string[];
}

interface PlannedOrder {
  readonly order: Order;
  readonly tests: readonly PlannedTest[];
}

/** Every order, ready to be planned with. */
export interface PlannedOrders {
  readonly orders: ReadonlyMap<string, PlannedOrder>;
  /** The keys of all tests: other codes show nothing. */
  readonly keys: ReadonlySet<string>;
}

export function planOrders({ orders }: Pick<Knowledge, 'orders'>): PlannedOrders {
  const planned = new Map<string, PlannedOrder>();
  const keys = new Set<string>();
  for (const order of orders.values()) {
    const tests = order.tests.map((test): PlannedTest => {
      const own = [...new Set(test.doneBy.codes.map(({ system, code }) => keyOf(system, code)))];
      for (const key of own) keys.add(key);
      return { test, window: test.window ?? order.window, keys: own };
    });
    planned.set(order.id, { order, tests });
  }
  return { orders: planned, keys };
}
