import type { Expression } from '../language/expression.js';
import type { Fact, Knowledge } from '../model/knowledge.js';
import { LISTS, type Meaning, meaningsOf } from './names.js';
import { expressionOf, type Reach, reaches } from './reach.js';
import { resolverOf } from './resolvers.js';
import type { Resolve } from './scenario.js';
import { indexValueSets, type ValueSetIndex } from './value-sets.js';

/** What in an expression may be known only as a span. */
interface Spread {
  readonly age: boolean;
  /** Labs read by name. */
  readonly labs: readonly string[];
  /** Labs looked for in lists that depend on every number; `all` where the list is read without an id. */
  readonly listed: readonly string[] | 'all' | undefined;
}

/** Every name of a knowledge, what it stands for and how its value is found: worked out before any patient. */
export interface Vocabulary {
  readonly meanings: ReadonlyMap<string, Meaning<Fact>>;
  readonly sets: ValueSetIndex;
  /** The slot of each name. */
  readonly slots: ReadonlyMap<string, number>;
  readonly ageSlot: number;
  /** The slot of each lab, by its id. */
  readonly labSlots: ReadonlyMap<string, number>;
  /** By slot. */
  readonly resolvers: readonly Resolve[];
  readonly reach: (expression: Expression) => Reach;
  readonly spread: (expression: Expression) => Spread;
  /** Ids of the measured labs a fact is worked out from, in the order of the files. */
  readonly inputs: (fact: Fact) => readonly string[];
  /** Parts of facts that depend on nothing but age and sex. */
  readonly ofPerson: readonly { readonly name: string; readonly expression: Expression }[];
}

export function createVocabulary(knowledge: Knowledge): Vocabulary {
  const meanings = meaningsOf(knowledge);
  const slots = new Map(
    [...new Set([...knowledge.names, ...meanings.keys()])].map((name, slot) => [name, slot]),
  );
  const labSlots = new Map<string, number>();
  for (const [name, meaning] of meanings)
    if (meaning.kind === 'lab') labSlots.set(meaning.lab.id, slots.get(name) ?? -1);
  const reach = reaches(meanings);
  const ageSlot = slots.get('age') ?? -1;
  const sets = indexValueSets(knowledge.valueSets);
  const inputs = inputsOf(knowledge, reach, meanings);
  const parts = { knowledge, ageSlot, labSlots, meanings, inputs };
  const spreads = new Map<Expression, Spread>();
  return {
    meanings,
    sets,
    slots,
    ageSlot,
    labSlots,
    resolvers: [...slots.keys()].map((name) => resolverOf(meanings.get(name), parts)),
    reach,
    inputs,
    spread: (expression) => {
      let spread = spreads.get(expression);
      if (!spread) spreads.set(expression, (spread = spreadOf(reach(expression), meanings, labSlots)));
      return spread;
    },
    ofPerson: [...meanings].flatMap(([name, meaning]) => {
      const expression = expressionOf(meaning);
      const reached = expression && [...reach(expression).names];
      const isOfPerson = reached?.every((one) => one === 'age' || one === 'sex');
      return expression && isOfPerson ? [{ name, expression }] : [];
    }),
  };
}

function inputsOf(
  { labs, facts }: Knowledge,
  reach: Vocabulary['reach'],
  meanings: Vocabulary['meanings'],
): Vocabulary['inputs'] {
  const inputs = new Map(
    [...facts.values()].map((fact) => {
      const read = new Set<string>();
      for (const name of reach(fact.value).names) {
        const meaning = meanings.get(name);
        if (meaning?.kind === 'lab') read.add(meaning.lab.id);
      }
      const measured = [...labs.values()].filter(({ id, kind }) => kind === 'quantity' && read.has(id));
      return [fact.id, measured.map(({ id }) => id)] as const;
    }),
  );
  return ({ id }) => inputs.get(id) ?? [];
}

function spreadOf(
  { names, texts }: Reach,
  meanings: ReadonlyMap<string, Meaning<Fact>>,
  labSlots: ReadonlyMap<string, number>,
): Spread {
  const labs: string[] = [];
  let reads = false;
  for (const name of names) {
    const meaning = meanings.get(name);
    if (meaning?.kind === 'lab') labs.push(meaning.lab.id);
    reads ||= meaning?.kind === 'list' && 'ofNumbers' in LISTS[meaning.list];
  }
  const quoted = [...texts].filter((text) => labSlots.has(text));
  return { age: names.has('age'), labs, listed: !reads ? undefined : quoted.length > 0 ? quoted : 'all' };
}
