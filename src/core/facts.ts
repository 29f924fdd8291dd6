import type { ExplainedFact, Step, YesNo } from './advice.js';
import type { Expression, Variables } from './expression.js';
import { activeProblems, daysSinceMedicine, procedureDays, setsOf } from './history.js';
import type { Fact, Knowledge, Lab } from './knowledge.js';
import { knownAge, type Person } from './person.js';
import type { Reading } from './reading.js';
import type { PatientRecord } from './record.js';

/** Readings by lab id; each lab is read when first asked for. */
export type Readings = (labId: string) => Reading;

/** Everything an expression may ask of one patient, three-valued. */
export interface Facts {
  /** Yes, no, or unknown and why. A result known only as a bound is asked at both ends. */
  ask(expression: Expression): YesNo;
  /** The value on which both ends agree; `undefined` when it cannot be told. */
  value(name: string): unknown;
  /** The step of an explanation that a condition makes. */
  step(label: string, expression: Expression): Step;
  explain(fact: Fact): ExplainedFact;
}

/** camelCase variable behind an id: `bilirubin-direct` → `bilirubinDirect`. */
export function variableOf(id: string): string {
  return id.replace(/-(\w)/gu, (_, letter: string) => letter.toUpperCase());
}

/** What is known only as a span is asked at its ends. */
type End = 'low' | 'high';
type Ends = ReadonlyMap<string, End>;
const STATED: Ends = new Map();
/** More open results than this in one condition are answered "unknown" at once. */
const MOST_OPEN = 6;

/** The lists that depend on every number. */
const LISTS = new Set(['raised', 'judged', 'approximate']);

interface Terrain {
  readonly knowledge: Knowledge;
  readonly person: Person;
  readonly record: PatientRecord;
  readonly readings: Readings;
  readonly now: number;
  /** Further lists of words that expressions may ask, such as `%unreadable`. */
  readonly lists: Readonly<Record<string, () => readonly string[]>>;
}

/** Builds the facts about one patient; nothing is worked out before it is asked. */
export function createFacts(terrain: Terrain): Facts {
  const names = namesOf(terrain.knowledge);
  const scenarios = new Map<string, (name: string) => unknown>();
  const scenario = (ends: Ends): ((name: string) => unknown) => {
    const key = [...ends].map((pair) => pair.join(':')).join();
    let found = scenarios.get(key);
    if (!found) scenarios.set(key, (found = createScenario(terrain, names, ends, unsettled)));
    return found;
  };
  /** Variables of the yes-or-no facts that cannot be told. */
  const unsettled = (): string[] =>
    [...terrain.knowledge.facts.values()]
      .filter(({ value, unit }) => unit === undefined && agreed(value).length === 0)
      .map(({ id }) => variableOf(id));
  const run = (expression: Expression, ends: Ends): readonly unknown[] =>
    expression.evaluate(variablesFor(expression, scenario(ends)));

  /** The one answer at all ends, or nothing. */
  const agreed = (expression: Expression): readonly unknown[] => {
    const open = openVariables(expression, names, terrain);
    if (open.length === 0) return run(expression, STATED);
    if (open.length > MOST_OPEN) return [];
    const [first, ...others] = combinations(open).map((ends) => run(expression, ends));
    const same = others.every((values) => JSON.stringify(values) === JSON.stringify(first));
    return same ? (first ?? []) : [];
  };
  const ask = (expression: Expression): YesNo => {
    const values = agreed(expression);
    if (values.length !== 1 || typeof values[0] !== 'boolean') return 'unknown';
    return values[0] ? 'yes' : 'no';
  };
  return {
    ask,
    value(name) {
      const fact = names.facts.get(name);
      return fact ? agreed(fact)[0] : single(scenario(STATED)(name));
    },
    step(label, expression) {
      const answer = ask(expression);
      const saw = Object.fromEntries(
        expression.uses.map((name) => [name, seen(name, names, terrain, scenario)]),
      );
      const why = answer === 'unknown' ? whyUnknown(expression, names, terrain) : undefined;
      return { label, expression: expression.source, saw, answer, ...(why !== undefined && { why }) };
    },
    explain(fact) {
      // A number is given as computed from the stated values, even when a comparator keeps it from being judged.
      const [value] = fact.unit === undefined ? agreed(fact.value) : run(fact.value, STATED);
      const category = fact.category && agreed(fact.category)[0];
      const reason = fact.reason && agreed(fact.reason)[0];
      return {
        value: typeof value === 'number' ? Number(value.toFixed(3)) : (value ?? null),
        ...(fact.category && { category: category ?? null }),
        ...(reason !== undefined && { reason }),
      };
    },
  };
}

