import { codingKeys, isObject, keyOf } from '../../core/record/codes.js';
import { DAY } from '../../core/record/moment.js';
import { indexValueSets } from '../../core/facts/value-sets.js';
import { isRecentProblem } from '../../core/facts/problems.js';
import type { Knowledge, ValueSet } from '../../core/model/knowledge.js';
import type { OutcomesFile } from '../../core/model/files.generated.js';
import type { Entry } from './entries.js';

/** Whether something is on record before a day, after it, or neither. */
export type Seen = 'before' | 'after' | 'not';

/** What the record shows around a time of each thing that is looked for, by its id. */
export type SeenAround = (entries: readonly Entry[], at: number) => ReadonlyMap<string, Seen>;

/** Looks for the things of a file: in so many days before, and so many after. */
export function outcomeReader({ within, outcomes }: OutcomesFile, knowledge: Knowledge): SeenAround {
  const span = within.value * DAY;
  const sets = indexValueSets(knowledge.valueSets);
  const readers = outcomes.map(
    ({ id, ...sought }) => [id, shownBy(sought, knowledge, sets, within.value)] as const,
  );
  return (entries, at) => {
    const inside = (from: number, to: number): Entry[] =>
      entries.filter((entry) => entry.from !== undefined && entry.from > from && entry.from <= to);
    const [before, after] = [inside(at - span, at), inside(at, at + span)];
    return new Map(
      readers.map(([id, isShown]) => [
        id,
        isShown(before, at) ? 'before' : isShown(after, at + span) ? 'after' : 'not',
      ]),
    );
  };
}

type Sought = Omit<OutcomesFile['outcomes'][number], 'id'>;

function shownBy(
  { labs = [], problems = [], done = [], orders = [] }: Sought,
  knowledge: Knowledge,
  sets: ReturnType<typeof indexValueSets>,
  days: number,
): (entries: readonly Entry[], end: number) => boolean {
  const tests = orders.flatMap((id) => knowledge.orders.get(id)?.tests ?? []);
  const keys = new Set(
    tests.flatMap(({ doneBy }) => doneBy.codes.map(({ system, code }) => keyOf(system, code))),
  );
  const labSets = [...labs, ...tests.flatMap(({ doneBy }) => doneBy.labs)];
  const isIn = (entry: Entry, ids: readonly string[]): boolean =>
    ids.length > 0 && [...sets.setsOf(codeOf(entry)).keys()].some(({ id }: ValueSet) => ids.includes(id));
  return (entries, end) => {
    const measured = new Set(entries.flatMap((entry) => entry.labs));
    if (labSets.some((set) => set.every((lab) => measured.has(lab)))) return true;
    return entries.some((entry) => {
      if (entry.type === 'Condition')
        return isRecentProblem(entry.raw as fhir4.Condition, days, end) && isIn(entry, problems);
      if (entry.type !== 'Procedure' && entry.type !== 'DiagnosticReport') return false;
      return isIn(entry, done) || (keys.size > 0 && codingKeys(codeOf(entry)).some((key) => keys.has(key)));
    });
  };
}

function codeOf({ raw }: Entry): unknown {
  return isObject(raw) ? raw['code'] : undefined;
}
