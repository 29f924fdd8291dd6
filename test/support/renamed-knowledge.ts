import { cpSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { nameOf } from '../../src/core/facts/names.js';
import { KNOWLEDGE_FOLDER } from './shipped.js';

/** Folders whose files are named by an id, and what one id looks like there. */
const KINDS = {
  labs: 'lab',
  facts: 'fact',
  rules: 'rule',
  causes: 'cause',
  reasons: 'reason',
  orders: 'order',
  'value-sets': 'set',
  sources: 'source',
  services: 'service',
  clients: 'client',
} as const;
/** Lists inside a file, and what is in them. */
const NESTED = {
  tests: 'tests',
  lines: 'lines',
  show: 'shown',
  notes: 'notes',
  say: 'advice',
  flags: 'flags',
  quiet: 'quiet',
  summaries: 'summaries',
  stages: 'stages',
} as const;
type Kind = keyof typeof KINDS | (typeof NESTED)[keyof typeof NESTED];
type Ids = Readonly<Record<Kind, ReadonlyMap<string, string>>>;
type Json = Readonly<Record<string, unknown>>;

/** A copy in which everything has another name. */
export interface Renamed {
  /** The new id. */
  readonly idOf: (kind: Kind, old: string) => string;
  /** A text of the copy in the old names. */
  readonly inOldNames: (text: string) => string;
}

/**
 * Copies the shipped knowledge to a folder in which every id is another word: of labs, facts, rules, causes, orders and
 * their tests, reasons, stages, value sets, sources, services, clients, red flags, lines, advice, summaries and what makes a card quieter, wherever it stands, in keys,
 * expressions, places of sentences, cases and examples. New ids sort as the old ones do.
 */
export function copyRenamed(folder: string): Renamed {
  cpSync(KNOWLEDGE_FOLDER, folder, { recursive: true });
  const files = yamlFiles(folder).map((file) => [file, readYaml(folder, file)] as const);
  const ids = idsIn(files);
  const names = variablesOf(ids, files);
  for (const [file, data] of files) {
    const [kind = '', name = ''] = file.split('/');
    const changed = renameFile(kind, name, data, ids, names);
    writeFileSync(join(folder, file), stringify(changed, { lineWidth: 0 }));
    const stem = name.replace(/(?:\.cases)?\.yaml$/u, '');
    const own = kind in KINDS ? ids[kind as keyof typeof KINDS].get(stem) : undefined;
    if (own !== undefined) renameSync(join(folder, file), join(folder, kind, name.replace(stem, own)));
  }
  const table = join(folder, 'examples', 'README.md');
  const rows = readFileSync(table, 'utf8').replace(
    /(?<=\| `[^`]+` *\| *)[a-z0-9-]+(?= *\|)/gu,
    (id) => ids.services.get(id) ?? id,
  );
  writeFileSync(table, rows);
  const old = new Map(
    [...Object.values(ids).flatMap((map) => [...map]), ...names].map(([was, is]) => [is, was] as const),
  );
  // What a file brings under `%` has the letters of its id, so one pattern finds both.
  const words = [...old.keys()].sort((one, other) => other.length - one.length);
  const pattern = new RegExp(`(?<![A-Za-z0-9])(?:${words.join('|')})(?![0-9])`, 'gu');
  return {
    idOf: (kind, id) => ids[kind].get(id) ?? id,
    inOldNames: (text) => text.replace(pattern, (word) => old.get(word) ?? word),
  };
}

function yamlFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.replaceAll('\\', '/'))
    .sort();
}

function readYaml(folder: string, file: string): unknown {
  return parse(readFileSync(join(folder, file), 'utf8'));
}

/** The file at the top that holds ids. */
const STAGES = 'stages.yaml';

/** Every id with its new one: a word that says nothing, and sorts as the old one did. */
function idsIn(files: readonly (readonly [string, unknown])[]): Ids {
  const kinds = [...Object.keys(KINDS), ...Object.values(NESTED)] as Kind[];
  const found = Object.fromEntries(kinds.map((kind) => [kind, new Set()])) as Record<Kind, Set<string>>;
  for (const [file, data] of files) {
    const [kind = '', name = ''] = file.split('/');
    if (!(kind in KINDS || kind === STAGES) || name.endsWith('.cases.yaml')) continue;
    const { id, ...lists } = data as Readonly<Record<string, unknown>>;
    if (kind !== STAGES) found[kind as Kind].add(id as string);
    for (const [part, of] of Object.entries(NESTED))
      for (const entry of (lists[part] ?? []) as { id?: string }[])
        if (entry.id !== undefined) found[of].add(entry.id);
  }
  const renamed = ([kind, set]: [string, Set<string>]): [string, ReadonlyMap<string, string>] => {
    const word = kind in KINDS ? KINDS[kind as keyof typeof KINDS] : kind;
    const byFile = [...set].sort((one, other) => (`${one}.yaml` < `${other}.yaml` ? -1 : 1));
    const all = byFile.map((id, place): [string, string] => {
      const number = String(place + 101);
      if (kind === 'flags') return [id, `R${number}`];
      // Only what had a hyphen has one, as a place has none.
      return [id, `aa${number}${id.includes('-') ? '-' : ''}${word}`];
    });
    return [kind, new Map(all)];
  };
  return Object.fromEntries(Object.entries(found).map(renamed)) as Ids;
}

/** Every name behind `%` with its new one. */
function variablesOf(ids: Ids, files: readonly (readonly [string, unknown])[]): Map<string, string> {
  const names = new Map<string, string>();
  const add = (old: string, id: string, [before, after] = ['', '']): void =>
    void names.set(nameOf(`${before}${old}`) + after, nameOf(`${before}${id}`) + after);
  for (const [old, id] of ids.labs) {
    for (const part of ['', 'Previous', 'Before', 'SetAside']) add(old, id, ['', part]);
    add(old, id, ['days-since-', '']);
  }
  for (const [old, id] of ids.facts)
    for (const part of ['', 'Category', 'Reason', 'Missing']) add(old, id, ['', part]);
  for (const [file, data] of files)
    if (file.startsWith('facts/')) {
      const { id, at = [] } = data as { id: string; at?: string[] };
      for (const anchor of at) {
        const [fact, lab] = [ids.facts.get(id) ?? id, ids.labs.get(anchor) ?? anchor];
        names.set(nameOf(`${id}-at-${anchor}`), nameOf(`${fact}-at-${lab}`));
      }
    }
  for (const [file, data] of files)
    if (file.startsWith('value-sets/')) {
      const { id, of } = data as { id: string; of: string };
      const next = ids['value-sets'].get(id) ?? id;
      if (of !== 'Condition') add(id, next, ['days-since-', '']);
      if (of === 'Procedure') add(id, next, ['', 'Days']);
    }
  return names;
}

/** The kinds whose ids a key holds, whatever file it stands in. */
const KEYS: Readonly<Record<string, Kind>> = {
  source: 'sources',
  because: 'sources',
  triggers: 'labs',
  about: 'labs',
  labs: 'labs',
  lab: 'labs',
  awaited: 'labs',
  fact: 'facts',
  with: 'labs',
  since: 'labs',
  sample: 'labs',
  between: 'labs',
  shows: 'labs',
  at: 'labs',
  consider: 'causes',
  causes: 'causes',
  firstCauses: 'causes',
  allCauses: 'causes',
  causesInclude: 'causes',
  suggest: 'orders',
  apart: 'orders',
  offers: 'orders',
  partOf: 'tests',
  stage: 'stages',
  quietened: 'quiet',
  setAside: 'reasons',
  suggested: 'orders',
  notSuggested: 'orders',
  allSuggested: 'orders',
  redFlags: 'flags',
  rule: 'rules',
  rules: 'rules',
};
/** Lists of words that an expression asks, and what they hold. */
const LISTS: Readonly<Record<string, Kind>> = {
  raised: 'labs',
  judged: 'labs',
  approximate: 'labs',
  defaultLimit: 'labs',
  unusable: 'labs',
  low: 'labs',
  persistent: 'labs',
  rising: 'labs',
  falling: 'labs',
  steady: 'labs',
  newlyRaised: 'labs',
  firstRaised: 'labs',
  risenSinceWorkup: 'labs',
  positive: 'labs',
  problems: 'value-sets',
  redFlags: 'flags',
};
/** Groups of words, and what their keys are. */
const GROUPS: Readonly<Record<string, readonly Kind[]>> = {
  labs: ['labs'],
  notGiven: ['labs'],
  results: ['shown'],
  notes: ['notes'],
  causes: ['causes'],
  causesInShort: ['causes'],
  tests: ['tests'],
  testsInShort: ['tests'],
  missing: ['facts', 'labs'],
  workings: ['facts'],
  valueSets: ['value-sets'],
  factNotes: ['facts'],
  summary: ['rules', 'summaries', 'quiet'],
  raised: ['rules'],
  quiet: ['quiet'],
  quietened: ['quiet'],
  onRecord: ['reasons'],
  stages: ['stages'],
  suggestion: ['stages'],
  next: ['stages'],
  statement: ['rules'],
  limits: ['rules'],
  flags: ['flags'],
  context: ['lines', 'reasons'],
  contextSummary: ['lines', 'reasons'],
  advice: ['advice'],
  actionFor: ['orders'],
};
/** Groups in whose sentences labs or facts are named. */
const WITH_NAMES = [
  'summary',
  'raised',
  'quiet',
  'context',
  'flags',
  'results',
  'missing',
  'workings',
  'notes',
  'advice',
  'actionFor',
];
/** Groups whose keys are the id of a fact and a word that it answers. */
const ANSWERS = ['categories', 'reasons'];

function renameFile(
  kind: string,
  name: string,
  data: unknown,
  ids: Ids,
  names: ReadonlyMap<string, string>,
): unknown {
  if (kind === 'words') return renameWords(data as Parameters<typeof renameWords>[0], ids, names);
  if (Array.isArray(data)) return data.map((one) => renameCase(one as Json, ids, names));
  const own = kind in KINDS && !name.endsWith('.cases.yaml') ? (kind as Kind) : undefined;
  const walk = (value: unknown, key: string, id?: Kind): unknown => {
    const of = key === 'id' ? id : KEYS[key];
    if (typeof value === 'string')
      return of
        ? (ids[of].get(value) ?? value)
        : value.includes('%')
          ? inExpression(value, ids, names)
          : value;
    if (Array.isArray(value))
      return value.map((item) => walk(item, typeof item === 'string' || Array.isArray(item) ? key : ''));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([part, inner]) => {
        if (Object.hasOwn(NESTED, part) && Array.isArray(inner))
          return [part, inner.map((item) => walk(item, '', NESTED[part as keyof typeof NESTED]))];
        return [part, walk(inner, part, id)];
      }),
    );
  };
  return walk(data, '', own);
}

function inExpression(source: string, ids: Ids, names: ReadonlyMap<string, string>): string {
  return source
    .replace(/'([^']*)'(?= in %(\w+))/gu, (whole, word: string, list: string) => {
      if (list === 'unsettled') return `'${names.get(word) ?? word}'`;
      const kind = LISTS[list];
      return kind ? `'${ids[kind].get(word) ?? word}'` : whole;
    })
    .replace(/%(\w+)/gu, (whole, name: string) => (names.has(name) ? `%${names.get(name) ?? ''}` : whole));
}

function renameWords(
  words: Readonly<Record<string, Readonly<Record<string, string>> | boolean>>,
  ids: Ids,
  names: ReadonlyMap<string, string>,
): unknown {
  const groups = Object.entries(words).map(([group, entries]) => {
    if (typeof entries === 'boolean') return [group, entries] as const;
    const kinds = GROUPS[group] ?? [];
    const renamed = Object.entries(entries).map(([key, sentence]) => [
      kinds.map((kind) => ids[kind].get(key)).find((id) => id !== undefined) ??
        (ANSWERS.includes(group) ? answerKey(key, ids) : key),
      WITH_NAMES.includes(group)
        ? sentence.replace(/\{(\w+)\}/gu, (whole, name: string) =>
            names.has(name) ? `{${names.get(name) ?? ''}}` : whole,
          )
        : sentence,
    ]);
    return [names.get(group) ?? group, Object.fromEntries(renamed)] as const;
  });
  return Object.fromEntries(groups);
}

/** `fib4-low` with the new id of its fact. */
function answerKey(key: string, { facts }: Ids): string {
  const [fact] = [...facts.keys()]
    .filter((id) => key.startsWith(`${id}-`))
    .sort((one, other) => other.length - one.length);
  return fact === undefined ? key : `${facts.get(fact) ?? fact}${key.slice(fact.length)}`;
}

/** A case or vignette: its patient is told in words, of which the first is an id, or the second after `order` or `report`. */
function renameCase({ given, expect, ...rest }: Json, ids: Ids, names: ReadonlyMap<string, string>): Json {
  const first = (lines: unknown, kind: Kind): unknown =>
    (lines as readonly string[] | undefined)?.map((line) =>
      /^(?:order|report) /u.test(line)
        ? line.replace(/(?<=^\w+ )[a-z0-9-]+/u, (id) => ids.tests.get(id) ?? id)
        : line.replace(/^[a-z0-9-]+/u, (id) => ids[kind].get(id) ?? id),
    );
  const { results, problems, medicines, procedures, ...person } = given as Json;
  const patient = {
    results: first(results, 'labs'),
    problems: first(problems, 'value-sets'),
    medicines: first(medicines, 'value-sets'),
    procedures: first(procedures, 'value-sets'),
  };
  const keyed = (value: object, rename: (key: string) => string): unknown =>
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [rename(key), inner]));
  /** `ferritin-unit-missing` is a remark on a lab; in `context` a line of the card may stand as well. */
  const remark = (id: string): string => {
    const [lab] = [...ids.labs.keys()]
      .filter((one) => id.startsWith(`${one}-`))
      .sort((one, other) => other.length - one.length);
    return (
      ids.lines.get(id) ??
      ids.reasons.get(id) ??
      (lab === undefined ? id : `${ids.labs.get(lab) ?? lab}${id.slice(lab.length)}`)
    );
  };
  const outcome = Object.entries(expect as Json).map(([key, value]) => {
    if (key === 'cards') return [key, keyed(value as object, (id) => ids.rules.get(id) ?? id)];
    if (key === 'facts') return [key, keyed(value as object, (name) => names.get(name) ?? name)];
    if (key === 'values') return [key, keyed(value as object, (id) => ids.labs.get(id) ?? id)];
    if (key === 'context' || key === 'dataQuality') return [key, (value as string[]).map(remark)];
    const kind = KEYS[key];
    return [key, kind ? (value as string[]).map((id) => ids[kind].get(id) ?? id) : value];
  });
  return {
    ...rest,
    given: { ...person, ...Object.fromEntries(Object.entries(patient).filter(([, lines]) => lines)) },
    expect: Object.fromEntries(outcome) as unknown,
  };
}
