import type { Expression } from '../language/expression.js';
import type { Fact } from '../model/knowledge.js';
import type { Meaning } from './names.js';

/** What an expression comes to read, itself and through facts. */
export interface Reach {
  readonly names: ReadonlySet<string>;
  /** Texts written in it, such as ids looked for in lists. */
  readonly texts: ReadonlySet<string>;
}

/** The expression behind a part of a fact. */
export function expressionOf(meaning: Meaning<Fact> | undefined): Expression | undefined {
  if (meaning?.kind !== 'fact') return undefined;
  const { fact, part } = meaning;
  return part === 'missing' ? undefined : fact[part];
}

/** Tells of each expression what it comes to read; worked out once. Facts cannot read each other in a circle: the loader refuses that. */
export function reaches(meanings: ReadonlyMap<string, Meaning<Fact>>): (expression: Expression) => Reach {
  const known = new Map<Expression, Reach>();
  const reach = (expression: Expression): Reach => {
    let found = known.get(expression);
    if (!found) {
      const inner = expression.uses.flatMap((name) => {
        const meaning = meanings.get(name);
        // What is missing for a fact depends on what the fact reads.
        const behind = meaning?.kind === 'fact' ? (expressionOf(meaning) ?? meaning.fact.value) : undefined;
        return behind ? [reach(behind)] : [];
      });
      found = {
        names: new Set([...expression.uses, ...inner.flatMap(({ names }) => [...names])]),
        texts: new Set([...expression.texts, ...inner.flatMap(({ texts }) => [...texts])]),
      };
      known.set(expression, found);
    }
    return found;
  };
  return reach;
}
