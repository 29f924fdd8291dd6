import type { CohortsFile, SyntheticFile } from '../../core/model/files.generated.js';
import type { Coding, Knowledge } from '../../core/model/knowledge.js';
import { labsOfTest } from '../cohort/answers.js';
import type { Adult } from '../cohort/adult.js';
import type { Random } from '../random.js';
import type { Drawn, ValueAt } from './drawn.js';
import type { Test } from './tests.js';

/** What was ordered after a raised result, and what came of it. */
export interface WorkUp {
  readonly results: readonly Drawn[];
  readonly orders: readonly { readonly at: number; readonly code: Coding; readonly isDone: boolean }[];
  /** Of tests that give a report and no number. */
  readonly reports: readonly { readonly at: number; readonly code: Coding }[];
}

const NOTHING: WorkUp = { results: [], orders: [], reports: [] };
const DAY = 86_400_000;

/** What clinicians do after a raised result, as `afterRaised` says; nothing of it lies after `until`. */
export function workUps(
  { afterRaised }: SyntheticFile,
  { follow }: CohortsFile,
  { orders, labs }: Knowledge,
  tests: ReadonlyMap<string, Test>,
): (adult: Adult, raised: Drawn | undefined, until: number, valueAt: ValueAt, random: Random) => WorkUp {
  const { repeat, unanswered, days } = afterRaised;
  const fixed = new Map(follow.answers.map(({ lab, value }) => [lab, value]));
  const offered = afterRaised.orders.each.map(({ order, share, positive = 0 }) => ({
    share,
    positive,
    parts: (orders.get(order)?.tests ?? [])
      .filter(({ partOf }) => partOf === undefined)
      .flatMap((test) => {
        const [code] = test.codes;
        return code ? [{ code, tests: labsOfTest(test, labs).flatMap((lab) => tests.get(lab) ?? []) }] : [];
      }),
  }));
  return (_adult, raised, until, valueAt, random) => {
    if (!raised) return NOTHING;
    const within = ([from, to]: readonly [number, number]): number => (from + random() * (to - from)) * DAY;
    const results: Drawn[] = [];
    const ordered: WorkUp['orders'][number][] = [];
    const reports: WorkUp['reports'][number][] = [];
    if (random() < repeat.share) {
      const at = raised.at + within(repeat.days);
      const value = valueAt(raised.test, at);
      if (at < until && value !== undefined) results.push({ at, test: raised.test, value });
    }
    for (const { share, positive, parts } of offered) {
      if (random() >= share) continue;
      const at = raised.at + within(days.order);
      const isPositive = random() < positive;
      for (const { code, tests: wanted } of parts) {
        const done = at + within(days.result);
        const isDone = done < until && random() >= unanswered.share;
        if (at < until) ordered.push({ at, code, isDone });
        if (!isDone) continue;
        if (wanted.length === 0) reports.push({ at: done, code });
        for (const test of wanted) {
          const value =
            test.lab?.kind === 'quantity'
              ? (valueAt(test, done) ?? fixed.get(test.id))
              : test.lab?.negative
                ? isPositive
                  ? 'positive'
                  : 'negative'
                : 'done';
          if (value !== undefined) results.push({ at: done, test, value });
        }
      }
    }
    return { results, orders: ordered, reports };
  };
}
