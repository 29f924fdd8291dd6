import type { Facts } from '../facts/facts.js';
import type { Vocabulary } from '../facts/vocabulary.js';
import type { Expression } from '../language/expression.js';
import type { Rule } from '../model/knowledge.js';
import type { Readings } from '../readings/reading.js';
import { verdictOf } from './judge.js';

/** Red flags of which it is not known whether they hold, because of results that came and could not be used. */
export interface OpenFlags {
  /** Ids of the labs. */
  readonly labs: readonly string[];
  /** What the flags ask. */
  readonly labels: readonly string[];
}

/**
 * The red flags that are open, together where the same results are the reason. What is missing or old is no reason: nothing came
 * that could be named.
 */
export function openFlags(
  rules: readonly Rule[],
  facts: Facts,
  readings: Readings,
  { spread, meanings }: Pick<Vocabulary, 'spread' | 'meanings'>,
): OpenFlags[] {
  const open = new Map<string, { labs: readonly string[]; labels: string[] }>();
  const asked = (expressions: readonly Expression[]): string[] => [
    ...new Set(expressions.flatMap((expression) => spread(expression).labs)),
  ];
  const unusable = (expressions: readonly Expression[]): string[] =>
    asked(expressions).filter((id) => isUnusable(readings(id)));
  /** A lab that the flag itself names and of which nothing came: it is open whatever else there is. */
  const isMissing = (name: string): boolean => {
    const meaning = meanings.get(name);
    return meaning?.kind === 'lab' && readings(meaning.lab.id).result === undefined;
  };
  /** Of a trigger alone that cannot be used it is said anyway; of what did not come there is nothing to say. */
  const isWorthAWord = (when: Expression): boolean => {
    if (when.uses.some((name) => isMissing(name))) return false;
    const reasons = unusable([when]);
    return (
      reasons.some((id) => !isTrigger(id)) ||
      (reasons.length > 0 && asked([when]).some((id) => isUsed(readings(id))))
    );
  };
  const isTrigger = (id: string): boolean => readings(id).lab.role === 'trigger';
  for (const rule of rules) {
    if (rule.flags.length === 0) continue;
    const verdict = verdictOf(rule, facts);
    if (verdict === 'silent') continue;
    const gate = verdict === 'card' ? [] : rule.when.map(({ expression }) => expression);
    for (const { label, when } of rule.flags) {
      const answer = facts.ask(when);
      if (answer === 'no' || (answer === 'yes' && verdict === 'card')) continue;
      if (answer === 'unknown' && !isWorthAWord(when)) continue;
      const labs = unusable(answer === 'unknown' ? [...gate, when] : gate);
      if (labs.length === 0) continue;
      const key = labs.join();
      const together = open.get(key);
      if (together) together.labels.push(label);
      else open.set(key, { labs, labels: [label] });
    }
  }
  return [...open.values()];
}

/** A bound is used as far as it goes, and has words of its own. */
function isUnusable({ problem }: ReturnType<Readings>): boolean {
  return problem !== undefined && problem !== 'stale' && problem !== 'unpaired';
}

function isUsed({ result, problem }: ReturnType<Readings>): boolean {
  return result !== undefined && problem === undefined;
}
