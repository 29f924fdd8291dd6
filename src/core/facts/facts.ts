import type { ExplainedFact, Step, YesNo } from '../model/explanation.js';
import type { Expression } from '../language/expression.js';
import type { Fact, ValueSet } from '../model/knowledge.js';
import { knownAge } from '../readings/person.js';
import { historyOf, type History, type Taken } from './history.js';
import { nameOf } from './names.js';
import { sampledFor } from './resolvers.js';
import { type Bounds, type FactContext, Scenario } from './scenario.js';
import type { Vocabulary } from './vocabulary.js';

/** Everything an expression may ask of one patient, three-valued. */
export interface Facts {
  /** Yes, no, or unknown and why. A result known only as a bound is asked at both ends. */
  ask(expression: Expression): YesNo;
  /** Whether it holds for some value that a result known only as a bound may have. What is missing holds for nothing. */
  mayHold(expression: Expression): boolean;
  /** The value of a fact on which both ends agree, `undefined` when it cannot be told; of any other name the value as stated. */
  value(name: string): unknown;
  /** The value as stated, with every bound taken for its number. */
  stated(name: string): unknown;
  /** The step of an explanation that a condition makes. */
  step(label: string, expression: Expression): Omit<Step, 'kind'>;
  explain(fact: Fact): ExplainedFact;
  /** What would have been on record, had it not carried a modifier that is not understood. */
  notUnderstood(): readonly ValueSet[];
  /** What the category of a fact is for each value it could have: from which value on which. None where it does not depend on it. */
  bands(fact: Fact): readonly { readonly from: number; readonly category: string }[];
  readonly treatments: History['treatments'];
  /** The medicine a condition comes to ask for: its value set, and what was taken of it. */
  medicine(expression: Expression): { readonly set: ValueSet; readonly taken: Taken | undefined } | undefined;
}

/** One patient, and the time. */
type Patient = Omit<FactContext, 'history'> & { readonly now: number };

const AS_STATED: Bounds = new Map();
/** How near an edge a value is taken to see what holds on either side. */
const EDGE = 1e-9;
/** More open results than this in one condition are answered "unknown" at once. */
const MOST_OPEN = 10;

/** Builds the facts about one patient; nothing is worked out before it is asked, and nothing twice. */
export function createFacts(patient: Patient, vocabulary: Vocabulary): Facts {
  const { meanings, slots, resolvers, sets } = vocabulary;
  const history = historyOf(patient.record, sets, patient.now);
  const context: FactContext = {
    ...patient,
    history,
    lists: { ...patient.lists, unsettled: () => unsettled() },
  };
  const stated = new Scenario(context, resolvers, AS_STATED);
  const scenarios = new Map<string, Scenario>();
  const scenario = (bounds: Bounds): Scenario => {
    const key = [...bounds].map((pair) => pair.join(':')).join();
    let found = scenarios.get(key);
    if (!found) scenarios.set(key, (found = new Scenario(context, resolvers, bounds)));
    return found;
  };
  const { person, record } = context;
  const mayBeOpen = record.hasBounds || (person.age !== undefined && knownAge(person) === undefined);

  const agreements: (readonly unknown[] | undefined)[] = [];
  /** The one answer at all ends, or nothing. */
  const agreed = (expression: Expression): readonly unknown[] =>
    (agreements[expression.place] ??= agree(expression));
  const agree = (expression: Expression): readonly unknown[] => {
    const open = mayBeOpen ? openSlots(expression, vocabulary, context) : [];
    if (open.length === 0) return stated.run(expression);
    if (open.length > MOST_OPEN) return [];
    const [one, ...others] = combinations(open).map((bounds) => scenario(bounds).run(expression));
    const same = others.every((values) => JSON.stringify(values) === JSON.stringify(one));
    return same ? (one ?? []) : [];
  };
  /** Yes-or-no facts about the person (age, sex) that cannot be told, by their name. */
  const unsettled = (): string[] =>
    vocabulary.ofPerson.filter(({ expression }) => agreed(expression).length === 0).map(({ name }) => name);

  const ask = (expression: Expression): YesNo => {
    const values = agreed(expression);
    if (values.length !== 1 || typeof values[0] !== 'boolean') return 'unknown';
    return values[0] ? 'yes' : 'no';
  };
  const mayHold = (expression: Expression): boolean => {
    const open = mayBeOpen ? openSlots(expression, vocabulary, context) : [];
    // More than can be tried is not known.
    if (open.length > MOST_OPEN) return true;
    return combinations(open).some((bounds) => scenario(bounds).run(expression)[0] === true);
  };
  const read = (name: string): unknown => stated.read(slots.get(name) ?? -1);
  const shown = ({ source, uses }: Expression): Pick<Step, 'expression' | 'saw'> => ({
    expression: source,
    saw: Object.fromEntries(uses.map((name) => [name, seen(name, vocabulary, context, read)])),
  });
  return {
    ask,
    mayHold,
    value(name) {
      const meaning = meanings.get(name);
      if (meaning?.kind === 'fact' && meaning.part !== 'missing') {
        const expression = meaning.fact[meaning.part];
        return expression && agreed(expression)[0];
      }
      return first(read(name));
    },
    stated: (name) => first(read(name)),
    step(label, expression) {
      const answer = ask(expression);
      const why = answer === 'unknown' ? whyUnknown(expression, vocabulary, context) : undefined;
      return {
        label,
        ...shown(expression),
        answer,
        ...(why !== undefined && { why }),
      };
    },
    medicine(expression) {
      for (const name of vocabulary.reach(expression).names) {
        const meaning = meanings.get(name);
        if (meaning?.kind !== 'days-since' || meaning.set.of !== 'Medication') continue;
        const { set } = meaning;
        return { set, taken: history.taken(set, sampledFor(set, context.readings)) };
      }
      return undefined;
    },
    notUnderstood: () => history.notUnderstood(),
    treatments: history.treatments,
    bands({ id, category, unit }) {
      const slot = slots.get(nameOf(id));
      if (!category || unit === undefined || slot === undefined) return [];
      const at = (value: number): unknown =>
        first(category.evaluate({ read: (one) => (one === slot ? value : stated.read(one)) }));
      const edges = category.numbers.flatMap(({ value, unit: of }) => (of === undefined ? [value] : []));
      const inOrder = [...new Set(edges)].sort((one, other) => one - other);
      return [0, ...inOrder].flatMap((from, place) => {
        const [before, after] = [at(from * (1 - EDGE)), at(from * (1 + EDGE))];
        return typeof after !== 'string' || (place > 0 && before === after)
          ? []
          : [{ from, category: after }];
      });
    },
    explain(fact) {
      // A number is given as computed from the stated values, even when a comparator keeps it from being judged.
      const [value] = fact.unit === undefined ? agreed(fact.value) : stated.run(fact.value);
      const category = fact.category && agreed(fact.category)[0];
      const reason = fact.reason && agreed(fact.reason)[0];
      return {
        ...shown(fact.value),
        value: typeof value === 'number' ? Number(value.toFixed(3)) : (value ?? null),
        ...(fact.category && { category: category ?? null }),
        ...(reason !== undefined && { reason }),
      };
    },
  };
}

