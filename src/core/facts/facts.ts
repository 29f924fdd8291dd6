import type { ExplainedFact, Step, YesNo } from '../model/advice.js';
import type { Expression } from '../language/expression.js';
import type { Fact } from '../model/knowledge.js';
import { knownAge } from '../readings/person.js';
import type { Reading } from '../readings/reading.js';
import { type Ends, LISTS, type Names, namesOf, Scenario, type Terrain } from './variables.js';

/** Everything an expression may ask of one patient, three-valued. */
export interface Facts {
  /** Yes, no, or unknown and why. A result known only as a bound is asked at both ends. */
  ask(expression: Expression): YesNo;
  /** The value on which both ends agree; `undefined` when it cannot be told. */
  value(name: string): unknown;
  /** The value as stated, with every bound taken for its number. */
  stated(name: string): unknown;
  /** The step of an explanation that a condition makes. */
  step(label: string, expression: Expression): Omit<Step, 'kind'>;
  explain(fact: Fact): ExplainedFact;
}

const STATED: Ends = new Map();
/** More open results than this in one condition are answered "unknown" at once. */
const MOST_OPEN = 10;

/** Builds the facts about one patient; nothing is worked out before it is asked, and nothing twice. */
export function createFacts(asked: Terrain): Facts {
  const names = namesOf(asked.knowledge);
  const terrain: Terrain = { ...asked, lists: { ...asked.lists, unsettled: () => unsettled() } };
  const stated = new Scenario(terrain, names, STATED);
  const scenarios = new Map<string, Scenario>();
  const scenario = (ends: Ends): Scenario => {
    const key = [...ends].map((pair) => pair.join(':')).join();
    let found = scenarios.get(key);
    if (!found) scenarios.set(key, (found = new Scenario(terrain, names, ends)));
    return found;
  };

  const agreements = new Map<Expression, readonly unknown[]>();
  /** The one answer at all ends, or nothing. */
  const agreed = (expression: Expression): readonly unknown[] => {
    let values = agreements.get(expression);
    if (!values) agreements.set(expression, (values = agree(expression)));
    return values;
  };
  const agree = (expression: Expression): readonly unknown[] => {
    const open = openVariables(expression, names, terrain);
    if (open.length === 0) return stated.run(expression);
    if (open.length > MOST_OPEN) return [];
    const [one, ...others] = combinations(open).map((ends) => scenario(ends).run(expression));
    const same = others.every((values) => JSON.stringify(values) === JSON.stringify(one));
    return same ? (one ?? []) : [];
  };
  /** Yes-or-no facts about the person (age, sex) that cannot be told, by their variable. */
  const unsettled = (): string[] =>
    [...names.facts]
      .filter(([, fact]) => [...names.reaches(fact)].every((name) => name === 'age' || name === 'sex'))
      .filter(([, fact]) => agreed(fact).length === 0)
      .map(([name]) => name);

  const ask = (expression: Expression): YesNo => {
    const values = agreed(expression);
    if (values.length !== 1 || typeof values[0] !== 'boolean') return 'unknown';
    return values[0] ? 'yes' : 'no';
  };
  const shown = ({ source, uses }: Expression): Pick<Step, 'expression' | 'saw'> => ({
    expression: source,
    saw: Object.fromEntries(uses.map((name) => [name, seen(name, names, terrain, stated)])),
  });
  return {
    ask,
    value(name) {
      const fact = names.facts.get(name);
      if (fact) return agreed(fact)[0];
      return first(stated.value(name));
    },
    stated: (name) => first(stated.value(name)),
    step(label, expression) {
      const answer = ask(expression);
      const why = answer === 'unknown' ? whyUnknown(expression, names, terrain) : undefined;
      return {
        label,
        ...shown(expression),
        answer,
        ...(why !== undefined && { why }),
      };
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
function openVariables(expression: Expression, names: Names, terrain: Terrain): string[] {
  const { person, record, readings } = terrain;
  const ageIsOpen = person.age !== undefined && knownAge(person) === undefined;
  if (!record.hasBounds && !ageIsOpen) return [];
  const open = new Set<string>();
  const quoted = names.quotes(expression);
  const addIfOpen = (name: string, { amount, problem }: Reading): void => {
    if (amount?.comparator !== undefined && problem === undefined) open.add(name);
  };
  for (const name of names.reaches(expression)) {
    if (name === 'age' && ageIsOpen) open.add(name);
    if (LISTS.has(name))
      for (const id of quoted.size > 0 ? quoted : record.results.keys()) {
        // A bound that is on one side of its limit is in a list, or not, at both its ends.
        const reading = readings(id);
        if (reading.raised === 'unknown' && reading.limit?.value !== undefined)
          addIfOpen(names.labNames.get(id) ?? '', reading);
      }
    const lab = names.labs.get(name);
    if (lab) addIfOpen(name, readings(lab.id));
  }
  return [...open];
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? (value as unknown[])[0] : value;
}

function combinations(open: readonly string[]): Ends[] {
  return Array.from({ length: 2 ** open.length }, (_, bits) => {
    return new Map(open.map((name, place) => [name, (bits >> place) & 1 ? 'high' : 'low']));
  });
}

function seen(name: string, names: Names, { readings }: Terrain, stated: Scenario): unknown {
  const lab = names.labs.get(name);
  if (!lab) return plain(stated.value(name));
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
function whyUnknown(expression: Expression, names: Names, { readings, person }: Terrain): string | undefined {
  const missing: string[] = [];
  const bounded: string[] = [];
  for (const name of names.reaches(expression)) {
    if (name === 'age' && knownAge(person) === undefined) missing.push('age');
    const lab = names.labs.get(name);
    if (!lab) continue;
    const { amount, problem, raised, outcome } = readings(lab.id);
    if (problem !== undefined) missing.push(`${lab.id} (${problem})`);
    else if (!amount && !outcome) missing.push(lab.id);
    else if (amount?.comparator !== undefined && raised === 'unknown')
      bounded.push(`${lab.id} ${amount.comparator} ${String(amount.stated)}`);
  }
  const parts = [
    ...(missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
    ...(bounded.length > 0 ? [`only known as a bound: ${bounded.join(', ')}`] : []),
  ];
  return parts.length > 0 ? parts.join('; ') : undefined;
}
