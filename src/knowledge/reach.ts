import type { Expression } from '../core/language/expression.js';
import type { Cause, Fact, Knowledge, Lab, Order, Rule, ValueSet } from '../core/model/knowledge.js';
import { variableOf } from '../core/facts/variables.js';

/** Everything a rule can come to read: through its own conditions, its causes and tests, and the facts behind them. */
export interface Reach {
  readonly causes: readonly Cause[];
  readonly orders: readonly Order[];
  /** In the order of the knowledge files. */
  readonly facts: readonly Fact[];
  /** Parts of facts by the name an expression reads, each after those it reads itself. */
  readonly derived: readonly {
    readonly name: string;
    readonly expression: Expression;
    readonly fact: Fact;
  }[];
  /** The rule's triggers first. */
  readonly labs: readonly Lab[];
  readonly valueSets: readonly ValueSet[];
  /** Age or sex. */
  readonly person: boolean;
}

/** What a rule reads, for pages and artefacts that show its basis. */
export function reachOf(rule: Rule, knowledge: Knowledge): Reach {
  const causes = rule.consider.flatMap((id) => knowledge.causes.get(id) ?? []);
  const orders = rule.suggest.flatMap((id) => knowledge.orders.get(id) ?? []);
  const parts = factParts(knowledge);
  const derived = new Map<string, Reach['derived'][number]>();
  const names = new Set<string>();
  const quoted = new Set<string>();
  const visit = (expression: Expression): void => {
    for (const [, word = ''] of expression.source.matchAll(/'([^']*)'/gu)) quoted.add(word);
    for (const name of expression.uses) {
      if (names.has(name)) continue;
      names.add(name);
      if (name === 'redFlags')
        for (const { flags } of knowledge.rules.values()) for (const flag of flags) visit(flag.when);
      const part = parts.get(name);
      if (!part) continue;
      visit(part.expression);
      derived.set(name, { name, ...part });
    }
  };
  for (const expression of [...ofRule(rule), ...causes.flatMap(ofCause), ...orders.flatMap(ofOrder)])
    visit(expression);

  // Lists hold ids, which expressions quote: 'hbsag' in %positive, 'ckd' in %problems.
  const isRead = ({ id }: Lab): boolean => names.has(variableOf(id)) || quoted.has(id);
  const labs = [...knowledge.labs.values()];
  const triggers = rule.triggers.flatMap((id) => knowledge.labs.get(id) ?? []);
  const read = new Set([...derived.values()].map(({ fact }) => fact));
  return {
    causes,
    orders,
    facts: [...knowledge.facts.values()].filter((fact) => read.has(fact)),
    derived: [...derived.values()],
    labs: [...new Set([...triggers, ...labs.filter(isRead)])],
    valueSets: [...knowledge.valueSets.values()].filter(({ id, of }) => {
      if (of === 'Condition') return names.has('problems') && quoted.has(id);
      return names.has(of === 'Medication' ? variableOf(`days-since-${id}`) : `${variableOf(id)}Days`);
    }),
    person: names.has('age') || names.has('sex'),
  };
}

function factParts({ facts }: Knowledge): ReadonlyMap<string, { expression: Expression; fact: Fact }> {
  return new Map(
    [...facts.values()].flatMap((fact) => {
      const name = variableOf(fact.id);
      const all = { [name]: fact.value, [`${name}Category`]: fact.category, [`${name}Reason`]: fact.reason };
      return Object.entries(all).flatMap(([key, expression]) =>
        expression ? [[key, { expression, fact }] as const] : [],
      );
    }),
  );
}

function ofRule({ when, unless, warning, flags, lines, say, suggestIf }: Rule): Expression[] {
  return [
    ...[...when, ...unless, ...warning].map(({ expression }) => expression),
    ...[...flags, ...lines, ...say].map((entry) => entry.when),
    ...(suggestIf ? [suggestIf] : []),
  ];
}

function ofCause({ start, moves }: Cause): Expression[] {
  return [...start, ...moves].flatMap((entry) => entry.when ?? []);
}

function ofOrder({ when, unless, urgent }: Order): Expression[] {
  return [...[...when, ...unless].map(({ expression }) => expression), ...(urgent ? [urgent.when] : [])];
}
