import type { Expression } from '../../core/language/expression.js';
import { variableOf } from '../../core/facts/variables.js';
import type { Fact } from '../../core/model/knowledge.js';
import type { Report } from '../knowledge-error.js';

interface FactName {
  readonly file: string;
  readonly key: string;
  readonly expression: Expression;
}

/** Variable → the expression behind it, for every fact with its category and reason. */
export function factNames(facts: ReadonlyMap<string, Fact>): ReadonlyMap<string, FactName> {
  const names = new Map<string, FactName>();
  for (const { id, value, category, reason } of facts.values()) {
    const file = `facts/${id}.yaml`;
    names.set(variableOf(id), { file, key: 'value', expression: value });
    if (category) names.set(`${variableOf(id)}Category`, { file, key: 'category', expression: category });
    if (reason) names.set(`${variableOf(id)}Reason`, { file, key: 'reason', expression: reason });
  }
  return names;
}

/** Reports facts that depend on themselves. */
export function checkCircles(facts: ReadonlyMap<string, Fact>, report: Report): void {
  const names = factNames(facts);
  const done = new Set<string>();
  const visit = (name: string, way: readonly string[]): void => {
    const fact = names.get(name);
    if (!fact || done.has(name)) return;
    const start = way.indexOf(name);
    if (start !== -1) {
      const circle = [...way.slice(start), name].map((step) => `%${step}`).join(' → ');
      report(fact.file, fact.key, `depends on itself: ${circle}`);
      return;
    }
    for (const next of fact.expression.uses) visit(next, [...way, name]);
    done.add(name);
  };
  for (const name of names.keys()) visit(name, []);
}
