import { everyName } from '../core/facts/names.js';
import type { Knowledge } from '../core/model/knowledge.js';
import { type Places, SENTENCES } from './sentences.js';

/** The language the files are written in: every other one says what it says. */
export const ENGLISH = 'en';

/** The group of a language file that translates the English texts of the other files. */
export const LABELS = 'labels';

/** What a group of `words/` must hold and may hold. */
export interface Wanted {
  /** Key → what it is said of; empty for what the program says by itself. */
  readonly needed: ReadonlyMap<string, string>;
  /** Keys that may be there as well. */
  readonly allowed?: ReadonlyMap<string, string>;
  /** Any key may be there: the file itself is the list. */
  readonly free?: boolean;
  /** The places that are filled in a sentence of that key. */
  readonly places: (key: string) => Places;
}

/** The medicine that the condition of a sentence asks for. */
const MEDICINE = ['medicine', 'Medicine'];

/** Every group of sentences that this knowledge needs, by its name. */
export function wantedWords(knowledge: Knowledge): ReadonlyMap<string, Wanted> {
  const {
    labs,
    causes,
    orders,
    rules,
    facts,
    valueSets,
    services,
    release,
    stages,
    words,
    quiet: policy,
  } = knowledge;
  const named = <T>(map: ReadonlyMap<string, T>, folder: string): Map<string, string> =>
    new Map([...map.keys()].map((id) => [id, `${folder}/${id}.yaml`]));
  const all = [...rules.values()];
  const inRules = (idsOf: (rule: (typeof all)[number]) => readonly string[]): Map<string, string> =>
    new Map(all.flatMap((rule) => idsOf(rule).map((id) => [id, `rules/${rule.id}.yaml`] as const)));
  const lines = inRules((rule) => rule.lines.flatMap((line) => ('id' in line ? [line.id] : [])));
  const tests = [...orders.values()].flatMap((order) =>
    order.tests.map(({ id }) => [id, `orders/${order.id}.yaml`] as const),
  );
  const staged = new Map(stages.stages.map(({ id }) => [id, 'stages.yaml'] as const));
  const contacts = Object.keys(words.get(ENGLISH)?.['contacts'] ?? {});
  const read = [...printedNames(knowledge), ...contacts];
  const triggers = [...labs.values()].filter(({ role }) => role === 'trigger').map(({ id }) => id);
  const own: Record<string, Wanted> = {
    labs: only(named(labs, 'labs')),
    causes: only(named(causes, 'causes')),
    tests: only(new Map(tests)),
    causesInShort: { ...only(new Map()), allowed: named(causes, 'causes') },
    testsInShort: { ...only(new Map()), allowed: new Map(tests) },
    resultGroups: { needed: new Map(), allowed: groupsIn(knowledge), places: () => ['list'] },
    contacts: { ...only(new Map()), free: true },
    missing: {
      needed: new Map(),
      allowed: new Map([...named(facts, 'facts'), ...named(labs, 'labs')]),
      places: () => read,
    },
    workings: { needed: new Map(), allowed: named(facts, 'facts'), places: () => read },
    valueSets: only(named(valueSets, 'value-sets')),
    factNotes: only(named(facts, 'facts')),
    summary: {
      needed: inRules(({ id, lines: told, flags, summaries }) => [
        ...(told.length + flags.length === 0 ? [id] : []),
        ...summaries.map((one) => one.id),
      ]),
      allowed: inRules(({ quiet }) => quiet.map(({ id }) => id)),
      places: (id) => rules.get(id)?.triggers ?? ['Raised', ...read],
    },
    raised: {
      needed: inRules(({ id, summaries }) => (summaries.length > 0 ? [id] : [])),
      places: (id) => rules.get(id)?.triggers ?? [],
    },
    quiet: {
      needed: inRules(({ quiet }) => quiet.flatMap(({ id, makes }) => (makes === 'silent' ? [] : [id]))),
      places: () => read,
    },
    toldQuiet: only(
      new Map([...policy.overrides, policy.unchanged].map(({ id }) => [id, 'quiet.yaml'] as const)),
    ),
    quietened: only(inRules(({ quiet }) => quiet.map(({ id }) => id))),
    stages: only(staged),
    suggestion: { needed: staged, places: () => ['count'] },
    next: { needed: staged, places: () => ['count', 'tests'] },
    statement: only(inRules(({ id, lines: told }) => (told.length === 0 ? [id] : []))),
    flags: {
      needed: inRules(({ flags }) => flags.map(({ id }) => id)),
      places: () => ['values', ...labs.keys()],
    },
    context: {
      needed: new Map([...lines, ...named(knowledge.reasons, 'reasons')]),
      places: () => ['raised', ...MEDICINE, ...read],
    },
    advice: { needed: inRules(({ say }) => say.map(({ id }) => id)), places: () => [...read, ...MEDICINE] },
    contextSummary: {
      ...only(new Map()),
      allowed: new Map([...lines, ...named(knowledge.reasons, 'reasons')]),
      places: () => ['labs'],
    },
    limits: { ...only(new Map()), allowed: inRules(({ id }) => [id]) },
    notGiven: only(new Map(triggers.map((id) => [id, `labs/${id}.yaml`]))),
    results: { needed: inRules(({ show }) => show.map(({ id }) => id)), places: () => read },
    notes: { needed: inRules(({ notes }) => notes.map(({ id }) => id)), places: () => read },
    categories: { ...only(new Map()), allowed: wordsOf(facts, 'category') },
    reasons: { ...only(new Map()), allowed: wordsOf(facts, 'reason') },
    onRecord: { needed: named(knowledge.reasons, 'reasons'), places: () => MEDICINE },
    actionFor: {
      needed: new Map(),
      allowed: named(orders, 'orders'),
      places: () => ['test', 'days', 'day', ...read],
    },
    prefetch: only(
      new Map(
        [...services.values()].flatMap(({ id, prefetch, formerKeys }) =>
          [
            ...Object.entries(prefetch).flatMap(([key, template]) =>
              'labs' in template && template.labs.length === 1 && triggers.includes(template.labs[0] ?? '')
                ? []
                : [key],
            ),
            ...Object.keys(formerKeys),
          ].map((key) => [key, `services/${id}.yaml`] as const),
        ),
      ),
    ),
    overrideReasons: only(new Map(release.overrideReasons.map(({ code }) => [code, 'release.yaml']))),
    units: { ...only(new Map()), allowed: unitsIn(knowledge) },
    evidenceUnits: { ...only(new Map()), allowed: unitsIn(knowledge) },
    oneUnit: { ...only(new Map()), allowed: unitsIn(knowledge) },
    codeSystems: { ...only(new Map()), allowed: systemsIn(knowledge) },
    neverSuggested: { ...only(new Map()), free: true },
    serviceLimits: { ...only(new Map()), free: true },
  };
  for (const [group, sentences] of Object.entries(SENTENCES)) {
    const files = own[group];
    own[group] = {
      ...files,
      needed: new Map([...Object.keys(sentences).map((key) => [key, ''] as const), ...(files?.needed ?? [])]),
      places: (key) => sentences[key] ?? files?.places(key) ?? [],
    };
  }
  return new Map(Object.entries(own));
}

