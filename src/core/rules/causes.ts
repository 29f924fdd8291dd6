import type { Facts } from '../facts/facts.js';
import type { Cause, Knowledge, Rule } from '../model/knowledge.js';

/** A cause to think of, with what moved it up. Its weight is an ordering device and never leaves this file. */
export interface OrderedCause {
  readonly cause: Cause;
  readonly movedBy: readonly string[];
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

function weigh(cause: Cause | undefined, facts: Facts): (OrderedCause & { weight: number }) | undefined {
  if (!cause) return undefined;
  const start = cause.start.find(({ when }) => when === undefined || facts.ask(when) === 'yes');
  const moves = cause.moves.filter(({ when }) => facts.ask(when) === 'yes');
  return {
    cause,
    weight: moves.reduce((sum, { weight }) => sum + weight, start?.weight ?? 0),
    movedBy: moves.map(({ label }) => label),
  };
}
