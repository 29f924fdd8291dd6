import type { Card, Remark, SetAside } from './advice.js';
import type { Advice, ExplainedReading, Explanation, Verdict } from './explanation.js';

/** What an answer comes to, without its words. */
export interface Outline {
  readonly patient: Explanation['patient'];
  /** Of the labs that start a rule. */
  readonly readings: readonly (Pick<
    ExplainedReading,
    'lab' | 'date' | 'value' | 'unit' | 'comparator' | 'raised' | 'why'
  > & { readonly limit?: number; readonly basis?: string })[];
  /** `open`: the conditions of a rule that could not be told although results came, in the words of its file. */
  readonly verdicts: readonly {
    readonly rule: string;
    readonly verdict: Verdict;
    readonly open: readonly string[];
  }[];
  /** In the order of the answer. */
  readonly cards: readonly {
    readonly rule: string;
    readonly topic: string;
    readonly indicator: Card['indicator'];
  }[];
  readonly redFlags: readonly string[];
  /** On results of the labs that start a rule. */
  readonly remarks: readonly Pick<Remark, 'kind' | 'lab'>[];
  readonly setAside: readonly Pick<SetAside, 'why' | 'resourceType'>[];
  readonly reasons: readonly { readonly lab: string; readonly reason: string }[];
  readonly quietened: readonly Pick<Explanation['quietened'][number], 'rule' | 'id' | 'makes' | 'complete'>[];
  readonly causes: readonly string[];
  /** Ids of the orders that are offered, and of those that are not as they were done or asked for. */
  readonly offered: readonly string[];
  readonly done: readonly string[];
  /** By the id of a fact that is a number; empty where it has none. */
  readonly categories: () => Readonly<Record<string, string>>;
}

/** An answer for those who count what would be said. */
export interface OutlinedAdvice extends Advice {
  /** What the cards come to; does not write them. */
  outline(): Outline;
}
