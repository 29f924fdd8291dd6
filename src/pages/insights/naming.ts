import type { Knowledge, Words } from '../../core/model/knowledge.js';
import { type Html, markup, type Part } from '../markup.js';

/** How what is counted is called on the page. What the knowledge no longer has goes by its id. */
export interface Naming {
  /** The question of a rule, as a link to its page. */
  readonly rule: (id: string) => Html;
  readonly order: (id: string) => string;
  readonly reason: (id: string) => string;
}

const REASONS: Readonly<Record<string, string>> = {
  other: 'a reason that no card offers',
  none: 'no reason given',
};

export function namingOf({ rules, orders }: Knowledge, words: Words, base: string): Naming {
  return {
    rule: (id) => {
      const rule = rules.get(id);
      return rule
        ? markup`<a class="asked" href="${base}/evidence/${id}">${words['labels']?.[rule.question] ?? rule.question}</a> <code>${id}</code>`
        : markup`<code>${id}</code>`;
    },
    order: (id) => {
      const names = orders.get(id)?.tests.map((test) => words['tests']?.[test.id] ?? test.id) ?? [];
      const [first, second, ...more] = names;
      if (first === undefined) return id;
      return more.length > 0 || second !== undefined
        ? `${first} and ${String(names.length - 1)} more`
        : first;
    },
    reason: (id) => words['overrideReasons']?.[id] ?? REASONS[id] ?? id,
  };
}

export function code(id: string): Part {
  return markup`<code>${id}</code>`;
}
