import type { Client, Knowledge, Lab } from '../model/knowledge.js';
import { codeOf, systemOf } from './code-systems.js';
import { foldWords } from './words.js';

/** Which labs a `code` names. Several: the codings contradict each other. */
interface NamedLabs {
  readonly labs: readonly Lab[];
  /** Names a look-alike (a goal, another specimen) and no test of ours. */
  readonly lookAlike: boolean;
  /** Look-alikes that stand beside the code of a test of ours, as `system|code`; they change nothing. */
  readonly beside: readonly string[];
}

/**
 * The labs a CodeableConcept names: by code and system; by its text only when it has no coding at all.
 * Takes anything; never throws.
 */
export type LabsNamed = (code: unknown) => NamedLabs;

interface Entry {
  lab?: Lab;
  rejected?: true;
}

const NONE: readonly [] = [];
const NOTHING: NamedLabs = { labs: NONE, lookAlike: false, beside: NONE };
const LOOK_ALIKE: NamedLabs = { labs: NONE, lookAlike: true, beside: NONE };
/** The key of codes that a client maps without a system: no system is called so. */
const NO_SYSTEM = '';

/** Makes the index from codes to labs, local codes of a client included. */
export function indexLabs({ labs }: Pick<Knowledge, 'labs'>, client: Pick<Client, 'localCodes'>): LabsNamed {
  const systems = new Map<string, Map<string, Entry>>();
  const entry = (system: string, code: string): Entry => {
    let codes = systems.get(system);
    if (!codes) systems.set(system, (codes = new Map<string, Entry>()));
    let found = codes.get(code);
    if (!found) codes.set(code, (found = {}));
    return found;
  };
  const names = new Map<string, NamedLabs>();
  const alone = new Map<Lab, NamedLabs>();
  for (const lab of labs.values()) {
    const named: NamedLabs = { labs: [lab], lookAlike: false, beside: NONE };
    alone.set(lab, named);
    for (const { system, code } of lab.codes) entry(system, code).lab = lab;
    for (const { system, code } of lab.rejects) entry(system, code).rejected = true;
    for (const name of lab.names) names.set(foldWords(name), named);
  }
  for (const local of client.localCodes) {
    const lab = labs.get(local.lab);
    if (lab) entry(local.system ?? NO_SYSTEM, local.code).lab = lab;
  }
  /** As written first; what feeds write otherwise is cleaned only where that is not found. */
  const find = (system: unknown, code: unknown): Entry | undefined => {
    if (typeof system === 'string' && typeof code === 'string') {
      const exact = systems.get(system)?.get(code);
      if (exact) return exact;
    }
    const cleaned = codeOf(code);
    if (cleaned === undefined) return undefined;
    const uri = systemOf(system, cleaned) ?? NO_SYSTEM;
    const found = systems.get(uri)?.get(cleaned);
    if (found || uri === system || hasSystem(system)) return found;
    return systems.get(NO_SYSTEM)?.get(cleaned);
  };
  return (code) => {
    if (!isObject(code)) return NOTHING;
    const codings = codingsOf(code);
    if (codings.length === 0) return names.get(foldWords(code['text'])) ?? NOTHING;
    let first: Lab | undefined;
    let named: Lab[] | undefined;
    let beside: string[] | undefined;
    for (const { system, code: value } of codings) {
      const found = find(system, value);
      if (!found) continue;
      const { lab } = found;
      if (!lab) beside = [...(beside ?? []), ...codingKeys({ coding: [{ system, code: value }] })];
      else if (!first) first = lab;
      else if (lab === first) continue;
      else if (!named) named = [first, lab];
      else if (!named.includes(lab)) named.push(lab);
    }
    if (!first) return beside ? LOOK_ALIKE : NOTHING;
    if (!named && !beside) return alone.get(first) ?? NOTHING;
    return { labs: named ?? [first], lookAlike: false, beside: beside ?? NONE };
  };
}

function hasSystem(system: unknown): boolean {
  return typeof system === 'string' && system.trim() !== '';
}

/**
 * Ids of the labs a resource holds a result of, whatever its state; used to see what was given.
 * Takes anything; never throws.
 */
export function labsIn(resource: unknown, labsNamed: LabsNamed): readonly string[] {
  return codesIn(resource).flatMap((code) => labsNamed(code).labs.map(({ id }) => id));
}

/** The codes of a resource, of its components and of what it contains. Takes anything; never throws. */
export function codesIn(resource: unknown): unknown[] {
  if (!isObject(resource)) return [];
  const { component, contained } = resource;
  if (component === undefined && contained === undefined) return codesOf(resource);
  const inside = [contained].flat().filter(isObject);
  return [resource, component, inside, inside.flatMap((one) => one['component'])].flat().flatMap(codesOf);
}

/** Its code; of what is malformed, each of a list of codes, and a bare text as the text of a code. */
export function codesOf(part: unknown): unknown[] {
  if (!isObject(part)) return [];
  const { code } = part;
  if (isObject(code)) return [code];
  return [code].flat().map((one) => (typeof one === 'string' ? { text: one } : one));
}

/** One string for a system and code. */
export function keyOf(system: string, code: string): string {
  return `${system}|${code}`;
}

/** The codings of a CodeableConcept of unknown quality, as `system|code`: the system by its FHIR URI, the code cleaned. */
export function codingKeys(concept: unknown): string[] {
  const keys: string[] = [];
  for (const coding of codingsOf(concept)) {
    const code = codeOf(coding.code);
    const system = code === undefined ? undefined : systemOf(coding.system, code);
    if (code !== undefined && system !== undefined) keys.push(keyOf(system, code));
  }
  return keys;
}

/** A concept that says more often what it is says it to no one. */
const MOST_CODINGS = 100;
const NO_CODINGS: readonly [] = [];

/** The first hundred codings of a CodeableConcept of unknown quality; never throws. */
export function codingsOf(
  concept: unknown,
): readonly { system?: unknown; code?: unknown; display?: unknown }[] {
  const list: unknown = isObject(concept) ? concept['coding'] : undefined;
  if (list === undefined) return NO_CODINGS;
  const all: readonly unknown[] = Array.isArray(list) ? list : [list];
  const codings = all.length > MOST_CODINGS ? all.slice(0, MOST_CODINGS) : all;
  for (const coding of codings) if (!isObject(coding)) return codings.filter(isObject);
  return codings as readonly Record<string, unknown>[];
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
