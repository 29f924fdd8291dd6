import type { Knowledge, Words } from '../../core/model/knowledge.js';
import type { Report } from '../knowledge-error.js';
import { labelsOf } from '../labels.js';
import { suggestion } from '../nearest.js';
import { ENGLISH, LABELS, wantedWords, type Wanted } from '../wanted-words.js';

export const BANNED = 'banned';

/**
 * Holds every language that a client speaks against the knowledge: what is said of a thing that is not there, what is not
 * said of one that is, places that nothing fills, what one language says and another does not, and words no text may hold.
 * One that nobody speaks is not asked for: who changes a rule need not know every language there is.
 */
export function checkWords(knowledge: Knowledge, report: Report): void {
  const { words } = knowledge;
  const english = words.get(ENGLISH);
  if (!english) {
    report(`words/${ENGLISH}.yaml`, '', 'is missing: it is the language these files are written in');
    return;
  }
  const wanted = wantedWords(knowledge);
  const spoken = new Set([ENGLISH, ...[...knowledge.clients.values()].map(({ language }) => language)]);
  for (const [language, said] of words) {
    if (!spoken.has(language)) continue;
    const file = `words/${language}.yaml`;
    for (const [group, entries] of Object.entries(said)) checkGroup(file, group, entries, wanted, report);
    for (const [group, { needed }] of wanted)
      for (const [key, where] of needed)
        if (said[group]?.[key] === undefined) report(file, group, `has no '${key}'${forWhat(where)}`);
    if (language === ENGLISH)
      checkBanned(file, [...textsOf(said), ...englishTexts(knowledge)], said, english, report);
    else {
      sameAsEnglish(file, said, english, report);
      checkLabels(file, said[LABELS] ?? {}, knowledge, report);
      checkBanned(file, textsOf(said, file), said, english, report);
    }
  }
  checkContacts(knowledge, english['contacts'] ?? {}, report);
}

/** A site names whom to ask only under a key that sentences ask for. */
function checkContacts({ clients }: Knowledge, contacts: Words[string], report: Report): void {
  for (const [id, client] of clients)
    for (const key of Object.keys(client.contacts ?? {}))
      if (contacts[key] === undefined)
        report(
          `clients/${id}.yaml`,
          `contacts.${key}`,
          `words/${ENGLISH}.yaml has no such contact${suggestion(key, Object.keys(contacts))}`,
        );
}

function forWhat(where: string): string {
  return where === '' ? '' : `, for ${where}`;
}

function checkGroup(
  file: string,
  group: string,
  entries: Words[string],
  wanted: ReadonlyMap<string, Wanted>,
  report: Report,
): void {
  if (group === LABELS && file === `words/${ENGLISH}.yaml`)
    report(file, group, 'is not needed: English labels stand in the files themselves');
  const known = wanted.get(group);
  if (!known) {
    if (group !== LABELS && group !== BANNED)
      report(file, group, `is no group of sentences${suggestion(group, wanted.keys())}`);
    return;
  }
  const { free = false, needed, allowed = new Map<string, string>(), places } = known;
  for (const [key, sentence] of Object.entries(entries)) {
    if (!free && !needed.has(key) && !allowed.has(key)) {
      report(
        file,
        `${group}.${key}`,
        `there is nothing of that name${suggestion(key, [...needed.keys(), ...allowed.keys()])}`,
      );
      continue;
    }
    const filled = places(key);
    for (const name of placesIn(sentence))
      if (!filled.includes(name))
        report(
          file,
          `${group}.${key}`,
          `nothing fills {${name}}${suggestion(name, filled).replace(/'(.+)'/u, '{$1}')}`,
        );
  }
}

/** What English says and this language does not, and places that differ. */
function sameAsEnglish(file: string, said: Words, english: Words, report: Report): void {
  for (const [group, entries] of Object.entries(english)) {
    if (group === BANNED) continue;
    for (const [key, sentence] of Object.entries(entries)) {
      const own = said[group]?.[key];
      if (own === undefined) report(file, group, `has no '${key}', which words/${ENGLISH}.yaml has`);
      else checkPlaces(file, `${group}.${key}`, sentence, own, report);
    }
    for (const key of Object.keys(said[group] ?? {}))
      if (entries[key] === undefined)
        report(
          file,
          `${group}.${key}`,
          `words/${ENGLISH}.yaml has no such sentence${suggestion(key, Object.keys(entries))}`,
        );
  }
}

function checkPlaces(file: string, key: string, english: string, own: string, report: Report): void {
  const [theirs, ours] = [placesIn(english), placesIn(own)];
  for (const name of theirs)
    if (!ours.includes(name)) report(file, key, `has no {${name}}, which the English has`);
  for (const name of ours)
    if (!theirs.includes(name)) report(file, key, `has {${name}}, which the English has not`);
}

function checkLabels(file: string, labels: Words[string], knowledge: Knowledge, report: Report): void {
  const known = new Set<string>();
  for (const { text, file: at, key } of labelsOf(knowledge)) {
    if (known.has(text)) continue;
    known.add(text);
    const own = labels[text];
    if (own === undefined) report(file, LABELS, `has no '${text}', of ${at}: ${key}`);
    else checkPlaces(file, `${LABELS}.${text}`, text, own, report);
  }
  for (const text of Object.keys(labels))
    if (!known.has(text))
      report(file, `${LABELS}.${text}`, `no file has such a label${suggestion(text, known)}`);
}

interface Text {
  readonly file: string;
  readonly key: string;
  readonly text: string;
}

function textsOf(said: Words, file = `words/${ENGLISH}.yaml`): Text[] {
  return Object.entries(said).flatMap(([group, entries]) =>
    group === BANNED
      ? []
      : Object.entries(entries).map(([key, text]) => ({ file, key: `${group}.${key}`, text })),
  );
}

function englishTexts(knowledge: Knowledge): Text[] {
  return [...labelsOf(knowledge)];
}

/** The words that no text says: those of the language, and those of English, as the name of a medicine is one in many. */
function checkBanned(
  file: string,
  texts: readonly Text[],
  said: Words,
  english: Words,
  report: Report,
): void {
  if (Object.keys(said[BANNED] ?? {}).length === 0)
    report(file, BANNED, 'is missing: the words that no text in this language says');
  const banned = Object.entries({ ...english[BANNED], ...said[BANNED] });
  for (const { file: at, key, text } of texts) {
    const plain = text.toLowerCase().replace(/\s+/gu, ' ');
    for (const [word, why] of banned)
      if (plain.includes(word.toLowerCase())) report(at, key, `says '${word}': ${why}`);
  }
}

/** The names in braces of a sentence, each once. */
export function placesIn(sentence: string): string[] {
  return [...new Set([...sentence.matchAll(/\{(\w+)\}/gu)].map(([, name = '']) => name))];
}