interface Names {
  readonly labs: ReadonlyMap<string, Lab>;
  readonly facts: ReadonlyMap<string, Expression>;
}

const namesByKnowledge = new WeakMap<Knowledge, Names>();

function namesOf(knowledge: Knowledge): Names {
  let names = namesByKnowledge.get(knowledge);
  if (names) return names;
  const facts = new Map<string, Expression>();
  for (const fact of knowledge.facts.values()) {
    const name = variableOf(fact.id);
    facts.set(name, fact.value);
    if (fact.category) facts.set(`${name}Category`, fact.category);
    if (fact.reason) facts.set(`${name}Reason`, fact.reason);
  }
  const labs = new Map([...knowledge.labs.values()].map((lab) => [variableOf(lab.id), lab]));
  names = { labs, facts };
  namesByKnowledge.set(knowledge, names);
  return names;
}

function variablesFor(expression: Expression, resolve: (name: string) => unknown): Variables {
  const variables: Record<string, unknown> = {};
  for (const name of expression.uses) variables[name] = resolve(name);
  return variables;
}

/** Resolves names, each once, with every open value at one of its ends. */
function createScenario(
  terrain: Terrain,
  names: Names,
  ends: Ends,
  unsettled: () => string[],
): (name: string) => unknown {
  const resolved = new Map<string, unknown>();
  const resolve = (name: string): unknown => {
    if (resolved.has(name)) return resolved.get(name);
    const value = work(name);
    resolved.set(name, value);
    return value;
  };
  const work = (name: string): unknown => {
    const lab = names.labs.get(name);
    if (lab) return offeredObservation(terrain.readings(lab.id), ends.get(name));
    const fact = names.facts.get(name);
    if (fact) return fact.evaluate(variablesFor(fact, resolve));
    if (name === 'unsettled') return unsettled();
    return resolveOwn(name, terrain, ends) ?? [];
  };
  return resolve;
}

function resolveOwn(name: string, terrain: Terrain, ends: Ends): unknown {
  const { knowledge, person, record, readings, now, lists } = terrain;
  const labIds = (kind: Lab['kind'], test: (reading: Reading, end: End | undefined) => boolean): string[] =>
    [...record.results.keys()].filter(
      (id) => knowledge.labs.get(id)?.kind === kind && test(readings(id), ends.get(variableOf(id))),
    );
  switch (name) {
    case 'age':
      return ageAt(person, ends.get('age'));
    case 'sex':
      return person.sex;
    case 'problems':
      return activeProblems(record, knowledge);
    case 'raised':
      return labIds('quantity', (reading, end) => raisedAt(reading, end) === 'yes');
    case 'judged':
      return labIds('quantity', (reading, end) => raisedAt(reading, end) !== 'unknown');
    case 'approximate':
      return labIds('quantity', ({ amount }) => amount?.comparator !== undefined);
    case 'positive':
      return labIds('coded', ({ outcome }) => outcome === 'positive');
  }
  if (Object.hasOwn(lists, name)) return lists[name]?.();
  for (const set of setsOf(knowledge, 'Medication'))
    if (name === variableOf(`days-since-${set.id}`))
      return daysSinceMedicine(set, record, readings(set.sample ?? '').result?.sampled, now);
  for (const set of setsOf(knowledge, 'Procedure'))
    if (name === `${variableOf(set.id)}Days`) return procedureDays(set, record, now);
  return undefined;
}

function ageAt(person: Person, end: End | undefined): number | undefined {
  if (end === undefined) return knownAge(person);
  return end === 'low' ? person.age?.first : person.age?.last;
}

function raisedAt({ raised, amount, limit }: Reading, end: End | undefined): YesNo {
  if (end === undefined || raised !== 'unknown' || !amount || limit?.value === undefined) return raised;
  return amount[end] > limit.value ? 'yes' : 'no';
}

