import { phrasebook } from '../../core/cards/phrasebook.js';
import { type Meaning, nameOf } from '../../core/facts/names.js';
import { createVocabulary } from '../../core/facts/vocabulary.js';
import type { Node } from '../../core/language/parse-tree.js';
import type { Fact, Lab } from '../../core/model/knowledge.js';
import type { Portable } from '../../core/portable.js';
import { stagesOnTheWay } from '../../core/rules/stages-on-the-way.js';

/** What things are called, in the language of the client, and what of the knowledge the pictures ask. */
export interface Names {
  readonly lab: (id: string) => string;
  readonly cause: (id: string) => string;
  /** As the functions of `parts/text.ts` take them. */
  readonly labs: readonly { readonly id: string; readonly name: string }[];
  /** What stands behind a `%` name. */
  readonly variable: (name: string) => string;
  /** Tests whose raised result starts a rule, in the order of the rules. */
  readonly triggers: readonly string[];
  /** The tests whose course is drawn: those that start a rule, and what the scores with categories are worked out from. */
  readonly courses: readonly string[];
  /** How a fact is worked out, as it was parsed. */
  readonly formula: (fact: string) => Node | undefined;
  /** It is put into words such as low and high. */
  readonly hasCategories: (fact: string) => boolean;
  /** Its name behind `%`. */
  readonly factName: (fact: string) => string;
  /** The place of a stage on the way. */
  readonly placeOf: (stage: string) => number;
  /** Only a red flag asks for tests of this stage. */
  readonly isUrgent: (stage: string) => boolean;
}

export function namesOf({ knowledge, client }: Portable): Names {
  const { labs, facts, stages } = knowledge;
  const book = phrasebook(knowledge.words.get(client.language) ?? {});
  const { meanings, inputs } = createVocabulary(knowledge);
  const triggers = [...knowledge.rules.values()].flatMap((rule) => rule.triggers).filter(isFirst);
  const scores = [...facts.values()].filter(({ unit, category }) => unit !== undefined && category);
  const decide = new Set([...triggers, ...scores.flatMap((fact) => inputs(fact))]);
  const keepsCourse = ({ id, course }: Lab): boolean => course !== undefined && decide.has(id);
  const all = [...labs.values()];
  const way = stagesOnTheWay(stages.stages);
  const stageOf = (stage: string) => stages.stages.find(({ id }) => id === stage);
  const lab = (id: string): string => book.say('labs', id);
  return {
    lab,
    cause: (id) => book.say('causes', id),
    labs: all.map(({ id }) => ({ id, name: lab(id) })),
    variable: (name) => wordFor(meanings.get(name), lab) ?? name,
    triggers,
    courses: [...triggers, ...all.filter(keepsCourse).map(({ id }) => id)].filter(isFirst),
    formula: (fact) => facts.get(fact)?.value.tree,
    hasCategories: (fact) => facts.get(fact)?.category !== undefined,
    factName: nameOf,
    placeOf: (stage) => way.findIndex(({ id }) => id === stage),
    isUrgent: (stage) => stageOf(stage)?.urgent === true,
  };
}

function wordFor(meaning: Meaning<Fact> | undefined, lab: (id: string) => string): string | undefined {
  return meaning?.kind === 'lab' ? lab(meaning.lab.id) : undefined;
}

function isFirst<T>(value: T, place: number, all: readonly T[]): boolean {
  return all.indexOf(value) === place;
}
