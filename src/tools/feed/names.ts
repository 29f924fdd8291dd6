import type { Knowledge } from '../../core/model/knowledge.js';

/** The lab that a text speaks of, as far as its words tell. A suggestion for a person to confirm, never a reading. */
export type LabSuggested = (text: string) => string | undefined;

const MOST_WORDS = 12;

/**
 * Knows a lab by its names, by what a card calls it, and by what its codes are called up to the first bracket. The longest run of
 * words that is one of these decides: `Ferritin SerPl-mCnc` is ferritin, `Transferrin saturation` is not transferrin.
 */
export function labNames({ labs, words }: Pick<Knowledge, 'labs' | 'words'>): LabSuggested {
  const names = new Map<string, string>();
  const own = [...words.values()].map((language) => language['labs'] ?? {});
  for (const { id, names: listed, codes } of labs.values()) {
    const displays = codes.map(({ display }) => display.split(/[[(]/u)[0]);
    for (const name of [...listed, ...own.map((labels) => labels[id]), ...displays]) {
      const words = wordsOf(name ?? '').join(' ');
      if (words.length > 1 && !names.has(words)) names.set(words, id);
    }
  }
  return (text) => {
    const words = wordsOf(text).slice(0, MOST_WORDS);
    for (let length = words.length; length > 0; length--)
      for (let from = 0; from + length <= words.length; from++) {
        const found = names.get(words.slice(from, from + length).join(' '));
        if (found !== undefined) return found;
      }
    return undefined;
  };
}

/** In small letters; `B-12` and `B 12` are one word. */
function wordsOf(text: string): string[] {
  const joined = text.toLowerCase().replace(/(?<=(?<![\p{L}\p{N}])\p{L})[-. ](?=\d)/gu, '');
  return joined.match(/[\p{L}\p{N}]+/gu) ?? [];
}