/** The open values an expression depends on, through facts as well. */
function openSlots(
  expression: Expression,
  { spread, ageSlot, labSlots }: Vocabulary,
  { person, record, readings }: FactContext,
): number[] {
  const { age, labs, listed } = spread(expression);
  const open = new Set<number>();
  const isOpen = (id: string): boolean => {
    const { amount, problem } = readings(id);
    return amount?.comparator !== undefined && problem === undefined;
  };
  const add = (id: string): void => {
    if (isOpen(id)) open.add(labSlots.get(id) ?? -1);
  };
  if (age && person.age !== undefined && knownAge(person) === undefined) open.add(ageSlot);
  // A bound that is on one side of its limit is in a list, or not, at both its ends.
  for (const id of listed === 'all' ? record.results.keys() : (listed ?? [])) {
    const { raised, limit } = readings(id);
    if (raised === 'unknown' && limit?.value !== undefined) add(id);
  }
  for (const id of labs) add(id);
  return [...open];
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? (value as unknown[])[0] : value;
}

function combinations(open: readonly number[]): Bounds[] {
  return Array.from({ length: 2 ** open.length }, (_, bits) => {
    return new Map(open.map((slot, place) => [slot, (bits >> place) & 1 ? 'high' : 'low']));
  });
}

function seen(
  name: string,
  { meanings }: Vocabulary,
  { readings }: FactContext,
  read: (name: string) => unknown,
): unknown {
  const meaning = meanings.get(name);
  if (meaning?.kind !== 'lab') return plain(read(name));
  const { lab } = meaning;
  const { amount, outcome, problem, result } = readings(lab.id);
  if (amount && problem === undefined)
    return `${amount.comparator ?? ''}${String(amount.stated)} ${lab.unit ?? ''}`.trim();
  return outcome ?? problem ?? (result ? 'done' : null);
}

/** One value, or a list in an order that does not tell in which order the record came. */
function plain(value: unknown): unknown {
  if (!Array.isArray(value)) return value ?? null;
  return value.length > 1 ? (value as unknown[]).toSorted() : ((value[0] as unknown) ?? null);
}

/** What is missing, or known only as a bound, behind an unknown answer. */
function whyUnknown(
  expression: Expression,
  { reach, meanings }: Vocabulary,
  { readings, person }: FactContext,
): string | undefined {
  const missing: string[] = [];
  const bounded: string[] = [];
  for (const name of reach(expression).names) {
    const meaning = meanings.get(name);
    if (meaning?.kind === 'age' && knownAge(person) === undefined) missing.push(name);
    if (meaning?.kind !== 'lab') continue;
    const { id } = meaning.lab;
    const { amount, problem, raised, outcome } = readings(id);
    if (problem !== undefined) missing.push(`${id} (${problem})`);
    else if (!amount && !outcome) missing.push(id);
    else if (amount?.comparator !== undefined && raised === 'unknown')
      bounded.push(`${id} ${amount.comparator} ${String(amount.stated)}`);
  }
  const parts = [
    ...(missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
    ...(bounded.length > 0 ? [`only known as a bound: ${bounded.join(', ')}`] : []),
  ];
  return parts.length > 0 ? parts.join('; ') : undefined;
}
