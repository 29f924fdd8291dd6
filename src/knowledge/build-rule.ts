import type { Expression } from '../core/language/expression.js';
import type { Conditions, ContextLine, Rule, Said } from '../core/model/knowledge.js';
import type { RuleFile, WrittenConditions, WrittenSaid } from './files.js';

/** Compiles an expression that stands under a key of a file. */
export type Compile = (key: string, source: string) => Expression;

/** A rule with its expressions compiled, and an empty list where its file has none. */
export function buildRule(
  {
    when,
    unless,
    flags = [],
    lines = [],
    show = [],
    notes = [],
    say = [],
    consider = [],
    suggest = [],
    quiet = [],
    summaries = [],
    indicator,
    suggestIf,
    settled,
    missNot,
    ...rest
  }: RuleFile,
  at: Compile,
): Rule {
  return {
    ...rest,
    consider,
    suggest,
    when: conditions('when', when, at),
    unless: conditions('unless', unless, at),
    flags: flags.map((flag, place) => ({ ...flag, when: at(`flags[${place}].when`, flag.when) })),
    lines: lines.map((line, place): ContextLine => ({
      ...line,
      when: at(`lines[${place}].when`, line.when),
    })),
    quiet: quiet.map((one) => ({ ...one, when: conditions(`quiet.${one.id}`, one.when, at) })),
    summaries: summaries.map((one, place) => ({ ...one, when: at(`summaries[${place}].when`, one.when) })),
    show: said('show', show, at),
    notes: said('notes', notes, at),
    say: said('say', say, at),
    warning: conditions('indicator.warning', indicator.warning ?? {}, at),
    ...(suggestIf !== undefined && { suggestIf: at('suggestIf', suggestIf) }),
    ...(missNot && { missNot: { ...missNot, when: at('missNot.when', missNot.when) } }),
    ...(settled && { settled: { ...settled, when: at('settled.when', settled.when) } }),
    ...(indicator.flagged && { flagged: indicator.flagged }),
  };
}

function said(key: string, written: readonly WrittenSaid[], at: Compile): readonly Said[] {
  return written.map(({ id, when }, place) => ({ id, when: at(`${key}[${place}].when`, when) }));
}

/** Conditions in the order of the file. */
export function conditions(key: string, written: WrittenConditions, at: Compile): Conditions {
  return Object.entries(written).map(([label, source]) => ({
    label,
    expression: at(`${key}.${label}`, source),
  }));
}
