import type {
  ExperimentDesign,
  Measures,
  MeasuresAsked,
  PartMeasures,
  Tally,
} from '../../core/model/measures.js';
import { SMALLEST } from '../../core/rates.js';
import type { Database } from '../database.js';
import { Counting, Each, Tallying } from './counting.js';
import { dayOf, grainOf } from './days.js';
import { experimentMeasures } from './experiments.js';
import { orderMeasures } from './orders.js';
import { byBurden, RuleCounting } from './rules.js';
import { SilentCounting } from './silent.js';
import {
  cardGroups,
  type CardGroup,
  type OpeningGroup,
  openingGroups,
  type Scope,
  unknownFeedback,
} from './tables.js';

/** Days a card has for its answer: what was left open, or told by a device that was away, comes within a week. */
export const ANSWER_DAYS = 7;
const DAY = 86_400_000;

/** What is a reason that no card offers, or none at all. */
const OTHER = 'other';
const NO_REASON = 'none';

export interface MeasureParts {
  readonly experiments: Iterable<ExperimentDesign>;
  /** Codes of the reasons that cards offer: any other is counted as `other`, as nobody knows what a client writes there. */
  readonly reasons: ReadonlySet<string>;
  readonly now: Date;
}

/**
 * What the cards of a period came to. Reads a week at a time and lets others go first in between.
 * @throws StoreUnavailable, or what else the database throws
 */
export async function measure(
  database: Database,
  { period, client }: MeasuresAsked,
  { experiments, reasons, now }: MeasureParts,
): Promise<Measures> {
  const scope: Scope = { period, client, answerableSince: now.getTime() - ANSWER_DAYS * DAY };
  const openings = await openingGroups(database, scope);
  const counted = new Counted(period, reasons);
  for (const opening of openings) counted.open(opening);
  for await (const group of cardGroups(database, scope)) counted.add(group);
  const tried = [];
  for (const design of experiments)
    if (design.start <= period.to && design.end >= period.from)
      tried.push(await experimentMeasures(database, design, scope, dayOf(now.getTime())));
  return {
    period,
    ...(client !== undefined && { client }),
    at: now.toISOString(),
    answerDays: ANSWER_DAYS,
    smallest: SMALLEST,
    ...counted.measures(openings),
    orders: await orderMeasures(database, scope),
    experiments: tried,
    unknownFeedback: [...(await unknownFeedback(database, scope))].map(([id, count]) => ({ id, count })),
  };
}

type CountedMeasures = Omit<
  Measures,
  'period' | 'client' | 'at' | 'answerDays' | 'smallest' | 'orders' | 'experiments' | 'unknownFeedback'
>;

/** Everything that cards and openings are added up to. */
class Counted {
  readonly #all = new Part();
  readonly #rules = new Each((rule) => new RuleCounting(rule));
  readonly #clients = new Each(() => new Part());
  readonly #services = new Each(() => new Part());
  readonly #versions = new Each(() => new Part());
  readonly #pieces = new Each(() => new Part());
  readonly #reasons = new Tallying();
  readonly #quietBy = new Tallying();
  readonly #silent = new SilentCounting();
  readonly #grain: ReturnType<typeof grainOf>;
  #patients = 0;
  #told = 0;

  constructor(
    period: Measures['period'],
    private readonly known: ReadonlySet<string>,
  ) {
    this.#grain = grainOf(period);
  }

  open({ day, client, service, knowledge, openings }: OpeningGroup): void {
    for (const part of this.#partsOf(day, client, service, knowledge)) part.openings += openings;
  }

  add(group: CardGroup): void {
    const { day, client, service, knowledge, rule, shown, cards } = group;
    for (const part of this.#partsOf(day, client, service, knowledge)) part.counting.add(group);
    this.#rules.of(rule).add(group, this.#reasonOf);
    this.#silent.add(group);
    this.#told += group.told;
    if (shown === 'quiet') this.#quietBy.add(group.quiet_by ?? '', cards);
    if (shown !== 'shown') return;
    this.#patients += group.firsts_at_all;
    if (group.outcome === 'overridden') this.#reasons.add(this.#reasonOf(group.reason), cards);
  }

  measures(openings: readonly OpeningGroup[]): CountedMeasures {
    const { by, starts } = this.#grain;
    return {
      openings: this.#all.openings,
      counts: this.#all.counting.counts,
      ...(this.#told > 0 && { patients: this.#patients }),
      rules: this.#rules
        .entries()
        .map(([, rule]) => rule.measures(this.#all.openings))
        .sort(byBurden),
      reasons: this.#reasons.list(),
      quietBy: this.#quietBy.list(),
      clients: partsIn(this.#clients),
      services: partsIn(this.#services),
      versions: partsIn(this.#versions),
      trend: {
        by,
        points: starts.map((from) => {
          const { openings: count, counting } = this.#pieces.of(from);
          return { from, openings: count, counts: counting.counts };
        }),
      },
      silent: this.#silent.measures(openings),
    };
  }

  readonly #reasonOf = (reason: string | null): Tally['id'] =>
    reason === null ? NO_REASON : this.known.has(reason) ? reason : OTHER;

  #partsOf(day: string, client: string, service: string, knowledge: string): Part[] {
    return [
      this.#all,
      this.#clients.of(client),
      this.#services.of(service),
      this.#versions.of(knowledge),
      this.#pieces.of(this.#grain.startOf(day)),
    ];
  }
}

class Part {
  readonly counting = new Counting();
  openings = 0;
}

function partsIn(parts: Each<Part>): PartMeasures[] {
  return parts.entries().map(([id, { openings, counting }]) => ({ id, openings, counts: counting.counts }));
}
