import type { Look, Quietened } from './look.js';

/** A step that took cards away or made them three lines. */
export interface QuietCount extends Quietened {
  readonly per1000: number;
  /** People it quietened. */
  readonly people: number;
  /** Of them, those who were shown less than a warning, by the danger they are in. */
  readonly dangers: ReadonlyMap<string, number>;
}

/** A condition that made cards warnings. */
export interface WarningCount {
  readonly label: string;
  readonly per1000: number;
  /** Those for whom it was the only one: without it they would have no warning. */
  readonly alonePer1000: number;
}

export interface StepCounts {
  readonly quietened: readonly QuietCount[];
  readonly warnings: readonly WarningCount[];
}

/** Counts how many cards each step of the rules saves or makes louder. */
export class RuleByRule {
  #all = 0;
  readonly #quiet = new Map<
    string,
    { readonly step: Quietened; readonly dangers: Map<string, number>; people: number; weight: number }
  >();
  readonly #warnings = new Map<string, { weight: number; alone: number }>();

  /** @param dangers those that the adult is in */
  note({ explain, pressing }: Look, dangers: readonly string[], weight: number): void {
    this.#all += weight;
    const { quietened, rules, redFlags } = explain();
    for (const step of quietened) {
      const key = [step.rule, step.id, step.makes].join(' ');
      const found = this.#quiet.get(key) ?? {
        step,
        dangers: new Map<string, number>(),
        people: 0,
        weight: 0,
      };
      this.#quiet.set(key, found);
      found.people += 1;
      found.weight += weight;
      if (!pressing) for (const danger of dangers) add(found.dangers, danger);
    }
    const shown = rules.filter(({ verdict }) => verdict === 'card').flatMap(({ steps }) => steps);
    const labels = new Set(
      shown.flatMap(({ kind, answer, label }) => (kind === 'warning' && answer === 'yes' ? [label] : [])),
    );
    for (const label of labels) {
      const found = this.#warnings.get(label) ?? { weight: 0, alone: 0 };
      this.#warnings.set(label, found);
      found.weight += weight;
      if (labels.size === 1 && redFlags.length === 0) found.alone += weight;
    }
  }

  counts(): StepCounts {
    const per1000 = (weight: number): number => (weight / this.#all) * 1000;
    const most = (one: { per1000: number }, other: { per1000: number }): number =>
      other.per1000 - one.per1000;
    return {
      quietened: [...this.#quiet.values()]
        .map(({ step: { rule, id, makes }, dangers, people, weight }) => ({
          rule,
          id,
          makes,
          people,
          dangers,
          per1000: per1000(weight),
        }))
        .sort(most),
      warnings: [...this.#warnings]
        .map(([label, { weight, alone }]) => ({
          label,
          per1000: per1000(weight),
          alonePer1000: per1000(alone),
        }))
        .sort(most),
    };
  }
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