/** Names without a place in them. */
function only(needed: ReadonlyMap<string, string>): Wanted {
  return { needed, places: () => [] };
}

/** Groups of labs. */
function groupsIn({ labs }: Knowledge): Map<string, string> {
  return new Map(
    [...labs.values()].flatMap(({ id, group }) => (group === undefined ? [] : [[group, `labs/${id}.yaml`]])),
  );
}

/** What a sentence can print of the patient: the age, labs as stated, and what the facts say. */
function printedNames(knowledge: Knowledge): string[] {
  return [...everyName(knowledge)].flatMap(({ name, meaning: { kind } }) =>
    kind === 'age' || kind === 'lab' || kind === 'fact' ? [name] : [],
  );
}

/** What facts can answer, as `<fact>-<word>`. */
function wordsOf(facts: Knowledge['facts'], part: 'category' | 'reason'): Map<string, string> {
  return new Map(
    [...facts.values()].flatMap((fact) =>
      (fact[part]?.texts ?? []).map((text) => [`${fact.id}-${text}`, `facts/${fact.id}.yaml`] as const),
    ),
  );
}

/** Units of numbers that a page or card prints. */
function unitsIn({ labs, valueSets, facts, causes, orders, rules }: Knowledge): Map<string, string> {
  const figures = [facts, causes, orders, rules].flatMap((map) =>
    [...map.values()].flatMap(({ numbers }) => numbers.map(({ unit }) => unit)),
  );
  const ofLabs = [...labs.values()].flatMap(({ unit, units, window }) => [
    ...(unit === undefined ? [] : [unit]),
    // Limits are in one of these, and a result is printed in the unit it came in.
    ...units.flatMap(({ as }) => as),
    ...(window ? [window.unit] : []),
  ]);
  const ofSets = [...valueSets.values()].flatMap(({ window }) => window?.unit ?? []);
  return new Map([...figures, ...ofLabs, ...ofSets].map((unit) => [unit, '']));
}

function systemsIn({ labs, valueSets, orders }: Knowledge): Map<string, string> {
  const codes = [
    ...[...labs.values()].flatMap((lab) => [...lab.codes, ...lab.rejects]),
    ...[...valueSets.values()].flatMap((set) => set.codes),
    ...[...orders.values()].flatMap(({ tests }) => tests.flatMap((test) => test.codes)),
  ];
  return new Map(codes.map(({ system }) => [system, '']));
}
