import type { View, Views } from '../facts/views.js';
import type { Step } from '../model/explanation.js';
import type { OrderTest, Quiet, Rule } from '../model/knowledge.js';
import type { Moment } from '../record/moment.js';
import { doneByCode, firstResultOf, latest } from './done.js';
import type { Judgement } from './judge.js';
import type { Chart } from './chart.js';
import { indicatedOrders } from './workup.js';

/** What makes a card quieter, or why it does not. */
export interface AskedQuiet {
  readonly quiet: Quiet;
  /** Every condition holds, and nothing louder stands against it. */
  readonly holds: boolean;
  /** The conditions, where they were asked. */
  readonly steps: () => readonly Omit<Step, 'kind'>[];
  /** Of a work-up that is done: when it was complete, and by which tests. */
  readonly workup?: WorkedUp;
}

/** A work-up of which everything that would be offered has a result. */
export interface WorkedUp {
  readonly complete: Moment;
  readonly tests: readonly OrderTest[];
}

/** By the judgement of a card: what was asked to make it quieter, or that nothing new takes part in it. */
export type Quietened = ReadonlyMap<Judgement, readonly AskedQuiet[] | 'no-news'>;

/** What the conditions of a rule are asked of. */
export interface QuietParts {
  readonly views: Views;
  readonly chart: Chart;
  /** Red flags that hold. */
  readonly redFlags: readonly string[];
}

/** Asks what makes the card of a judgement quieter, in the order of the file, up to the first that holds. */
export function askQuiet(judgement: Judgement, parts: QuietParts): AskedQuiet[] {
  const asked: AskedQuiet[] = [];
  for (const quiet of judgement.rule.quiet) {
    const one = ask(quiet, judgement, parts);
    asked.push(one);
    if (one.holds) break;
  }
  return asked;
}

function ask(
  quiet: Quiet,
  { rule, warnings }: Judgement,
  { views, chart, redFlags }: QuietParts,
): AskedQuiet {
  const { despite = [], besideFlags = false, done, when } = quiet;
  const isLouder =
    (redFlags.length > 0 && !besideFlags) ||
    (despite !== 'all' && warnings.some((label) => !despite.includes(label)));
  const not = { quiet, holds: false, steps: () => [] };
  if (isLouder) return not;
  const workup = done && workedUp(rule, done, views, chart);
  if (done && !workup) return not;
  const { facts } =
    done && workup ? views.settled(done.within.value, workup.complete) : knownView(rule, views);
  const holds = when.every(({ expression }) => facts.ask(expression) === 'yes');
  return {
    quiet,
    holds,
    steps: () => when.map(({ label, expression }) => facts.step(label, expression)),
    ...(workup && { workup }),
  };
}

/** What was known from before the oldest of the raised results on. */
function knownView({ triggers }: Rule, { today, known }: Views): View {
  const ages = triggers.flatMap((id) => {
    const { raised, ageDays } = today.readings(id);
    return raised === 'yes' && ageDays !== undefined ? [ageDays] : [];
  });
  return known(Math.max(0, ...ages));
}

/**
 * When everything that the card would offer first had a result; `undefined` while something has none. What is offered is asked of
 * results as old as those that count, so that an old finding is not forgotten.
 */
function workedUp(
  { suggest }: Rule,
  { apart, within }: NonNullable<Quiet['done']>,
  views: Views,
  chart: Chart,
): WorkedUp | undefined {
  const ordered = doneByCode(chart.record, chart.plannedOrders.keys);
  const { facts } = views.settled(within.value);
  const needed = { suggest: suggest.filter((id) => !apart.includes(id)) };
  const tests = indicatedOrders(needed, facts, chart).flatMap((one) => ('tests' in one ? one.tests : []));
  const whole = tests.filter(({ test }) => test.partOf === undefined);
  const first = whole.map((planned) => firstResultOf(planned, within.value, chart, ordered));
  const all = first.filter((at) => at !== undefined);
  const complete = latest(all);
  if (!complete || all.length < whole.length) return undefined;
  return { complete, tests: whole.map(({ test }) => test) };
}
