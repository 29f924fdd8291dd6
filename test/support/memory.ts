import type { Issue, MemoryOf, Told, ToldAnswer } from '../../src/core/model/memory.js';

/** What a store keeps, without one: of what a card held and rests on only whether a text is among it can be asked. */
export interface Remembering {
  readonly memoryOf: MemoryOf;
  /** Every card that was kept, oldest first, whoever it is about. */
  readonly issues: (Issue & { readonly at: Date })[];
  /** Openings that were kept. */
  openings: number;
  /** Forgets everything. */
  readonly forget: () => void;
  /** As if other things had been kept of the cards of a rule. */
  readonly alter: (rule: string, patch: Partial<Issue>) => void;
  /** What a user of a client answered to a card; of a card that this client was never given nothing is known. */
  readonly answered: (client: string, card: string, answer: Partial<ToldAnswer>) => void;
}

interface Kept {
  issue: Issue;
  readonly at: Date;
  readonly client: string;
  readonly patientId: string;
  readonly userId: string;
  readonly answers: ToldAnswer[];
}

export function remembering(): Remembering {
  const all: Kept[] = [];
  const issues: Remembering['issues'] = [];
  const told = ({ issue, at, userId, answers }: Kept, whoAsks: string): Told => {
    const { card, rule, topic, indicator, shown, samples, offered, held, basis } = issue;
    const words = new Set(held);
    return {
      ...{ card, rule, topic, indicator, shown, samples, offered, at },
      sameUser: userId === whoAsks,
      held: (condition) => words.has(condition),
      rested: (text) => text === basis,
      answers: answers.toSorted((one, other) => one.at.getTime() - other.at.getTime()),
    };
  };
  const remembered: Remembering = {
    issues,
    openings: 0,
    memoryOf: ({ client, patientId, userId }) => ({
      share: () => undefined,
      recall: () =>
        Promise.resolve(
          all
            .filter((one) => one.client === client && one.patientId === patientId)
            .toSorted((one, other) => other.at.getTime() - one.at.getTime())
            .map((one) => told(one, userId)),
        ),
      keep: ({ at, issues: made }) => {
        remembered.openings += 1;
        for (const issue of made) {
          all.push({ issue, at, client, patientId, userId, answers: [] });
          issues.push({ ...issue, at });
        }
      },
    }),
    forget: () => {
      all.length = 0;
      issues.length = 0;
    },
    alter: (rule, patch) => {
      for (const one of all) if (one.issue.rule === rule) one.issue = { ...one.issue, ...patch };
    },
    answered: (client, card, answer) => {
      const found = all.find((one) => one.client === client && one.issue.card === card);
      found?.answers.push({ outcome: 'overridden', at: found.at, accepted: [], ...answer });
    },
  };
  return remembered;
}
