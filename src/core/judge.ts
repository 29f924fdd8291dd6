import type { Step, Verdict, YesNo } from './advice.js';
import type { Facts } from './facts.js';
import type { Conditions, ContextLine, Indicator, Rule } from './knowledge.js';

/** What a rule says of one patient. */
export interface Judgement {
  readonly rule: Rule;
  readonly verdict: Verdict;
  readonly indicator: Indicator;
  /** Labels of the conditions that make it a warning. */
  readonly warnings: readonly string[];
  /** Labels of the conditions that might have, had the data been there. */
  readonly unknowns: readonly string[];
  /** Lines of a context rule that hold. */
  readonly lines: readonly ContextLine[];
}

/**
 * Asks a rule. All of `when` must hold and none of `unless`; an unknown in `unless` does not silence a card, an unknown
 * in `when` makes the verdict unknown. A rule with lines speaks when one of them holds.
 */
export function judge(rule: Rule, facts: Facts): Judgement {
  const verdict = verdictOf(rule, facts);
  const lines = verdict === 'silent' ? [] : rule.lines.filter(({ when }) => facts.ask(when) === 'yes');
  if (verdict !== 'card' || (rule.lines.length > 0 && lines.length === 0))
    return {
      rule,
      verdict: verdict === 'card' ? 'silent' : verdict,
      indicator: 'info',
      warnings: [],
      unknowns: [],
      lines: [],
    };
  const answers = rule.warning.map(({ label, expression }) => ({ label, answer: facts.ask(expression) }));
  const labelled = (wanted: YesNo): string[] =>
    answers.filter(({ answer }) => answer === wanted).map(({ label }) => label);
  const warnings = labelled('yes');
  return {
    rule,
    verdict,
    indicator: warnings.length > 0 ? 'warning' : 'info',
    warnings,
    unknowns: labelled('unknown'),
    lines,
  };
}

function verdictOf({ when, unless }: Rule, facts: Facts): Verdict {
  let verdict: Verdict = 'card';
  for (const { expression } of when) {
    const answer = facts.ask(expression);
    if (answer === 'no') return 'silent';
    if (answer === 'unknown') verdict = 'unknown';
  }
  return unless.some(({ expression }) => facts.ask(expression) === 'yes') ? 'silent' : verdict;
}

/** Every condition of a rule as a step of its explanation. */
export function stepsOf({ when, unless, warning, lines }: Rule, facts: Facts): Step[] {
  const steps = (conditions: Conditions, prefix = ''): Step[] =>
    conditions.map(({ label, expression }) => facts.step(`${prefix}${label}`, expression));
  return [
    ...steps(when),
    ...steps(unless, 'unless: '),
    ...lines.map((line) => facts.step('id' in line ? line.id : line.each, line.when)),
    ...steps(warning, 'warning when: '),
  ];
}
