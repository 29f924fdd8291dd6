import { type Arm, withArm } from '../../core/experiments.js';
import type { Experiment, Knowledge, Rule } from '../../core/model/knowledge.js';
import type { Report } from '../knowledge-error.js';
import { suggestion } from '../nearest.js';
import { checkSpokenNumbers } from './check-spoken-numbers.js';
import { checkWords, placesIn } from './check-words.js';

/**
 * Holds what is tried against the rest: an arm changes words, attention or orders of one rule, and neither a red flag nor what makes a
 * warning; what it says is held to what every sentence is held to. To be asked of knowledge that is right without it.
 */
export function checkExperiments(knowledge: Knowledge, report: Report): void {
  const { experiments, rules } = knowledge;
  for (const [id, experiment] of experiments) {
    const at = (key: string, message: string): void => report(`experiments/${id}.yaml`, key, message);
    const rule = rules.get(experiment.rule);
    if (!rule) continue;
    if (rule.flags.length > 0) at('rule', `'${rule.id}' makes red flags, which nothing is tried with`);
    if (rule.status !== 'active') at('rule', `'${rule.id}' is ${rule.status}: it makes no card to try`);
    checkTimes(experiment, [...experiments.values()], at);
    checkShares(experiment, at);
    for (const arm of experiment.arms) {
      const inArm = (key: string, message: string): void => at(`arms.${arm.id}.${key}`, message);
      checkAttention(arm, rule, inArm);
      checkOrders(arm, rule, knowledge, inArm);
      checkSentences(arm, rule, knowledge, inArm);
      const changed = withArm(knowledge, experiment, withoutLoud(arm));
      const said: Report = (_file, key, message) => inArm(`words.${key}`, message);
      checkWords(changed, said);
      checkSpokenNumbers(changed, said);
    }
  }
}

/** Sentences of what an arm makes loud are still said to the others. */
function withoutLoud({ attention = {}, ...arm }: Arm): Arm {
  const quiet = Object.entries(attention).filter(([, makes]) => makes !== 'loud');
  return { ...arm, attention: Object.fromEntries(quiet) };
}

type At = (key: string, message: string) => void;

function checkTimes(
  { id, rule, start, end, approved }: Experiment,
  all: readonly Experiment[],
  at: At,
): void {
  if (end < start) at('end', `is before ${start}, its start`);
  if (approved.on > start)
    at('approved.on', `is after ${start}, its start: patients take part in what was approved before`);
  const other = all.find((one) => one.id < id && one.rule === rule && one.start <= end && start <= one.end);
  if (other)
    at(
      'start',
      `'${other.id}' tries the same rule in these days: nobody could tell what made the difference`,
    );
}

function checkShares({ arms }: Experiment, at: At): void {
  const sum = arms.reduce((all, { share }) => all + share, 0);
  if (sum > 100) at('arms', `share out ${sum} % of the patients`);
  for (const [place, { id }] of arms.entries())
    if (arms.findIndex((arm) => arm.id === id) !== place)
      at(`arms[${place}].id`, `there are two arms '${id}'`);
  if (!arms.some(({ words, attention, orders }) => words ?? attention ?? orders))
    at('arms', 'are all the card as it is: there is nothing to tell apart');
}

/** Whatever may be quiet beside a warning or a red flag may be made louder and nothing else. */
function checkAttention({ attention = {} }: Arm, { id, quiet }: Rule, at: At): void {
  for (const [name, makes] of Object.entries(attention)) {
    const entry = quiet.find((one) => one.id === name);
    if (!entry)
      at(
        `attention.${name}`,
        `rules/${id}.yaml has no such quiet${suggestion(
          name,
          quiet.map((one) => one.id),
        )}`,
      );
    else if (makes !== 'loud' && (entry.despite ?? entry.besideFlags))
      at(
        `attention.${name}`,
        'holds beside a warning or a red flag: an arm may make it loud and nothing else',
      );
  }
}

function checkOrders({ orders }: Arm, rule: Rule, { orders: all, stages }: Knowledge, at: At): void {
  if (!orders) return;
  const urgent = new Set(stages.stages.filter((stage) => stage.urgent).map((stage) => stage.id));
  for (const id of rule.suggest) {
    const order = all.get(id);
    if (order && (order.urgent ?? urgent.has(order.stage)) && !orders.includes(id))
      at('orders', `leaves out '${id}', which a red flag may ask for`);
  }
}

/** The groups of sentences that are a rule's own, and the keys it has in each. */
const OF_RULE: Readonly<Record<string, (rule: Rule) => readonly string[]>> = {
  summary: ({ id, summaries, quiet }) => [
    id,
    ...summaries.map((one) => one.id),
    ...quiet.map((one) => one.id),
  ],
  raised: ({ id }) => [id],
  quiet: ({ quiet }) => quiet.map(({ id }) => id),
  results: ({ show }) => show.map(({ id }) => id),
  advice: ({ say }) => say.map(({ id }) => id),
  notes: ({ notes }) => notes.map(({ id }) => id),
};

function checkSentences({ words = {} }: Arm, rule: Rule, knowledge: Knowledge, at: At): void {
  const flagged = [...knowledge.rules.values()].filter(({ flags }) => flags.length > 0);
  for (const [language, groups] of Object.entries(words)) {
    if (!knowledge.words.has(language))
      at(`words.${language}`, `no such language${suggestion(language, knowledge.words.keys())}`);
    for (const [group, sentences] of Object.entries(groups)) {
      const keysOf = OF_RULE[group];
      if (!keysOf) {
        at(
          `words.${language}.${group}`,
          `is no group of sentences of a rule${suggestion(group, Object.keys(OF_RULE))}`,
        );
        continue;
      }
      const keys = keysOf(rule);
      for (const [key, sentence] of Object.entries(sentences)) {
        // What is known of the patient is said in every arm.
        for (const name of placesIn(knowledge.words.get(language)?.[group]?.[key] ?? ''))
          if (!placesIn(sentence).includes(name))
            at(`words.${language}.${group}.${key}`, `has no {${name}}, which the sentence in its place has`);
        if (!keys.includes(key))
          at(
            `words.${language}.${group}.${key}`,
            `rules/${rule.id}.yaml does not say it${suggestion(key, keys)}`,
          );
        if (flagged.some((one) => keysOf(one).includes(key)))
          at(`words.${language}.${group}.${key}`, 'is said with red flags, which nothing is tried with');
      }
    }
  }
  checkEveryLanguage(words, knowledge, at);
}

/** Who speaks another language would see the card as it is, and be counted in the arm. */
function checkEveryLanguage(words: NonNullable<Arm['words']>, { clients }: Knowledge, at: At): void {
  const keysIn = (language: string): string[] =>
    Object.entries(words[language] ?? {}).flatMap(([group, said]) =>
      Object.keys(said).map((key) => `${group}.${key}`),
    );
  const all = new Set(Object.keys(words).flatMap(keysIn));
  for (const language of new Set([...clients.values()].map((client) => client.language))) {
    const own = keysIn(language);
    for (const key of all)
      if (!own.includes(key)) at(`words.${language}`, `has no '${key}', which it says in another language`);
  }
}
