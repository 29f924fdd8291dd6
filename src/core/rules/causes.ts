import type { Facts } from '../facts/facts.js';
import type { Cause, Conditions, Knowledge, Rule } from '../model/knowledge.js';

/** A cause to think of, with the arms that moved it up. Its weight is an ordering device and never leaves this file. */
export interface OrderedCause {
  readonly cause: Cause;
  readonly movedBy: Conditions;
}

/** The causes a rule considers, in the order usually considered; ties keep the order of the rule's list. */
export function orderCauses(rule: Rule, facts: Facts, knowledge: Knowledge): OrderedCause[] {
  return rule.consider
    .map((id) => weigh(knowledge.causes.get(id), facts))
    .filter((weighed) => weighed !== undefined)
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ cause, movedBy }) => ({ cause, movedBy }));
}

/** The start and every move that holds, each once; a move with a score of its own decides, the highest of them. */
function weigh(cause: Cause | undefined, facts: Facts): (OrderedCause & { weight: number }) | undefined {
  if (!cause) return undefined;
  const start = cause.start.find(({ when }) => when === undefined || facts.ask(when) === 'yes');
  const holding = cause.moves.flatMap((move) => {
    const arms = move.arms.filter(({ expression }) => facts.ask(expression) === 'yes');
    return arms.length === 0 ? [] : [{ move, arms }];
  });
  const scores = holding.flatMap(({ move }) => ('score' in move ? [move.score] : []));
  const added = holding.reduce((sum, { move }) => sum + ('weight' in move ? move.weight : 0), 0);
  return {
    cause,
    weight: scores.length > 0 ? Math.max(...scores) : (start?.weight ?? 0) + added,
    movedBy: distinct(holding.flatMap(({ arms }) => arms)),
  };
}

/** An arm may move a cause in more than one way; it is said once. */
function distinct(arms: Conditions): Conditions {
  return [...new Map(arms.map((arm) => [arm.label, arm])).values()];
}
