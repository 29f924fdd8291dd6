import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { labelsOf } from '../../src/knowledge/labels.js';
import { loadKnowledge } from '../../src/knowledge/load.js';
import { KNOWLEDGE_FOLDER } from './shipped.js';

/** ISO 639: an artificial language. */
export const LANGUAGE = 'art';
/** A client that speaks it. */
export const SPEAKER = 'artificial-ehr';

/** Between these stands what the language says. */
export const MARK = { before: '⟦', after: '⟧' } as const;

/** Everything in a sentence that is no place, marked: what is filled in must bring marks of its own. */
export function marked(sentence: string): string {
  return sentence
    .split(/(\{\w+\})/u)
    .map((part, place) =>
      place % 2 === 1 || !/\p{L}/u.test(part)
        ? part
        : part.replace(/^(\s*)(.*?)(\s*)$/su, `$1${MARK.before}$2${MARK.after}$3`),
    )
    .join('');
}

/** Copies the shipped knowledge to a folder, with a made-up language that says all that English says, marked. */
export function copyWithTestLanguage(folder: string): void {
  cpSync(KNOWLEDGE_FOLDER, folder, { recursive: true });
  const english = parse(readFileSync(join(folder, 'words', 'en.yaml'), 'utf8')) as Record<
    string,
    Record<string, string>
  >;
  const groups = Object.entries(english).map(([group, entries]) => [
    group,
    Object.fromEntries(Object.entries(entries).map(([key, sentence]) => [key, marked(sentence)])),
  ]);
  const labels = [...labelsOf(loadKnowledge(folder))].map(({ text }) => [text, marked(text)]);
  const { link, ...rest } = Object.fromEntries(groups) as Readonly<Record<string, unknown>>;
  const words = { reviewed: false, ...rest, labels: Object.fromEntries(labels), link };
  writeFileSync(join(folder, 'words', `${LANGUAGE}.yaml`), stringify(words, { lineWidth: 0 }));
  const client = {
    id: SPEAKER,
    title: 'Made up',
    language: LANGUAGE,
    suggestions: 'grouped',
    acceptStatuses: [],
    localCodes: [],
  };
  writeFileSync(join(folder, 'clients', `${SPEAKER}.yaml`), stringify(client));
}
