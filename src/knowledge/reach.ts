import type { Expression } from '../core/language/expression.js';
import type {
  Cause,
  Conditions,
  Fact,
  Knowledge,
  Lab,
  Order,
  Reason,
  Rule,
  Stage,
  ValueSet,
} from '../core/model/knowledge.js';
import { LISTS, type Meaning, meaningsOf } from '../core/facts/names.js';
import { expressionOf } from '../core/facts/reach.js';

/** Everything a rule can come to read: through its own conditions, its causes and tests, and the facts behind them. */
export interface Reach {
  readonly causes: readonly Cause[];
  /** Reasons on record for which a result that it counts is set aside. */
  readonly reasons: readonly Reason[];
  /** The stages in which its orders can be offered. */
  readonly stages: readonly Stage[];
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
  const stages = knowledge.stages.stages.filter((stage) =>
    orders.some((order) => order.stage === stage.id || (stage.urgent === true && order.urgent !== undefined)),
  );
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
      const behind = meaning?.kind === 'fact-at' ? meaning.fact.value : expressionOf(meaning);
      if ((meaning?.kind !== 'fact' && meaning?.kind !== 'fact-at') || !behind) continue;
      visit(behind);
      derived.set(name, { name, expression: behind, fact: meaning.fact });
    }
  };
  for (const expression of [
    ...ofRule(rule),
    ...causes.flatMap(ofCause),
    ...stages.flatMap(ofStage),
    ...orders.flatMap(ofOrder),
  ])
    visit(expression);
  const reasons = reasonsBehind(names, meanings, knowledge, visit);

  const read = [...names].flatMap((name) => meanings.get(name) ?? []);
  const facts = new Set([...derived.values()].map(({ fact }) => fact));
  const labs = new Set(read.flatMap((one) => ('lab' in one ? [one.lab] : [])));
  const sets = new Set(
    read.flatMap((one) => (one.kind === 'days-since' || one.kind === 'days-of' ? [one.set] : [])),
  );
  // Lists hold ids, which expressions quote: 'hbsag' in %positive, 'ckd' in %problems.
  const readsProblems = read.some((one) => one.kind === 'list' && LISTS[one.list].holds === 'Condition');
  const triggers = rule.triggers.flatMap((id) => knowledge.labs.get(id) ?? []);
  const others = [...knowledge.labs.values()].filter((lab) => labs.has(lab) || quoted.has(lab.id));
  return {
    causes,
    reasons,
    stages,
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

/** The reasons on record behind the results whose setting aside is read, be it by another of these reasons. */
function reasonsBehind(
  names: ReadonlySet<string>,
  meanings: ReadonlyMap<string, Meaning<Fact>>,
  { reasons }: Knowledge,
  visit: (expression: Expression) => void,
): Reason[] {
  const all = [...reasons.values()];
  const found = new Set<Reason>();
  let before: number;
  do {
    before = found.size;
    const read = [...names].flatMap((name) => meanings.get(name) ?? []);
    const labs = new Set(read.flatMap((one) => (one.kind === 'set-aside' ? [one.lab.id] : [])));
    for (const reason of all.filter(({ about }) => about.some((id) => labs.has(id)))) {
      if (found.has(reason)) continue;
      found.add(reason);
      for (const expression of ofReason(reason)) visit(expression);
    }
  } while (found.size > before);
  return all.filter((reason) => found.has(reason));
}

function ofRule(rule: Rule): Expression[] {
  const { when, unless, warning, quiet, suggestIf, settled } = rule;
  const { flags, lines, show, notes, say, summaries } = rule;
  return [
    ...[when, unless, warning, ...quiet.map((one) => one.when)].flatMap(expressionsIn),
    ...[...flags, ...lines, ...show, ...notes, ...say, ...summaries].map((entry) => entry.when),
    ...[suggestIf, settled?.when, rule.missNot?.when].flatMap((one) => one ?? []),
  ];
}

function expressionsIn(conditions: Conditions): Expression[] {
  return conditions.map(({ expression }) => expression);
}

function ofReason({ when, exceptions }: Reason): Expression[] {
  return expressionsIn([...when, ...exceptions]);
}

function ofStage({ when, unless }: Stage): Expression[] {
  return expressionsIn([...when, ...unless]);
}

function ofCause({ start, moves }: Cause): Expression[] {
  return [...start.flatMap((entry) => entry.when ?? []), ...moves.flatMap(({ arms }) => expressionsIn(arms))];
}

function ofOrder({ when, unless, urgent }: Order): Expression[] {
  return [...expressionsIn([...when, ...unless]), ...(urgent ? [urgent.when] : [])];
}
