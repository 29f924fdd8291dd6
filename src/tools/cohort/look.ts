import type { Card } from '../../core/model/advice.js';
import type { Explanation } from '../../core/model/explanation.js';
import type { Knowledge } from '../../core/model/knowledge.js';
import { patientOf } from '../../cases/case-patients.js';
import { reviewer } from '../outcome.js';
import type { Adult } from './adult.js';

/** A step of the rules that took a card away or made it shorter. */
export type Quietened = Pick<Explanation['quietened'][number], 'rule' | 'id' | 'makes'>;

/** What somebody's chart shows at one time. */
export interface Look {
  readonly cards: readonly Card[];
  /** `brief`: nothing but cards of three lines. */
  readonly shows: 'nothing' | 'brief' | 'full';
  /** A warning or more. */
  readonly pressing: boolean;
  readonly explain: () => Explanation;
}

/** A result, in words, and the day it was taken, counted from the first look. */
export interface Dated {
  readonly line: string;
  readonly day: number;
}

/** Opens the chart of an adult on a day, counted from the first look, with the results there are by then. */
export function looker(
  knowledge: Knowledge,
): (adult: Adult, results: readonly Dated[], day?: number) => Look {
  const review = reviewer(knowledge, 'full');
  const first = new Date(knowledge.release.date);
  const topics = new Map([...knowledge.rules.values()].map(({ id, topic }) => [topic, id]));
  return ({ age, sex }, results, today = 0) => {
    const now = new Date(first);
    now.setUTCDate(now.getUTCDate() + today);
    const { birthDate = '' } = patientOf({ age }, knowledge, first).patient;
    const lines = results.map(({ line, day }) => `${line}, ${today - day} days ago`);
    const advice = review(patientOf({ age: birthDate, sex, results: lines }, knowledge, now), now);
    const { cards } = advice;
    const ruleOf = ({ source }: Card): string => topics.get(source.topic.code) ?? '';
    let told: Explanation | undefined;
    const explain = (): Explanation => (told ??= advice.explain());
    return {
      cards,
      shows: cards.length === 0 ? 'nothing' : showsOf(cards.map(ruleOf), explain().quietened),
      pressing: cards.some(({ indicator }) => indicator !== 'info'),
      explain,
    };
  };
}

/** Whether cards of these rules are all of three lines; one of which nothing is said is a full one. */
export function showsOf(rules: readonly string[], quietened: readonly Quietened[]): 'brief' | 'full' {
  const brief = new Set(quietened.flatMap(({ rule, makes }) => (makes === 'brief' ? [rule] : [])));
  return rules.every((rule) => brief.has(rule)) ? 'brief' : 'full';
}
