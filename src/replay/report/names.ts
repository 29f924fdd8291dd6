import type { OutcomesFile } from '../../core/model/files.generated.js';
import type { Knowledge } from '../../core/model/knowledge.js';

/** How what is counted is called for a reader. What the knowledge no longer has goes by its id. */
export interface Names {
  readonly rule: (id: string) => string;
  readonly lab: (id: string) => string;
  readonly order: (id: string) => string;
  readonly cause: (id: string) => string;
  readonly outcome: (id: string) => string;
  /** A word of the program, such as `unit-missing`. */
  readonly word: (id: string) => string;
  readonly indicator: (id: string) => string;
}

const INDICATORS: Readonly<Record<string, string>> = {
  info: 'for information',
  warning: 'warning',
  critical: 'critical',
};

export function namesOf(knowledge: Knowledge, outcomes: OutcomesFile | undefined, language = 'en'): Names {
  const words = knowledge.words.get(language) ?? {};
  const word = (id: string): string => id.replaceAll('-', ' ');
  const titles = new Map(outcomes?.outcomes.map(({ id, title }) => [id, title]));
  return {
    rule: (id) => knowledge.rules.get(id)?.question ?? word(id),
    lab: (id) => words['labs']?.[id] ?? id,
    order: (id) => words['tests']?.[id] ?? word(id),
    cause: (id) => words['causes']?.[id] ?? word(id),
    outcome: (id) => titles.get(id) ?? word(id),
    word,
    indicator: (id) => INDICATORS[id] ?? id,
  };
}
