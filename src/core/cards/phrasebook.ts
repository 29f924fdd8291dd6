import type { Words } from '../model/knowledge.js';
import { compileSentence, type Places, type Sentence } from './sentence.js';

/** The sentences of one language, taken apart once. */
export interface Phrasebook {
  /**
   * A sentence with its `{name}` places filled. A missing one is a mistake of the knowledge files that the loader finds, so its key
   * is shown.
   */
  readonly say: (group: string, key: string, places?: Places) => string;
  readonly has: (group: string, key: string) => boolean;
  /** Names of the places of a sentence; none when there is no such sentence. */
  readonly placesIn: (group: string, key: string) => readonly string[];
  /** Keys of a section, in the order of the file. */
  readonly keys: (group: string) => readonly string[];
  /** What stands in English in a knowledge file, and is its own key, in this language. */
  readonly label: (english: string) => string;
  /** A printed number with the decimal sign of the language: `2,52`. */
  readonly number: (printed: string) => string;
}

const NO_PLACES: Places = {};

export function phrasebook(words: Words): Phrasebook {
  const groups = new Map<string, ReadonlyMap<string, Sentence>>(
    Object.entries(words).map(([group, sentences]) => [
      group,
      new Map(Object.entries(sentences).map(([key, text]) => [key, compileSentence(text)])),
    ]),
  );
  const labels = new Map(Object.entries(words['labels'] ?? {}));
  const decimal = words['numbers']?.['decimal'] ?? '.';
  const find = (group: string, key: string): Sentence | undefined => groups.get(group)?.get(key);
  return {
    say: (group, key, places = NO_PLACES) => find(group, key)?.fill(places) ?? `${group}.${key}`,
    has: (group, key) => find(group, key) !== undefined,
    placesIn: (group, key) => find(group, key)?.names ?? [],
    keys: (group) => [...(groups.get(group)?.keys() ?? [])],
    label: (english) => labels.get(english) ?? english,
    number: (printed) => printed.replace('.', decimal),
  };
}
