import { codingKeys } from '../record/codes.js';
import { candidatesOf } from '../readings/candidates.js';
import type { Order, OrderWindow } from '../model/knowledge.js';
import { daysBetween, isAfter, moment, type Moment } from '../record/moment.js';
import type { PatientRecord } from '../record/sorting.js';
import type { PlannedTest } from './planned-orders.js';
import type { Chart } from './chart.js';

/** The day a test was last done or asked for inside its window. */
export function doneOn(
  { test: { doneBy }, keys }: PlannedTest,
  window: OrderWindow,
  urgent: Order['urgent'],
  { readings, now }: Pick<Chart, 'readings' | 'now'>,
  ordered: ReadonlyMap<string, readonly Done[]>,
): string | undefined {
  const found = keys
    .flatMap((key) => ordered.get(key) ?? [])
    .sort((first, other) => other.at.last - first.at.last);
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

/** When a test first had a result that is no older than so many days; asking for it is none. */
export function firstResultOf(
  { test: { doneBy }, keys }: PlannedTest,
  within: number,
  { readings, record, now }: Pick<Chart, 'readings' | 'record' | 'now'>,
  ordered: ReadonlyMap<string, readonly Done[]>,
): Moment | undefined {
  const isInside = ({ last }: Moment): boolean => {
    const days = daysBetween(last, now);
    return days >= -1 && days <= within;
  };
  const ofLab = (id: string): Moment | undefined => {
    const { dated } = candidatesOf(readings(id).lab, record.results.get(id) ?? [], now);
    return earliest(
      dated
        .filter(({ problem }) => problem === undefined)
        .map(({ sampled }) => sampled)
        .filter(isInside),
    );
  };
  const complete = doneBy.labs.flatMap((labs) => {
    const first = labs.map(ofLab);
    const all = first.filter((at) => at !== undefined);
    return all.length < labs.length ? [] : (latest(all) ?? []);
  });
  const reported = keys.flatMap((key) => ordered.get(key) ?? []).filter(({ kind }) => kind === 'done');
  return earliest([...complete, ...reported.map(({ at }) => at).filter(isInside)]);
}

function earliest(all: readonly Moment[]): Moment | undefined {
  return all.toSorted((one, other) => one.last - other.last)[0];
}

export function latest(all: readonly Moment[]): Moment | undefined {
  return all.toSorted((one, other) => other.last - one.last)[0];
}

export interface Done {
  readonly at: Moment;
  readonly kind: 'order' | 'done';
}

/** Intents of what nobody has ordered yet. */
const NOT_ORDERED = ['proposal', 'plan', 'option'];
const ORDERED = ['active', 'on-hold', 'completed'];
const REPORTED = ['final', 'amended', 'corrected', 'appended'];

/** What orders, reports, procedures and panel Observations show as asked for or done, by `system|code`. */
export function doneByCode(
  record: PatientRecord,
  asked: ReadonlySet<string>,
): ReadonlyMap<string, readonly Done[]> {
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
