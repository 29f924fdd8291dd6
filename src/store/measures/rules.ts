import type { Patients, RuleMeasures } from '../../core/model/measures.js';
import { rateOf } from '../../core/rates.js';
import { Counting, Tallying } from './counting.js';
import type { CardGroup } from './tables.js';

/** All that is told of one rule. */
export class RuleCounting {
  readonly #counting = new Counting();
  readonly #indicators = new Tallying();
  readonly #reasons = new Tallying();
  readonly #quietBy = new Tallying();
  readonly #patients = { shown: 0, silent: 0, quiet: 0 };
  #told = 0;

  constructor(private readonly rule: string) {}

  /** @param reasonOf as what a reason is counted */
  add(group: CardGroup, reasonOf: (reason: string | null) => string): void {
    const { shown, cards, outcome } = group;
    this.#counting.add(group);
    this.#told += group.told;
    this.#patients[shown] += group.firsts;
    if (shown === 'quiet') this.#quietBy.add(group.quiet_by ?? '', cards);
    if (shown !== 'shown') return;
    this.#indicators.add(group.indicator, cards);
    if (outcome === 'overridden') this.#reasons.add(reasonOf(group.reason), cards);
  }

  measures(openings: number): RuleMeasures {
    const { counts } = this.#counting;
    const { accepted, overridden } = counts;
    const patients: Patients | undefined = this.#told > 0 ? this.#patients : undefined;
    const override = rateOf(overridden, accepted + overridden);
    return {
      rule: this.rule,
      counts,
      ...(patients && { patients }),
      indicators: Object.fromEntries(this.#indicators.list().map(({ id, count }) => [id, count])),
      ...(override && { override }),
      burden: openings === 0 ? 0 : (overridden * 1_000) / openings,
      reasons: this.#reasons.list(),
      quietBy: this.#quietBy.list(),
    };
  }
}

/** The one that is turned down most often first; of those that are not, the one that is shown most often. */
export function byBurden(one: RuleMeasures, other: RuleMeasures): number {
  return (
    other.burden - one.burden || other.counts.shown - one.counts.shown || (one.rule < other.rule ? -1 : 1)
  );
}
