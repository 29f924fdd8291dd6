import type { Step, StepKind, Verdict, YesNo } from '../model/explanation.js';
import type { Expression } from '../language/expression.js';
import type { Facts } from '../facts/facts.js';
import type { Conditions, ContextLine, Indicator, Profile, Rule } from '../model/knowledge.js';

/** What a rule says of one patient. */
export interface Judgement {
  readonly rule: Rule;
  readonly verdict: Verdict;
  readonly indicator: Indicator;
  /** Labels of the conditions that make it a warning. */
  readonly warnings: readonly string[];
  /** Labels of the conditions that might have, had the data been there. */
  readonly unknowns: readonly string[];
  /** Red flags that hold. */
  readonly flags: Rule['flags'];
  /** Lines of a context rule that hold. */
  readonly lines: readonly ContextLine[];
}

/**
 * Asks a rule. All of `when` must hold and none of `unless`; an unknown in `unless` does not silence a card, an unknown
 * in `when` makes the verdict unknown. A rule with red flags or lines speaks when one of them holds.
 */
export function judge(rule: Rule, facts: Facts, profile: Profile): Judgement {
  const verdict = verdictOf(rule, facts);
  const holds = ({ when }: { readonly when: Expression }): boolean => facts.ask(when) === 'yes';
  const speaks = verdict === 'card';
  const flags = speaks ? rule.flags.filter(holds) : [];
  const lines = speaks ? rule.lines.filter(holds) : [];
  const nothingToSay = rule.flags.length + rule.lines.length > 0 && flags.length + lines.length === 0;
  const answers = speaks
    ? rule.warning.map(({ label, expression }) => ({ label, answer: facts.ask(expression) }))
    : [];
  const labelled = (wanted: YesNo): string[] =>
    answers.filter(({ answer }) => answer === wanted).map(({ label }) => label);
  const warnings = labelled('yes');
  return {
    rule,
    verdict: speaks && nothingToSay ? 'silent' : verdict,
    indicator: rule.flagged?.[profile] ?? (warnings.length > 0 ? 'warning' : 'info'),
    warnings,
    unknowns: labelled('unknown'),
    flags,
    lines,
  };
}

/**
 * Judges the rules of a service, in the order given. Those that make red flags come first, as the others may ask for the flags.
 * @param tell told which red flags hold before any rule that makes none is judged
 */
export function judgeAll(
  rules: readonly Rule[],
  facts: Facts,
  profile: Profile,
  tell: (flags: readonly string[]) => void,
): Judgement[] {
  const judged = new Map<Rule, Judgement>();
  for (const rule of rules) if (rule.flags.length > 0) judged.set(rule, judge(rule, facts, profile));
  tell([...judged.values()].flatMap(({ flags }) => flags.map(({ id }) => id)));
  return rules.map((rule) => judged.get(rule) ?? judge(rule, facts, profile));
}

/** Whether a rule speaks, be it that it finds nothing to say. */
export function verdictOf({ when, unless }: Rule, facts: Facts): Verdict {
  let verdict: Verdict = 'card';
  for (const { expression } of when) {
    const answer = facts.ask(expression);
    if (answer === 'no') return 'silent';
    if (answer === 'unknown') verdict = 'unknown';
  }
  return unless.some(({ expression }) => facts.ask(expression) === 'yes') ? 'silent' : verdict;
}

/** Every condition of a rule as a step of its explanation. */
export function stepsOf({ when, unless, flags, warning, lines }: Rule, facts: Facts): Step[] {
  const steps = (kind: StepKind, conditions: Conditions): Step[] =>
    conditions.map(({ label, expression }) => ({ kind, ...facts.step(label, expression) }));
  return [
    ...steps('when', when),
    ...steps('unless', unless),
    ...flags.map(({ id, label, when: asked }): Step => ({ kind: 'flag', id, ...facts.step(label, asked) })),
    ...lines.map((line): Step => {
      const id = 'id' in line ? line.id : line.each;
      return { kind: 'line', id, ...facts.step(id, line.when) };
    }),
    ...steps('warning', warning),
  ];
}
