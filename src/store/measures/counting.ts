import type { Counts, Tally } from '../../core/model/measures.js';
import type { CardGroup } from './tables.js';

type Counted = { -readonly [name in keyof Counts]: Counts[name] };

/** Counts that cards are added to. */
export class Counting {
  readonly counts: Counted = {
    ...{ shown: 0, silent: 0, quiet: 0, accepted: 0, overridden: 0, ignored: 0, open: 0, repeats: 0 },
  };

  add({ shown, outcome, cards, open, repeats }: CardGroup): void {
    this.counts[shown] += cards;
    if (shown !== 'shown') return;
    this.counts.repeats += repeats;
    if (outcome !== null) {
      this.counts[outcome] += cards;
      return;
    }
    this.counts.open += open;
    this.counts.ignored += cards - open;
  }
}

/** Numbers by name. */
export class Tallying {
  readonly #counts = new Map<string, number>();

  add(id: string, count: number): void {
    if (count > 0) this.#counts.set(id, (this.#counts.get(id) ?? 0) + count);
  }

  get(id: string): number {
    return this.#counts.get(id) ?? 0;
  }

  /** The most first. */
  list(): Tally[] {
    return [...this.#counts]
      .map(([id, count]) => ({ id, count }))
      .sort((one, other) => other.count - one.count || (one.id < other.id ? -1 : 1));
  }
}

/** One for each name, made when it first comes up. */
export class Each<T> {
  readonly #made = new Map<string, T>();

  constructor(private readonly make: (id: string) => T) {}

  of(id: string): T {
    const known = this.#made.get(id) ?? this.make(id);
    this.#made.set(id, known);
    return known;
  }

  /** In the order of the names. */
  entries(): [string, T][] {
    return [...this.#made].sort(([one], [other]) => (one < other ? -1 : 1));
  }
}