const UCUM = 'http://unitsofmeasure.org';
const FLAGS = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';

/**
 * A reading as the FHIR Observation expressions see: the lab's own code and unit, one limit, `derivedFrom` the original.
 * Empty when there is no usable result.
 */
export function offeredObservation(reading: Reading, end?: End): fhir4.Observation | [] {
  const { lab, amount, limit, outcome, result, problem } = reading;
  if (!result || problem !== undefined || (!amount && !outcome && lab.kind !== 'presence')) return [];
  const unit = lab.unit ?? '';
  const quantity = (value: number): fhir4.Quantity => ({ value, unit, system: UCUM, code: unit });
  const high = limit?.value ?? limit?.multiple;
  const flag = outcome
    ? { positive: 'POS', negative: 'NEG' }[outcome]
    : { yes: 'H', no: 'N', unknown: '' }[raisedAt(reading, end)];
  const { system, code } = lab.codes[0] ?? {};
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ ...(system !== undefined && { system }), ...(code !== undefined && { code }) }] },
    ...(amount && { valueQuantity: quantity(end ? amount[end] : amount.stated) }),
    ...(high !== undefined && { referenceRange: [{ high: quantity(high) }] }),
    ...(flag !== '' && { interpretation: [{ coding: [{ system: FLAGS, code: flag }] }] }),
    ...(result.reference !== undefined && { derivedFrom: [{ reference: result.reference }] }),
  };
}

/** The open values an expression depends on, through facts as well. */
function openVariables(expression: Expression, names: Names, terrain: Terrain): string[] {
  const open = new Set<string>();
  for (const name of reaches(expression, names)) {
    if (name === 'age' && terrain.person.age && knownAge(terrain.person) === undefined) open.add(name);
    if (LISTS.has(name))
      for (const id of terrain.record.results.keys()) addIfOpen(open, variableOf(id), terrain.readings(id));
    const lab = names.labs.get(name);
    if (lab) addIfOpen(open, name, terrain.readings(lab.id));
  }
  return [...open];
}

function addIfOpen(open: Set<string>, name: string, { amount, problem }: Reading): void {
  if (amount?.comparator !== undefined && problem === undefined) open.add(name);
}

const reachedBy = new WeakMap<Expression, ReadonlySet<string>>();

/** Names an expression reads, itself or through the facts it reads. Facts cannot read each other in a circle (loader). */
export function reaches(expression: Expression, names: Pick<Names, 'facts'>): ReadonlySet<string> {
  const known = reachedBy.get(expression);
  if (known) return known;
  const reached = new Set<string>();
  for (const name of expression.uses) {
    reached.add(name);
    const fact = names.facts.get(name);
    if (fact) for (const inner of reaches(fact, names)) reached.add(inner);
  }
  reachedBy.set(expression, reached);
  return reached;
}

function combinations(open: readonly string[]): Ends[] {
  return Array.from({ length: 2 ** open.length }, (_, bits) => {
    return new Map(open.map((name, place) => [name, (bits >> place) & 1 ? 'high' : 'low']));
  });
}

function single(value: unknown): unknown {
  return Array.isArray(value) ? (value as unknown[])[0] : value;
}

function seen(
  name: string,
  names: Names,
  { readings }: Terrain,
  scenario: (ends: Ends) => (name: string) => unknown,
): unknown {
  const lab = names.labs.get(name);
  if (!lab) return plain(scenario(STATED)(name));
  const { amount, outcome, problem, result } = readings(lab.id);
  if (amount && problem === undefined)
    return `${amount.comparator ?? ''}${String(amount.stated)} ${lab.unit ?? ''}`.trim();
  return outcome ?? problem ?? (result ? 'done' : null);
}

function plain(value: unknown): unknown {
  if (!Array.isArray(value)) return value ?? null;
  return value.length > 1 ? (value as unknown[]) : ((value[0] as unknown) ?? null);
}

/** What is missing, or known only as a bound, behind an unknown answer. */
function whyUnknown(expression: Expression, names: Names, { readings, person }: Terrain): string | undefined {
  const missing: string[] = [];
  const bounded: string[] = [];
  for (const name of reaches(expression, names)) {
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
