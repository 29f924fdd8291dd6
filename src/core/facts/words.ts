/** No more of a text is looked at: no name of a medicine is longer. */
const LONGEST = 200;

/**
 * Texts of a record, ready to be searched for whole words: lower case, cut at whatever is neither letter, digit nor hyphen,
 * one text to a line. Made once for a resource, however many words are looked for.
 */
export function searchable(texts: readonly string[]): string {
  const lines = texts.map((text) => text.slice(0, LONGEST).replaceAll('\n', ' ')).join('\n');
  return ` ${lines
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\n-]+/gu, ' ')
    .replaceAll('\n', ' \n ')} `;
}

/** A word, of one or several parts, as it is looked for in a text made searchable. */
export function searched(word: string): string {
  return searchable([word]).replace(/\s+/gu, ' ');
}

/** The place of the text that holds a word. */
export function lineOf(text: string, word: string): number {
  return text.slice(0, text.indexOf(word)).split('\n').length - 1;
}

/**
 * A quick look whether texts may hold one of the words at all: most hold none, and are spared being made searchable. Asks
 * for the longest part of each word, and of those only for such as do not hold another.
 */
export function quickLook(words: readonly string[]): (texts: readonly string[]) => boolean {
  const longest = words.map((word) =>
    searched(word)
      .split(' ')
      .reduce((one, other) => (other.length > one.length ? other : one)),
  );
  const parts = [...new Set(longest)];
  const fewest = parts.filter((part) => !parts.some((other) => other !== part && part.includes(other)));
  return (texts) => {
    const text = texts.join('\n').toLowerCase();
    return fewest.some((part) => text.includes(part));
  };
}
