import type { Client, Knowledge, Lab } from '../model/knowledge.js';

/** Which labs a `code` names. Several: the codings contradict each other. */
interface NamedLabs {
  readonly labs: readonly Lab[];
  /** Carries a code that is a look-alike (a goal, another specimen), whatever else it carries. */
  readonly lookAlike: boolean;
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

const NOTHING: NamedLabs = { labs: [], lookAlike: false };

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
    alone.set(lab, { labs: [lab], lookAlike: false });
    for (const { system, code } of lab.codes) entry(system, code).lab = lab;
    for (const { system, code } of lab.rejects) entry(system, code).rejected = true;
    for (const name of lab.names) names.set(name, { labs: [lab], lookAlike: false });
  }
  for (const local of client.localCodes) {
    const lab = labs.get(local.lab);
    if (lab) entry(local.system, local.code).lab = lab;
  }
  return (code) => {
    if (!isObject(code)) return NOTHING;
    const codings = codingsOf(code);
    if (codings.length === 0) {
      const { text } = code;
      return (typeof text === 'string' ? names.get(text.trim().toLowerCase()) : undefined) ?? NOTHING;
    }
    let first: Lab | undefined;
    let named: Lab[] | undefined;
    let lookAlike = false;
    for (const { system, code: value } of codings) {
      if (typeof system !== 'string' || typeof value !== 'string') continue;
      const found = systems.get(system)?.get(value.trim());
      if (!found) continue;
      lookAlike ||= found.rejected === true;
      const { lab } = found;
      if (!lab || lab === first) continue;
      if (!first) first = lab;
      else if (!named) named = [first, lab];
      else if (!named.includes(lab)) named.push(lab);
    }
    if (named || lookAlike) return { labs: named ?? (first ? [first] : []), lookAlike };
    return (first && alone.get(first)) ?? NOTHING;
  };
}

/**
 * Ids of the labs a resource holds a result of, whatever its state; used to see what was given.
 * Takes anything; never throws.
 */
export function labsIn(resource: unknown, labsNamed: LabsNamed): readonly string[] {
  if (!isObject(resource)) return [];
  const named = (part: unknown): readonly string[] =>
    isObject(part) ? labsNamed(part['code']).labs.map(({ id }) => id) : [];
  const { component, contained } = resource;
  if (component === undefined && contained === undefined) return named(resource);
  const inside = [contained].flat().filter(isObject);
  return [resource, component, inside, inside.flatMap((one) => one['component'])].flat().flatMap(named);
}

/** One string for a system and code. */
export function keyOf(system: string, code: string): string {
  return `${system}|${code}`;
}

/** The codings of a CodeableConcept of unknown quality, as `system|code`. */
export function codingKeys(concept: unknown): string[] {
  const keys: string[] = [];
  for (const coding of codingsOf(concept)) {
    if (typeof coding.system === 'string' && typeof coding.code === 'string')
      keys.push(keyOf(coding.system, coding.code.trim()));
  }
  return keys;
}

const NO_CODINGS: readonly [] = [];

/** The codings of a CodeableConcept of unknown quality; never throws. */
export function codingsOf(
  concept: unknown,
): readonly { system?: unknown; code?: unknown; display?: unknown }[] {
  const list: unknown = isObject(concept) ? concept['coding'] : undefined;
  if (list === undefined) return NO_CODINGS;
  const codings: readonly unknown[] = Array.isArray(list) ? list : [list];
  for (const coding of codings) if (!isObject(coding)) return codings.filter(isObject);
  return codings as readonly Record<string, unknown>[];
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
