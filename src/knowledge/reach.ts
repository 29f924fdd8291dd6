import type { Expression } from '../core/language/expression.js';
import type { Cause, Fact, Knowledge, Lab, Order, Rule, ValueSet } from '../core/model/knowledge.js';
import { LISTS, meaningsOf } from '../core/facts/names.js';
import { expressionOf } from '../core/facts/reach.js';

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
  const meanings = meaningsOf(knowledge);
  const derived = new Map<string, Reach['derived'][number]>();
  const names = new Set<string>();
  const quoted = new Set<string>();
  const visit = (expression: Expression): void => {
    for (const text of expression.texts) quoted.add(text);
    for (const name of expression.uses) {
      if (names.has(name)) continue;
      names.add(name);
      const meaning = meanings.get(name);
      if (meaning?.kind === 'list' && LISTS[meaning.list].holds === 'flags')
        for (const { flags } of knowledge.rules.values()) for (const flag of flags) visit(flag.when);
      const behind = expressionOf(meaning);
      if (meaning?.kind !== 'fact' || !behind) continue;
      visit(behind);
      derived.set(name, { name, expression: behind, fact: meaning.fact });
    }
  };
  for (const expression of [...ofRule(rule), ...causes.flatMap(ofCause), ...orders.flatMap(ofOrder)])
    visit(expression);

  const read = [...names].flatMap((name) => meanings.get(name) ?? []);
  const facts = new Set([...derived.values()].map(({ fact }) => fact));
  const labs = new Set(read.flatMap((one) => (one.kind === 'lab' ? [one.lab] : [])));
  const sets = new Set(
    read.flatMap((one) => (one.kind === 'days-since' || one.kind === 'days-of' ? [one.set] : [])),
  );
  // Lists hold ids, which expressions quote: 'hbsag' in %positive, 'ckd' in %problems.
  const readsProblems = read.some((one) => one.kind === 'list' && LISTS[one.list].holds === 'Condition');
  const triggers = rule.triggers.flatMap((id) => knowledge.labs.get(id) ?? []);
  const others = [...knowledge.labs.values()].filter((lab) => labs.has(lab) || quoted.has(lab.id));
  return {
    causes,
    orders,
    facts: [...knowledge.facts.values()].filter((fact) => facts.has(fact)),
    derived: [...derived.values()],
    labs: [...new Set([...triggers, ...others])],
    valueSets: [...knowledge.valueSets.values()].filter(
      (set) => sets.has(set) || (readsProblems && set.of === 'Condition' && quoted.has(set.id)),
    ),
    person: read.some(({ kind }) => kind === 'age' || kind === 'sex'),
  };
}

function ofRule({ when, unless, warning, flags, lines, show, notes, say, suggestIf }: Rule): Expression[] {
  return [
    ...[...when, ...unless, ...warning].map(({ expression }) => expression),
    ...[...flags, ...lines, ...show, ...notes, ...say].map((entry) => entry.when),
    ...(suggestIf ? [suggestIf] : []),
  ];
}

function ofCause({ start, moves }: Cause): Expression[] {
  return [...start, ...moves].flatMap((entry) => entry.when ?? []);
}

function ofOrder({ when, unless, urgent }: Order): Expression[] {
  return [...[...when, ...unless].map(({ expression }) => expression), ...(urgent ? [urgent.when] : [])];
}
