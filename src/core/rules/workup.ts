import type { Facts } from '../facts/facts.js';
import type { Conditions, Order, OrderTest, OrderWindow, Rule } from '../model/knowledge.js';
import { askedOn } from './accepted.js';
import type { Chart } from './chart.js';
import { doneByCode, doneOn } from './done.js';
import type { PlannedTest } from './planned-orders.js';

/** A test to offer. */
export interface Suggested {
  readonly order: Order;
  readonly test: OrderTest;
  /** Id of the stage it is offered in. */
  readonly stage: string;
  readonly window: OrderWindow;
}

/** Why a test is not offered: it was done, or its condition does not hold or is not known. */
export interface NotSuggested {
  readonly order: Order;
  readonly test?: OrderTest;
  readonly because:
    | { readonly reason: 'done'; readonly day: string }
    | { readonly reason: 'accepted'; readonly day: string }
    | { readonly reason: 'in-panel'; readonly panel: OrderTest }
    | { readonly reason: 'condition-no' | 'condition-unknown'; readonly condition: string };
}

export interface Workup {
  readonly suggested: readonly Suggested[];
  readonly notSuggested: readonly NotSuggested[];
}

/** An order that is indicated: in which stage, whether a red flag asks for it, and its tests. */
interface Indicated {
  readonly order: Order;
  readonly stage: string;
  readonly urgent: Order['urgent'];
  readonly tests: readonly PlannedTest[];
}

/** The orders of a rule, in its order: indicated, or why not. */
export function indicatedOrders(
  { suggest }: Pick<Rule, 'suggest'>,
  facts: Facts,
  { plannedOrders, stages: { stages } }: Pick<Chart, 'plannedOrders' | 'stages'>,
): (Indicated | NotSuggested)[] {
  const obstacles = new Map(stages.map((stage) => [stage, obstacleTo(stage, facts)]));
  return suggest.flatMap((id): (Indicated | NotSuggested)[] => {
    const planned = plannedOrders.orders.get(id);
    if (!planned) return [];
    const { order, tests } = planned;
    const urgent = order.urgent && facts.ask(order.urgent.when) === 'yes' ? order.urgent : undefined;
    const stage = stages.find((one) => (urgent ? one.urgent : one.id === order.stage));
    if (!stage) return [];
    const obstacle = obstacles.get(stage) ?? obstacleTo(order, facts);
    return [obstacle ? { order, because: obstacle } : { order, stage: stage.id, urgent, tests }];
  });
}

/**
 * The tests a rule suggests that are indicated and not yet done.
 * @param settled whether the finding is settled, so that tests count as done for longer
 */
export function planWorkup(rule: Rule, facts: Facts, settled: boolean, chart: Chart): Workup {
  const suggested: Suggested[] = [];
  const notSuggested: NotSuggested[] = [];
  const ordered = doneByCode(chart.record, chart.plannedOrders.keys);
  const pressing = new Set(chart.stages.stages.filter((stage) => stage.urgent).map(({ id }) => id));
  for (const one of indicatedOrders(rule, facts, chart)) {
    if ('because' in one) {
      notSuggested.push(one);
      continue;
    }
    const { order, stage, urgent, tests } = one;
    const taken = new Set<string>();
    const days = new Map(
      tests.map((planned) => {
        const { id } = planned.test;
        const window = windowOf(planned, order, settled);
        const done = doneOn(planned, window, urgent, chart, ordered);
        if (done !== undefined) return [id, done];
        // What a red flag asks for is offered until the chart itself shows it. That a finding is settled makes no request last longer.
        const asked = pressing.has(stage)
          ? undefined
          : askedOn(chart.accepted.get(id) ?? [], planned.window, chart);
        if (asked !== undefined) taken.add(id);
        return [id, asked];
      }),
    );
    for (const planned of tests) {
      const { test } = planned;
      const day = days.get(test.id);
      const window = urgent ? { days: urgent.days } : windowOf(planned, order, settled);
      const isPartOfDone = test.partOf !== undefined && days.get(test.partOf) !== undefined;
      if (isPartOfDone) continue;
      if (day !== undefined) {
        const reason = taken.has(test.id) ? 'accepted' : 'done';
        notSuggested.push({ order, test, because: { reason, day } });
      } else if (isOffered(test, tests, days)) suggested.push({ order, test, stage, window });
    }
  }
  return withoutParts(suggested, notSuggested);
}

/** A panel as a whole where none of its parts is there; else the parts that are missing, each alone. */
function isOffered(
  test: OrderTest,
  tests: readonly PlannedTest[],
  days: ReadonlyMap<string, string | undefined>,
): boolean {
  const panel = test.partOf ?? test.id;
  const parts = tests.filter((one) => one.test.partOf === panel);
  if (parts.length === 0) return true;
  const anyDone = parts.some((one) => days.get(one.test.id) !== undefined);
  return test.partOf === undefined ? !anyDone : anyDone && days.get(panel) === undefined;
}

/** Without what is part of a panel that is offered anyway. */
function withoutParts(suggested: readonly Suggested[], notSuggested: readonly NotSuggested[]): Workup {
  const panelOf = ({ test }: Suggested): OrderTest | undefined =>
    suggested.find(
      (other) => other.test !== test && test.doneBy.labs.some((labs) => isPartOf(labs, other.test)),
    )?.test;
  const within = suggested.flatMap((one): NotSuggested[] => {
    const panel = panelOf(one);
    return panel ? [{ order: one.order, test: one.test, because: { reason: 'in-panel', panel } }] : [];
  });
  const left = new Set(within.map(({ test }) => test));
  return {
    suggested: suggested.filter(({ test }) => !left.has(test)),
    notSuggested: [...notSuggested, ...within],
  };
}

function isPartOf(labs: readonly string[], { doneBy }: OrderTest): boolean {
  return doneBy.labs.some((all) => all.length > labs.length && labs.every((lab) => all.includes(lab)));
}

/** The first condition that does not hold, else the first that is not known. */
function obstacleTo(
  { when, unless }: { readonly when: Conditions; readonly unless: Conditions },
  facts: Facts,
): NotSuggested['because'] | undefined {
  let unknown: NotSuggested['because'] | undefined;
  for (const { label, expression } of when) {
    const answer = facts.ask(expression);
    if (answer === 'no') return { reason: 'condition-no', condition: label };
    if (answer === 'unknown') unknown ??= { reason: 'condition-unknown', condition: label };
  }
  for (const { label, expression } of unless)
    if (facts.ask(expression) === 'yes') return { reason: 'condition-no', condition: label };
  return unknown;
}

/** How long a test counts as done: longer for a finding that is settled. */
function windowOf({ window }: PlannedTest, { settled: longer }: Order, settled: boolean): OrderWindow {
  return settled && longer && 'days' in window ? { days: longer } : window;
}
