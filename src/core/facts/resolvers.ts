import type { Fact, Knowledge, Lab, ValueSet } from '../model/knowledge.js';
import { knownAge, type Person } from '../readings/person.js';
import type { Reading, Readings } from '../readings/reading.js';
import type { Moment } from '../record/moment.js';
import type { ListName, Meaning } from './names.js';
import { type End, offeredObservation, raisedAt } from './observation.js';
import { expressionOf } from './reach.js';
import type { FactContext, Resolve } from './scenario.js';

/** What is at hand when a knowledge is compiled. */
interface ResolverParts {
  readonly knowledge: Knowledge;
  readonly ageSlot: number;
  readonly labSlots: ReadonlyMap<string, number>;
  readonly meanings: ReadonlyMap<string, Meaning<Fact>>;
  readonly inputs: (fact: Fact) => readonly string[];
}

const NOTHING: Resolve = () => undefined;

/** How the value of a name is found, by what it stands for. */
export function resolverOf(meaning: Meaning<Fact> | undefined, parts: ResolverParts): Resolve {
  switch (meaning?.kind) {
    case undefined:
      return NOTHING;
    case 'age':
      return ({ person }, bounds) => ageAt(person, bounds.get(parts.ageSlot));
    case 'sex':
      return ({ person }) => person.sex;
    case 'list':
      return listResolver(meaning.list, parts);
    case 'lab': {
      const { id } = meaning.lab;
      const slot = parts.labSlots.get(id) ?? -1;
      return ({ readings }, bounds) => offeredObservation(readings(id), bounds.get(slot));
    }
    case 'fact': {
      const expression = expressionOf(meaning);
      if (expression) return (_context, _bounds, scenario) => scenario.run(expression);
      const labs = parts.inputs(meaning.fact);
      return ({ readings }) => withoutNumber(labs, readings);
    }
    case 'days-since': {
      const { set } = meaning;
      return ({ history, readings }) => history.taken(set, sampledFor(set, readings))?.days;
    }
    case 'days-of': {
      const { set } = meaning;
      return ({ history }) => history.procedureDays(set);
    }
  }
}

/** The labs that have no value, or none but zero. */
export function withoutNumber(labs: readonly string[], readings: Readings): string[] {
  return labs.filter((lab) => !readings(lab).amount?.stated);
}

/** When the sample was taken to which the days of a medicine are counted. */
export function sampledFor({ sample }: ValueSet, readings: Readings): Moment | undefined {
  return sample === undefined ? undefined : readings(sample).result?.sampled;
}

function listResolver(list: ListName, { knowledge, labSlots }: ResolverParts): Resolve {
  const labsOf =
    (kind: Lab['kind'], test: (reading: Reading, end: End | undefined) => boolean): Resolve =>
    ({ record, readings }, bounds) =>
      [...record.results.keys()].filter(
        (id) =>
          knowledge.labs.get(id)?.kind === kind && test(readings(id), bounds.get(labSlots.get(id) ?? -1)),
      );
  switch (list) {
    case 'raised':
      return labsOf('quantity', (reading, end) => raisedAt(reading, end) === 'yes');
    case 'judged':
      return labsOf('quantity', (reading, end) => raisedAt(reading, end) !== 'unknown');
    case 'approximate':
      return labsOf('quantity', ({ amount }) => amount?.comparator !== undefined);
    case 'defaultLimit':
      return labsOf('quantity', ({ limit }) => limit?.basis === 'default');
    case 'positive':
      return labsOf('coded', ({ outcome }) => outcome === 'positive');
    case 'problems':
      return ({ history }: FactContext) => history.problems();
    case 'unsettled':
    case 'unreadable':
    case 'limitNotUsed':
    case 'unanswered':
    case 'unmapped':
    case 'redFlags':
      return ({ lists }) => lists[list]?.();
  }
}

function ageAt(person: Person, end: End | undefined): number | undefined {
  if (end === undefined) return knownAge(person);
  return end === 'low' ? person.age?.first : person.age?.last;
}
