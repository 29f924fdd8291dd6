/** A word that was found, and whose it is. */
export interface Word<Owner> {
  readonly owner: Owner;
  readonly word: string;
}

/** No more of a text is looked at: no name of a medicine is longer. */
const LONGEST = 200;

/**
 * Finds whole words, of one or several parts, in texts of a record. Each text is taken apart once, however many words there
 * are; no regular expression is made of the words.
 */
export function indexWords<Owner>(
  lists: readonly (readonly [owner: Owner, words: readonly string[]])[],
): (text: string) => readonly Word<Owner>[] {
  const byFirst = new Map<string, (Word<Owner> & { readonly parts: readonly string[] })[]>();
  for (const [owner, words] of lists) {
    for (const word of words) {
      const parts = partsOf(word);
      const [first = ''] = parts;
      byFirst.set(first, [...(byFirst.get(first) ?? []), { owner, word, parts }]);
    }
  }
  return (text) => {
    let found: Word<Owner>[] | undefined;
    const parts = partsOf(text);
    for (const [place, part] of parts.entries())
      for (const candidate of byFirst.get(part) ?? [])
        if (candidate.parts.every((one, offset) => parts[place + offset] === one))
          (found ??= []).push(candidate);
    return found ?? [];
  };
}

/** A text in lower case, cut at whatever is neither letter, digit nor hyphen. */
function partsOf(text: string): string[] {
  return text
    .slice(0, LONGEST)
    .toLowerCase()
    .split(/[^\p{L}\p{N}-]+/u)
    .filter((part) => part !== '');
}
