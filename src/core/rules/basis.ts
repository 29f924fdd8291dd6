import type { Facts } from '../facts/facts.js';
import type { Expression } from '../language/expression.js';
import type { Rule } from '../model/knowledge.js';
import { attentionOf, type CardCase, type Ground, indicatorOf, valuesOf } from './attention.js';

/**
 * All that a card rests on, as one text: the same text, the same card. It holds the values, what was answered to every condition, and the
 * limits; not the day on which it is asked, and no id of a resource.
 * @param service id of the service: a card is another one where results are reviewed
 */
export function basisOf(one: CardCase, ground: Ground, service: string): string {
  const { judgement, quiet } = one;
  const { rule, flags, lines } = judgement;
  const { facts, readings, reasons } = ground.views.today;
  const limits = [...ground.record.results.keys()].map((id) => {
    const { raised, limit } = readings(id);
    return `${id} ${raised} ${String(limit?.value ?? '')}`;
  });
  return JSON.stringify([
    service,
    rule.id,
    rule.topic,
    indicatorOf(one),
    quiet?.id ?? '',
    flags.map(({ id }) => id),
    lines.map((line) => ('id' in line ? line.id : line.each)),
    attentionOf(one, ground).sort(),
    valuesOf(ground).sort(),
    limits.sort(),
    rule.triggers.flatMap((id) => reasons(id).map(({ reason }) => `${id} ${reason.id}`)),
    answersTo(rule, facts),
  ]);
}

function answersTo(rule: Rule, facts: Facts): string[] {
  const asked: Expression[] = [
    ...[...rule.when, ...rule.unless, ...rule.warning].map(({ expression }) => expression),
    ...[...rule.summaries, ...rule.show, ...rule.notes, ...rule.say].map(({ when }) => when),
  ];
  return asked.map((expression) => facts.ask(expression));
}
