import type { Words } from '../model/knowledge.js';

/** Longest summary CDS Hooks allows: "Card.summary: < 140 characters". */
const LONGEST_SUMMARY = 139;

/**
 * A sentence with its `{name}` places filled. A place without a value stays empty; a missing sentence is a mistake of
 * the knowledge files that the completeness test finds, so its key is shown.
 */
export function say(
  words: Words,
  group: string,
  key: string,
  places: Readonly<Record<string, string>> = {},
): string {
  const sentence = words[group]?.[key] ?? `${group}.${key}`;
  return sentence.replace(/\{(\w+)\}/gu, (_, name: string) =>
    Object.hasOwn(places, name) ? (places[name] ?? '') : '',
  );
}

/** A label of a knowledge file, which is written in English: in the language of the words, where they have it. */
export function label(words: Words, english: string): string {
  return words['labels']?.[english] ?? english;
}

/** Text from a record made harmless in GitHub-flavoured Markdown: no markup, no link, no invisible characters. */
export function escapeMarkdown(text: string): string {
  return (
    withoutInvisible(text)
      .replace(/[\\`*_{}[\]()<>#!|~&@:]/gu, (mark) => `\\${mark}`)
      // Bare links: www.example.org, example.org, //example.org.
      .replace(/(?<=www)\.|\.(?=\p{L})|(?<=\/)\//giu, '\\$&')
  );
}

/** Text without control, bidirectional and zero-width characters. */
function withoutInvisible(text: string): string {
  return text.replace(/[\p{C}\u2028\u2029]/gu, ' ');
}

/** A summary no longer than a card may carry. */
export function clipSummary(text: string): string {
  const plain = withoutInvisible(text);
  return plain.length > LONGEST_SUMMARY ? `${plain.slice(0, LONGEST_SUMMARY - 1)}…` : plain;
}

/** First letter in upper case. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * A number as a reader expects it: three significant digits below 100, whole above. Where that would make it a round
 * number it is not, as limits are, its further digits are shown: 300.4 is not 300.
 */
export function printNumber(value: number): string {
  const rounded = Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
  const looksLikeALimit =
    rounded !== value && Number((rounded * 10).toPrecision(12)) % (Math.abs(value) >= 10 ? 50 : 1) === 0;
  return String(looksLikeALimit ? Number(value.toPrecision(6)) : rounded);
}

/** An index such as FIB-4: three decimals, and more where those would make it a limit it is not (1.2999 is not 1.3). */
export function printIndex(value: number): string {
  const rounded = Number(value.toFixed(3));
  const looksLikeALimit = rounded !== value && Number.isInteger(Number((rounded * 100).toPrecision(12)));
  return String(looksLikeALimit ? Number(value.toPrecision(7)) : rounded);
}

/** A value of an expression as text: numbers printed, words as they are, anything else not at all. */
export function printValue(value: unknown): string {
  if (typeof value === 'number') return printNumber(value);
  return typeof value === 'string' ? value : '';
}
