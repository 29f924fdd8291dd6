import type { Expression } from '../../core/language/expression.js';
import type { Knowledge, Rule } from '../../core/model/knowledge.js';
import type { Report } from '../knowledge-error.js';
import { factNames } from './check-circles.js';

const LIST = 'redFlags';

/**
 * Reports a red flag made twice, and a rule that makes red flags and reads them: they are not known before it is judged. What it says and suggests
 * is worked out afterwards and may.
 */
export function checkRedFlags({ rules, facts }: Knowledge, report: Report): void {
  const names = factNames(facts);
  const way = ({ uses }: Expression, seen: readonly string[] = []): readonly string[] | undefined => {
    if (uses.includes(LIST)) return [LIST];
    for (const name of uses) {
      const fact = seen.includes(name) ? undefined : names.get(name);
      const further = fact && way(fact.expression, [...seen, name]);
      if (further) return [name, ...further];
    }
    return undefined;
  };
  const ruleOf = new Map<string, string>();
  for (const rule of rules.values()) {
    if (rule.flags.length === 0) continue;
    for (const [place, { id }] of rule.flags.entries()) {
      const other = ruleOf.get(id);
      if (other !== undefined)
        report(
          `rules/${rule.id}.yaml`,
          `flags[${place}].id`,
          `'${id}' is a flag of rules/${other}.yaml already`,
        );
      ruleOf.set(id, rule.id);
    }
    for (const [key, expression] of judged(rule)) {
      const found = way(expression);
      if (found)
        report(
          `rules/${rule.id}.yaml`,
          key,
          `reads ${found.map((name) => `%${name}`).join(' → ')}, which this rule itself makes: ask what makes the flag instead`,
        );
    }
  }
}

/** What is asked of a rule before its flags are known. */
function* judged({ when, unless, flags, lines, warning }: Rule): Generator<readonly [string, Expression]> {
  for (const { label, expression } of when) yield [`when.${label}`, expression];
  for (const { label, expression } of unless) yield [`unless.${label}`, expression];
  for (const [place, flag] of flags.entries()) yield [`flags[${place}].when`, flag.when];
  for (const [place, line] of lines.entries()) yield [`lines[${place}].when`, line.when];
  for (const { label, expression } of warning) yield [`indicator.warning.${label}`, expression];
}
