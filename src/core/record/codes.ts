import type { Client, Knowledge, Lab } from '../model/knowledge.js';

interface CodeIndex {
  readonly labs: ReadonlyMap<string, Lab>;
  readonly rejects: ReadonlySet<string>;
  readonly names: ReadonlyMap<string, Lab>;
}

/** Which labs a `code` names. Several: the codings contradict each other. */
export interface NamedLabs {
  readonly labs: readonly Lab[];
  /** Named a lab, but also carries a code that is a look-alike (a goal, another specimen). */
  readonly lookAlike: boolean;
}

const NOTHING: NamedLabs = { labs: [], lookAlike: false };
const indexes = new WeakMap<Knowledge, WeakMap<Client, CodeIndex>>();

function indexFor(knowledge: Knowledge, client: Client): CodeIndex {
  let byClient = indexes.get(knowledge);
  if (!byClient) indexes.set(knowledge, (byClient = new WeakMap<Client, CodeIndex>()));
  let index = byClient.get(client);
  if (!index) byClient.set(client, (index = buildIndex(knowledge, client)));
  return index;
}

function buildIndex(knowledge: Knowledge, client: Client): CodeIndex {
  const labs = new Map<string, Lab>();
  const rejects = new Set<string>();
  const names = new Map<string, Lab>();
  for (const lab of knowledge.labs.values()) {
    for (const coding of lab.codes) labs.set(keyOf(coding.system, coding.code), lab);
    for (const coding of lab.rejects) rejects.add(keyOf(coding.system, coding.code));
    for (const name of lab.names) names.set(name, lab);
  }
  for (const local of client.localCodes) {
    const lab = knowledge.labs.get(local.lab);
    if (lab) labs.set(keyOf(local.system, local.code), lab);
  }
  return { labs, rejects, names };
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

/** The codings of a CodeableConcept of unknown quality; never throws. */
export function codingsOf(
  concept: unknown,
): readonly { system?: unknown; code?: unknown; display?: unknown }[] {
  const list: unknown = isObject(concept) ? concept['coding'] : undefined;
  const codings: readonly unknown[] = Array.isArray(list) ? list : [list];
  return codings.every(isObject) ? codings : codings.filter(isObject);
}

/**
 * The labs a CodeableConcept names: by code and system; by its text only when it has no coding at all.
 * Takes anything; never throws.
 */
export function labsNamed(code: unknown, knowledge: Knowledge, client: Client): NamedLabs {
  if (!isObject(code)) return NOTHING;
  const index = indexFor(knowledge, client);
  const codings = codingsOf(code);
  if (codings.length === 0) return labWithName(code['text'], index);
  let named: Lab[] | undefined;
  let lookAlike = false;
  for (const { system, code: value } of codings) {
    if (typeof system !== 'string' || typeof value !== 'string') continue;
    const key = keyOf(system, value.trim());
    const lab = index.labs.get(key);
    if (lab && !named?.includes(lab)) (named ??= []).push(lab);
    lookAlike ||= index.rejects.has(key);
  }
  return named || lookAlike ? { labs: named ?? [], lookAlike } : NOTHING;
}

function labWithName(text: unknown, { names }: CodeIndex): NamedLabs {
  const lab = typeof text === 'string' ? names.get(text.trim().toLowerCase()) : undefined;
  return lab ? { labs: [lab], lookAlike: false } : NOTHING;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
