import type { Judgement } from '../rules/judge.js';
import type { Remark } from '../model/advice.js';
import type { Lab, Words } from '../model/knowledge.js';
import type { Reading } from '../readings/reading.js';
import type { Findings } from './findings.js';
import { capitalised, escapeMarkdown, printNumber, printValue, say } from './text.js';

/** `620 ng/mL`, `>2000 pg/mL`, `positive`; the unit as printed, never as received. */
export function valueText({ amount, outcome, lab }: Reading, words: Words): string {
  if (amount) return `${amount.comparator ?? ''}${printNumber(amount.stated)} ${unitText(lab, words)}`.trim();
  return outcome ? say(words, 'positive', outcome) : '';
}

/** The lab's own unit as printed. */
export function unitText({ unit = '' }: Lab, words: Words): string {
  return words['units']?.[unit] ?? unit;
}

/** What a lab is called. */
export function labName(id: string, words: Words): string {
  return say(words, 'labs', id);
}

/** Several labs in one phrase. */
export function labList(ids: readonly string[], words: Words): string {
  const names = ids.map((id) => labName(id, words));
  return names.length === 2 ? names.join(` ${say(words, 'lists', 'and')} `) : names.join(', ');
}

/** The sentence of a remark, with what came from the record escaped. */
export function remarkText({ kind, lab, places }: Remark, words: Words): string {
  const name = labName(lab, words);
  const escaped = Object.fromEntries(
    Object.entries(places).map(([key, text]) => [key, escapeMarkdown(text)]),
  );
  return say(words, 'remarks', kind, { ...escaped, lab: name, Lab: capitalised(name) });
}

/** The triggers of a rule that are raised. */
export function raisedTriggers({ rule }: Pick<Judgement, 'rule'>, { readings }: Findings): string[] {
  return rule.triggers.filter((id) => readings(id).raised === 'yes');
}

/** Facts that a sentence names, printed. */
export function placesFrom({ facts, words }: Findings, sentence: string): Record<string, string> {
  const names = [...sentence.matchAll(/\{(\w+)\}/gu)].map(([, name = '']) => name);
  return Object.fromEntries(
    names.map((name) => {
      const value = facts.value(name);
      if (value !== undefined) return [name, printValue(value)];
      const stated = printValue(facts.stated(name));
      return [name, stated === '' ? '' : say(words, 'lists', 'bound', { value: stated })];
    }),
  );
}
