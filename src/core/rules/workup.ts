import { codingKeys } from '../record/codes.js';
import type { Facts } from '../facts/facts.js';
import type { Readings } from '../readings/reading.js';
import type { Order, OrderGroup, OrderTest, OrderWindow, Rule } from '../model/knowledge.js';
import { daysBetween, moment, type Moment } from '../record/moment.js';
import type { PatientRecord } from '../record/sorting.js';
import type { PlannedTest, PlannedOrders } from './planned-orders.js';

/** A test to offer. */
export interface Suggested {
  readonly order: Order;
  readonly test: OrderTest;
  readonly group: OrderGroup;
  readonly window: OrderWindow;
}

/** Why a test is not offered: it was done, or its condition does not hold or is not known. */
export interface NotSuggested {
  readonly order: Order;
  readonly test?: OrderTest;
  readonly because:
    | { readonly reason: 'done'; readonly day: string }
    | { readonly reason: 'condition-no' | 'condition-unknown'; readonly condition: string };
}

export interface Workup {
  readonly suggested: readonly Suggested[];
  readonly notSuggested: readonly NotSuggested[];
}

interface Chart {
  readonly readings: Readings;
  readonly record: PatientRecord;
  readonly now: number;
  readonly plannedOrders: PlannedOrders;
}

/** The tests a rule suggests that are indicated and not yet done. */
export function planWorkup(rule: Rule, facts: Facts, chart: Chart): Workup {
  const suggested: Suggested[] = [];
  const notSuggested: NotSuggested[] = [];
  const ordered = doneByCode(chart.record, chart.plannedOrders.keys);
  for (const id of rule.suggest) {
    const planned = chart.plannedOrders.orders.get(id);
    if (!planned) continue;
    const { order } = planned;
    const obstacle = obstacleTo(order, facts);
    if (obstacle) {
      notSuggested.push({ order, because: obstacle });
      continue;
    }
    const urgent = order.urgent && facts.ask(order.urgent.when) === 'yes' ? order.urgent : undefined;
    for (const one of planned.tests) {
      const { test, window } = one;
      const day = doneOn(one, urgent, chart, ordered);
      if (day === undefined)
        suggested.push({
          order,
          test,
          group: urgent ? 'urgent' : order.group,
          window: urgent ? { days: urgent.days } : window,
        });
      else notSuggested.push({ order, test, because: { reason: 'done', day } });
    }
  }
  return { suggested, notSuggested };
}

function obstacleTo({ when, unless }: Order, facts: Facts): NotSuggested['because'] | undefined {
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

/** The day a test was last done or asked for inside its window. */
function doneOn(
  { test: { doneBy }, window, keys }: PlannedTest,
  urgent: Order['urgent'],
  { readings, now }: Chart,
  ordered: ReadonlyMap<string, readonly Done[]>,
): string | undefined {
  const found = keys
    .flatMap((key) => ordered.get(key) ?? [])
    .sort((one, other) => other.at.last - one.at.last);
  if ('since' in window) {
    const sampled = readings(window.since).result?.sampled;
    const later = found.filter(({ at, kind }) => kind === 'order' && (!sampled || isAfter(at, sampled)));
    return later[0]?.at.day;
  }
  const days = 'days' in window ? window.days.value : Infinity;
  const daysFor = (lab: string): number =>
    urgent && (urgent.labs?.includes(lab) ?? true) ? urgent.days.value : days;
  for (const labs of doneBy.labs) {
    const dates = labs.map((lab) => ({ done: readings(lab).lastDone, within: daysFor(lab) }));
    if (dates.every(({ done, within }) => done !== undefined && done.ageDays <= within))
      return dates[0]?.done?.day;
  }
  // What is dated more than a day ahead is a mistake, not a test that is done.
  const past = found.filter(({ at }) => daysBetween(at.last, now) >= -1);
  return past.find(({ at }) => daysBetween(at.last, now) <= (urgent?.days.value ?? days))?.at.day;
}

/** On a later day, or at a later time where both have one. */
function isAfter(order: Moment, sample: Moment): boolean {
  return order.day > sample.day || (order.timed && sample.timed && order.last > sample.last);
}

interface Done {
  readonly at: Moment;
  readonly kind: 'order' | 'done';
}

/** Intents of what nobody has ordered yet. */
const NOT_ORDERED = ['proposal', 'plan', 'option'];
const ORDERED = ['active', 'on-hold', 'completed'];
const REPORTED = ['final', 'amended', 'corrected', 'appended'];

/** What orders, reports, procedures and panel Observations show as asked for or done, by `system|code`. */
function doneByCode(record: PatientRecord, asked: ReadonlySet<string>): ReadonlyMap<string, readonly Done[]> {
  const byCode = new Map<string, Done[]>();
  const add = (code: unknown, dates: readonly (string | undefined)[], kind: Done['kind']): void => {
    const keys = codingKeys(code).filter((key) => asked.has(key));
    if (keys.length === 0) return;
    const at = dates.map((date) => moment(date)).find((date) => date !== undefined);
    if (!at) return;
    for (const key of keys) {
      const list = byCode.get(key);
      if (list) list.push({ at, kind });
      else byCode.set(key, [{ at, kind }]);
    }
  };
  for (const { status, intent, doNotPerform, code, authoredOn } of record.orders)
    if (ORDERED.includes(status) && !doNotPerform && !NOT_ORDERED.includes(intent))
      add(code, [authoredOn], 'order');
  for (const report of record.reports)
    if (REPORTED.includes(report.status))
      add(report.code, [report.effectiveDateTime, report.effectivePeriod?.end, report.issued], 'done');
  for (const procedure of record.procedures)
    if (procedure.status === 'completed')
      add(procedure.code, [procedure.performedDateTime, procedure.performedPeriod?.end], 'done');
  for (const panel of record.others)
    if (REPORTED.includes(panel.status))
      add(panel.code, [panel.effectiveDateTime, panel.effectivePeriod?.end, panel.issued], 'done');
  return byCode;
}
