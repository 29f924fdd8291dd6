import type { CohortsFile, Goal } from '../../core/model/files.generated.js';
import type { Knowledge } from '../../core/model/knowledge.js';
import { RateCount, type Rates } from '../alert-rates.js';
import { countOrders } from './answers.js';
import { dangersOf } from './dangers.js';
import type { Followed } from './follow.js';
import type { Look } from './look.js';
import { RuleByRule, type StepCounts } from './rule-by-rule.js';
import { Share } from './share.js';

export type Measure = Goal['measure'];

/** The middle and the largest of what was counted on cards. */
export interface Spread {
  readonly median: number;
  readonly most: number;
}

/** What a population is shown. */
export interface Tallied {
  readonly adults: number;
  readonly rates: Rates;
  /** What goals are set for; absent where nothing could be measured. */
  readonly measures: ReadonlyMap<Measure, Measured>;
  /** Cards of the second look, for which no goal is set. */
  readonly second: { readonly orders?: Spread; readonly words?: Spread };
  /** By danger: people in it, and those of them who were shown less than a warning. */
  readonly dangers: ReadonlyMap<string, { readonly people: number; readonly missed: number }>;
  readonly steps: StepCounts;
}

export interface Measured {
  readonly value: number;
  /** Half of the 95 % interval that chance alone gives, where it is a rate. */
  readonly chance?: number;
}

/** Counts what followed adults were shown. */
export class Tally {
  readonly #rates: RateCount;
  readonly #steps: RuleByRule;
  readonly #inDanger: ReturnType<typeof dangersOf>;
  readonly #shares = new Map<Measure, Share>();
  readonly #cards = { first: new Counted(), second: new Counted() };
  readonly #dangers = new Map<string, { people: number; missed: number }>();
  #missed = 0;
  #adults = 0;

  constructor(cohorts: CohortsFile, knowledge: Knowledge) {
    this.#rates = new RateCount(knowledge);
    this.#steps = new RuleByRule();
    this.#inDanger = dangersOf(cohorts, knowledge);
  }

  note(followed: Followed): void {
    const { adult, first, known, second, year, varied } = followed;
    const { weight } = adult;
    const had = first.shows === 'full';
    this.#adults += 1;
    this.#rates.note(first.cards, weight);
    const share = (measure: Measure, holds: boolean): void => {
      const found = this.#shares.get(measure) ?? new Share();
      this.#shares.set(measure, found);
      found.note(holds, weight);
    };
    share('full-first', had);
    share('brief-first', first.shows === 'brief');
    share('warning-first', first.pressing);
    if (known) share('warning-first-known', known.pressing);
    share('full-year-again', had && year.shows === 'full');
    share('full-year', year.shows === 'full');
    share('full-year-varied-again', had && varied.shows === 'full');
    share('full-year-varied', varied.shows === 'full');
    this.#cards.first.note(first, followed);
    if (second) this.#cards.second.note(second, followed);
    const dangers = this.#inDanger(first.explain());
    this.#steps.note(first, dangers, weight);
    for (const danger of dangers) {
      const count = this.#dangers.get(danger) ?? { people: 0, missed: 0 };
      this.#dangers.set(danger, count);
      count.people += 1;
      if (!first.pressing) count.missed += 1;
    }
    if (dangers.length > 0 && !first.pressing) this.#missed += 1;
  }

  done(): Tallied {
    const orders = this.#cards.first.orders();
    const words = this.#cards.first.words();
    const measures = new Map<Measure, Measured>([
      ...[...this.#shares].map(
        ([measure, share]) =>
          [measure, { value: share.per1000(), chance: share.chance() }] satisfies [Measure, Measured],
      ),
      ['missed', { value: this.#missed }],
      ...(orders
        ? ([
            ['orders-median', { value: orders.median }],
            ['orders-most', { value: orders.most }],
          ] satisfies [Measure, Measured][])
        : []),
      ...(words
        ? ([
            ['words-median', { value: words.median }],
            ['words-most', { value: words.most }],
          ] satisfies [Measure, Measured][])
        : []),
    ]);
    const secondOrders = this.#cards.second.orders();
    const secondWords = this.#cards.second.words();
    return {
      adults: this.#adults,
      rates: this.#rates.rates(),
      measures,
      second: {
        ...(secondOrders && { orders: secondOrders }),
        ...(secondWords && { words: secondWords }),
      },
      dangers: this.#dangers,
      steps: this.#steps.counts(),
    };
  }
}

/** Draft orders and words on cards. */
class Counted {
  readonly #orders: number[] = [];
  readonly #words: number[] = [];

  note(look: Look, { offered }: Followed): void {
    for (const { detail } of look.cards)
      this.#words.push(detail.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length);
    if (look.cards.length === 0 || isApart(look)) return;
    for (const card of look.cards) {
      const orders = countOrders(offered({ ...look, cards: [card] }));
      if (orders > 0) this.#orders.push(orders);
    }
  }

  orders(): Spread | undefined {
    return spreadOf(this.#orders);
  }

  words(): Spread | undefined {
    return spreadOf(this.#words);
  }
}

/** Whether a red flag or a positive test asks for orders of its own. */
function isApart({ explain }: Look): boolean {
  const { redFlags, readings } = explain();
  return redFlags.length > 0 || readings.some(({ result }) => result === 'positive');
}

function spreadOf(numbers: readonly number[]): Spread | undefined {
  const sorted = [...numbers].sort((one, other) => one - other);
  const [median, most] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted.at(-1)];
  return median === undefined || most === undefined ? undefined : { median, most };
}
