import type { Experiment, Knowledge, Quiet, Rule, Words } from './model/knowledge.js';

/** The arm that somebody is in, by id of the experiment. */
export type Arms = Readonly<Record<string, string>>;

export type Arm = Experiment['arms'][number];

/**
 * The arms of one patient, in the experiments that run on this day (UTC).
 * @param share a number from 0 to below 1 that is always the same for this patient and name; where there is none, nobody is in any arm
 */
export function armsOf(
  experiments: Iterable<Experiment>,
  share: (name: string) => number | undefined,
  now: Date,
): Arms {
  const day = now.toISOString().slice(0, 'YYYY-MM-DD'.length);
  const arms: Record<string, string> = {};
  for (const experiment of experiments) {
    if (day < experiment.start || day > experiment.end) continue;
    const arm = armAt(experiment, share(experiment.id));
    if (arm) arms[experiment.id] = arm.id;
  }
  return arms;
}

/** The arms stand one after the other, each as wide as its share in percent; what is beyond them is nobody's. */
function armAt({ arms }: Experiment, share: number | undefined): Arm | undefined {
  if (share === undefined) return undefined;
  let end = 0;
  return arms.find((arm) => share * 100 < (end += arm.share));
}

/** The knowledge as it is for who is in these arms. */
export function withArms(knowledge: Knowledge, arms: Arms): Knowledge {
  return Object.entries(arms).reduce((all, [id, chosen]) => {
    const experiment = knowledge.experiments.get(id);
    const arm = experiment?.arms.find((one) => one.id === chosen);
    return experiment && arm ? withArm(all, experiment, arm) : all;
  }, knowledge);
}

/** The knowledge as it is for who is in this arm. */
export function withArm(
  knowledge: Knowledge,
  { rule: id }: Experiment,
  { words, attention, orders }: Arm,
): Knowledge {
  const rule = knowledge.rules.get(id);
  if (!rule) return knowledge;
  const changed: Rule = {
    ...rule,
    ...(orders && { suggest: orders }),
    ...(attention && { quiet: rule.quiet.flatMap((one) => asked(one, attention[one.id])) }),
  };
  return {
    ...knowledge,
    rules: new Map(knowledge.rules).set(id, changed),
    words: words
      ? new Map([...knowledge.words].map(([language, said]) => [language, replaced(said, words[language])]))
      : knowledge.words,
  };
}

function asked(quiet: Quiet, makes: Quiet['makes'] | 'loud' | undefined): Quiet[] {
  if (makes === 'loud') return [];
  return [makes ? { ...quiet, makes } : quiet];
}

function replaced(said: Words, own: Words = {}): Words {
  return {
    ...said,
    ...Object.fromEntries(
      Object.entries(own).map(([group, sentences]) => [group, { ...said[group], ...sentences }]),
    ),
  };
}
