import type { Expression } from '../../core/language/expression.js';
import { meaningsOf } from '../../core/facts/names.js';
import { expressionOf } from '../../core/facts/reach.js';
import type { Fact } from '../../core/model/knowledge.js';
import type { Report } from '../knowledge-error.js';

interface FactName {
  readonly file: string;
  readonly key: string;
  readonly expression: Expression;
}

/** Name → the expression behind it, for every fact with its category and reason. */
export function factNames(facts: ReadonlyMap<string, Fact>): ReadonlyMap<string, FactName> {
  const names = new Map<string, FactName>();
  for (const [name, meaning] of meaningsOf({ facts, labs: new Map(), valueSets: new Map() })) {
    const expression = expressionOf(meaning);
    if (expression && meaning.kind === 'fact')
      names.set(name, { file: `facts/${meaning.fact.id}.yaml`, key: meaning.part, expression });
  }
  return names;
}

/** Reports facts that depend on themselves. */
export function checkCircles(facts: ReadonlyMap<string, Fact>, report: Report): void {
  const names = new Map(factNames(facts));
  // What is missing for a fact depends on what the fact is worked out from.
  for (const [name, meaning] of meaningsOf({ facts, labs: new Map(), valueSets: new Map() }))
    if (meaning.kind === 'fact' && meaning.part === 'missing')
      names.set(name, {
        file: `facts/${meaning.fact.id}.yaml`,
        key: 'value',
        expression: meaning.fact.value,
      });
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
