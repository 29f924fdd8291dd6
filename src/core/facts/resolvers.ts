import type { Fact, Knowledge, Lab, ValueSet } from '../model/knowledge.js';
import { knownAge, type Person } from '../readings/person.js';
import type { Reading, Readings } from '../readings/reading.js';
import type { Moment } from '../record/moment.js';
import { earlierResult, hasRisenSince, isFirstRaised, isNewlyRaised, isPersistent } from './course.js';
import { type ListName, type Meaning, nameOf, WORKUP } from './names.js';
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
    case 'fact-at': {
      const { fact, anchor } = meaning;
      const name = nameOf(fact.id);
      return ({ elsewhere }) => elsewhere.asOf(anchor)?.fact(name);
    }
    case 'previous':
    case 'before': {
      const { lab, kind } = meaning;
      return ({ readings }) => earlierResult(lab, readings(lab.id), kind);
    }
    case 'age-of': {
      const { id } = meaning.lab;
      return ({ readings }) => readings(id).ageDays;
    }
    case 'set-aside': {
      const { id } = meaning.lab;
      return ({ elsewhere }) => elsewhere.isSetAside(id);
    }
    case 'under-review':
      return ({ elsewhere }) => elsewhere.underReview;
    case 'days-since': {
      const { set } = meaning;
      if (set.of === 'Procedure') return ({ history }) => history.daysSinceProcedure(set);
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
      return ({ record, readings }) =>
        [...record.results.keys()].filter((id) => readings(id).outcome === 'positive');
    case 'unusable':
      // What is too old is as good as not there.
      return labsOf('quantity', ({ problem }) => problem !== undefined && problem !== 'stale');
    case 'low':
      return labsOf('quantity', ({ low }) => low === true);
    case 'rising':
    case 'falling':
    case 'steady':
      return labsOf('quantity', ({ course }) => course?.().trend === list);
    case 'newlyRaised':
      return labsOf('quantity', (reading) => isNewlyRaised(reading));
    case 'firstRaised':
      return labsOf('quantity', (reading) => isFirstRaised(reading));
    case 'persistent':
      return ({ record, readings, elsewhere }) =>
        [...record.results.keys()].filter((id) => isPersistent(readings(id), elsewhere));
    case 'risenSinceWorkup':
      return ({ record, readings, elsewhere }) => {
        const then = elsewhere.asOf(WORKUP)?.readings;
        return then && [...record.results.keys()].filter((id) => hasRisenSince(readings(id), then(id)));
      };
    case 'problems':
      return ({ history }: FactContext) => history.problems();
    case 'unsettled':
    case 'unreadable':
    case 'limitNotUsed':
    case 'unanswered':
    case 'unmapped':
    case 'unavailable':
    case 'redFlags':
      return ({ lists }) => lists[list]?.();
  }
}

function ageAt(person: Person, end: End | undefined): number | undefined {
  if (end === undefined) return knownAge(person);
  return end === 'low' ? person.age?.first : person.age?.last;
}
