import type { Indicator } from '../../core/model/knowledge.js';
import type { SilentMeasures } from '../../core/model/measures.js';
import { Each, Tallying } from './counting.js';
import type { CardGroup, OpeningGroup } from './tables.js';

/** What a rule would have shown at a client while it was silent there, and what it showed there on other days. */
export class SilentCounting {
  readonly #starts = new Each((key) => new Start(key));

  add(group: CardGroup): void {
    if (group.shown !== 'quiet') this.#starts.of(JSON.stringify([group.client, group.rule])).add(group);
  }

  measures(openings: readonly OpeningGroup[]): SilentMeasures[] {
    return this.#starts.entries().flatMap(([, start]) => start.measures(openings) ?? []);
  }
}

class Start {
  readonly #client: string;
  readonly #rule: string;
  readonly #indicators = new Tallying();
  readonly #shown = new Tallying();
  #cards = 0;
  #patients = 0;
  #told = 0;
  #from = '';
  #to = '';

  constructor(key: string) {
    [this.#client = '', this.#rule = ''] = JSON.parse(key) as string[];
  }

  add({ shown, day, cards, indicator, firsts, told }: CardGroup): void {
    if (shown === 'shown') {
      this.#shown.add(day, cards);
      return;
    }
    this.#cards += cards;
    this.#told += told;
    this.#patients += firsts;
    this.#indicators.add(indicator, cards);
    if (this.#from === '' || day < this.#from) this.#from = day;
    if (day > this.#to) this.#to = day;
  }

  measures(openings: readonly OpeningGroup[]): SilentMeasures | undefined {
    if (this.#cards === 0) return undefined;
    const [from, to] = [this.#from, this.#to];
    const isWithin = (day: string): boolean => day >= from && day <= to;
    const own = openings.filter(({ client }) => client === this.#client);
    const sum = (some: readonly OpeningGroup[]): number =>
      some.reduce((all, { openings: count }) => all + count, 0);
    return {
      ...{ client: this.#client, rule: this.#rule, from, to, cards: this.#cards },
      indicators: Object.fromEntries(
        this.#indicators.list().map(({ id, count }) => [id as Indicator, count]),
      ),
      ...(this.#told > 0 && { patients: this.#patients }),
      openings: sum(own.filter(({ day }) => isWithin(day))),
      shownSince: this.#shown
        .list()
        .filter(({ id }) => !isWithin(id))
        .reduce((all, { count }) => all + count, 0),
      openingsSince: sum(own.filter(({ day }) => !isWithin(day))),
    };
  }
}
