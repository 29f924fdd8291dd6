import type { Explanation } from '../core/model/explanation.js';

/** Two answers to one opening that differ, with the reasoning behind each. */
export interface Sample {
  /** Decides which are kept: the lowest, so that the choice depends on nothing else. */
  readonly rank: string;
  readonly variant: string;
  readonly date: string;
  readonly patient: string;
  readonly before: Explained;
  readonly after: Explained;
}

/** What was said, and each step towards it. */
export interface Explained {
  readonly cards: readonly { readonly summary: string; readonly indicator: string }[];
  readonly rules: readonly {
    readonly rule: string;
    readonly verdict: string;
    readonly steps: readonly string[];
  }[];
}

/** Of an explanation what a reader compares; no step that was not asked. */
export function explainedBriefly({ cards, rules }: Explanation): Explained {
  return {
    cards: cards.map(({ summary, indicator }) => ({ summary, indicator })),
    rules: rules.map(({ id, verdict, steps }) => ({
      rule: id,
      verdict,
      steps: steps.map(
        ({ label, answer, why }) => `${label}: ${answer}${why === undefined ? '' : ` (${why})`}`,
      ),
    })),
  };
}

/** Keeps the lowest ranks of each variant. */
export class Samples {
  readonly #most: number;
  readonly #kept = new Map<string, Sample[]>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Whether one of that rank would be kept. */
  wants(variant: string, rank: string): boolean {
    const kept = this.#kept.get(variant) ?? [];
    return kept.length < this.#most || rank < (kept.at(-1)?.rank ?? '');
  }

  add(sample: Sample): void {
    if (!this.wants(sample.variant, sample.rank)) return;
    const kept = [...(this.#kept.get(sample.variant) ?? []), sample];
    kept.sort((one, other) => (one.rank < other.rank ? -1 : 1));
    this.#kept.set(sample.variant, kept.slice(0, this.#most));
  }

  all(): Sample[] {
    return [...this.#kept.values()].flat();
  }
}
