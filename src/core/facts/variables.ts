import type { Expression, Variables } from '../language/expression.js';
import { activeProblems, daysSinceMedicine, procedureDays, setsOf } from './history.js';
import type { Knowledge, Lab } from '../model/knowledge.js';
import { type End, offeredObservation, raisedAt } from './observation.js';
import { knownAge, type Person } from '../readings/person.js';
import type { Reading, Readings } from '../readings/reading.js';
import type { PatientRecord } from '../record/sorting.js';

/** At which end each open value is taken; what is not named is taken as stated. */
export type Ends = ReadonlyMap<string, End>;

/** What the variables of one patient are worked out from. */
export interface Terrain {
  readonly knowledge: Knowledge;
  readonly person: Person;
  readonly record: PatientRecord;
  readonly readings: Readings;
  readonly now: number;
  /** Further lists of words that expressions may ask, such as `%unreadable`. */
  readonly lists: Readonly<Record<string, () => readonly string[]>>;
}

/** camelCase variable behind an id: `bilirubin-direct` → `bilirubinDirect`. */
export function variableOf(id: string): string {
  return id.replace(/-(\w)/gu, (_, letter: string) => letter.toUpperCase());
}

type Resolve = (terrain: Terrain, ends: Ends) => unknown;

/** What every name behind `%` stands for, worked out once for a knowledge. */
export interface Names {
  readonly labs: ReadonlyMap<string, Lab>;
  readonly labNames: ReadonlyMap<string, string>;
  readonly facts: ReadonlyMap<string, Expression>;
  readonly own: ReadonlyMap<string, Resolve>;
  /** Names an expression reads, itself or through facts. */
  reaches(expression: Expression): ReadonlySet<string>;
  /** Ids of labs it quotes, itself or through facts: `'alt' in %raised`. */
  quotes(expression: Expression): ReadonlySet<string>;
}

/** The lists that depend on every number. */
export const LISTS = new Set(['raised', 'judged', 'approximate']);

const namesByKnowledge = new WeakMap<Knowledge, Names>();

export function namesOf(knowledge: Knowledge): Names {
  let names = namesByKnowledge.get(knowledge);
  if (!names) namesByKnowledge.set(knowledge, (names = buildNames(knowledge)));
  return names;
}

function buildNames(knowledge: Knowledge): Names {
  const facts = new Map<string, Expression>();
  for (const fact of knowledge.facts.values()) {
    const name = variableOf(fact.id);
    facts.set(name, fact.value);
    if (fact.category) facts.set(`${name}Category`, fact.category);
    if (fact.reason) facts.set(`${name}Reason`, fact.reason);
  }
  const labs = new Map([...knowledge.labs.values()].map((lab) => [variableOf(lab.id), lab]));
  const labNames = new Map([...labs].map(([name, { id }]) => [id, name]));
  const reached = new WeakMap<Expression, ReadonlySet<string>>();
  // Facts cannot read each other in a circle: the loader refuses that.
  const reaches = (expression: Expression): ReadonlySet<string> => {
    let names = reached.get(expression);
    if (!names) {
      const inner = expression.uses.flatMap((name) => {
        const fact = facts.get(name);
        return fact ? [...reaches(fact)] : [];
      });
      reached.set(expression, (names = new Set([...expression.uses, ...inner])));
    }
    return names;
  };
  const quoted = new WeakMap<Expression, ReadonlySet<string>>();
  const quotes = (expression: Expression): ReadonlySet<string> => {
    let ids = quoted.get(expression);
    if (!ids) {
      const read = [expression, ...[...reaches(expression)].flatMap((name) => facts.get(name) ?? [])];
      const words = read.flatMap(({ source }) =>
        [...source.matchAll(/'([^']*)'/gu)].map(([, word = '']) => word),
      );
      quoted.set(expression, (ids = new Set(words.filter((word) => labNames.has(word)))));
    }
    return ids;
  };
  return { labs, labNames, facts, own: ownVariables(knowledge, labNames), reaches, quotes };
}

/** The variables that are neither a lab nor a fact. */
function ownVariables(knowledge: Knowledge, labNames: ReadonlyMap<string, string>): Map<string, Resolve> {
  const labIds =
    (kind: Lab['kind'], test: (reading: Reading, end: End | undefined) => boolean): Resolve =>
    ({ record, readings }, ends) =>
      [...record.results.keys()].filter(
        (id) => knowledge.labs.get(id)?.kind === kind && test(readings(id), ends.get(labNames.get(id) ?? '')),
      );
  const own = new Map<string, Resolve>([
    ['age', ({ person }, ends) => ageAt(person, ends.get('age'))],
    ['sex', ({ person }) => person.sex],
    ['problems', ({ record }) => activeProblems(record, knowledge)],
    ['raised', labIds('quantity', (reading, end) => raisedAt(reading, end) === 'yes')],
    ['judged', labIds('quantity', (reading, end) => raisedAt(reading, end) !== 'unknown')],
    ['approximate', labIds('quantity', ({ amount }) => amount?.comparator !== undefined)],
    ['positive', labIds('coded', ({ outcome }) => outcome === 'positive')],
  ]);
  for (const set of setsOf(knowledge, 'Medication'))
    own.set(variableOf(`days-since-${set.id}`), ({ record, readings, now }) =>
      daysSinceMedicine(set, record, readings(set.sample ?? '').result?.sampled, now),
    );
  for (const set of setsOf(knowledge, 'Procedure'))
    own.set(`${variableOf(set.id)}Days`, ({ record, now }) => procedureDays(set, record, now));
  return own;
}

function ageAt(person: Person, end: End | undefined): number | undefined {
  if (end === undefined) return knownAge(person);
  return end === 'low' ? person.age?.first : person.age?.last;
}

/** Values of the variables, each worked out once, with every open value at one of its ends. */
export class Scenario {
  readonly #resolved = new Map<string, unknown>();
  readonly #terrain: Terrain;
  readonly #names: Names;
  readonly #ends: Ends;

  constructor(terrain: Terrain, names: Names, ends: Ends) {
    this.#terrain = terrain;
    this.#names = names;
    this.#ends = ends;
  }

  run(expression: Expression): readonly unknown[] {
    const variables: Record<string, unknown> = {};
    for (const name of expression.uses) variables[name] = this.value(name);
    return expression.evaluate(variables satisfies Variables);
  }

  value(name: string): unknown {
    if (this.#resolved.has(name)) return this.#resolved.get(name);
    const value = this.#work(name);
    this.#resolved.set(name, value);
    return value;
  }

  #work(name: string): unknown {
    const { labs, facts, own } = this.#names;
    const lab = labs.get(name);
    if (lab) return offeredObservation(this.#terrain.readings(lab.id), this.#ends.get(name));
    const fact = facts.get(name);
    if (fact) return this.run(fact);
    const list = Object.hasOwn(this.#terrain.lists, name) ? this.#terrain.lists[name] : undefined;
    return (list ? list() : own.get(name)?.(this.#terrain, this.#ends)) ?? [];
  }
}
