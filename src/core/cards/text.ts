/** What stands between two things that a line tells. */
export const BETWEEN = ' · ';

/** Longest summary of a card, read at one glance. CDS Hooks allows more: "Card.summary: < 140 characters". */
const LONGEST_SUMMARY = 120;

/** Text from a record made harmless in GitHub-flavoured Markdown: no markup, no link, no invisible characters. */
export function escapeMarkdown(text: string): string {
  return (
    withoutInvisible(text)
      .replace(/[\\`*_{}[\]()<>#!|~&@:]/gu, (mark) => `\\${mark}`)
      // Bare links: www.example.org, example.org, //example.org.
      .replace(/(?<=www)\.|\.(?=\p{L})|(?<=\/)\//giu, '\\$&')
  );
}

/** A sentence of a card where it is no Markdown: without the marks of `escapeMarkdown`. */
export function plainText(markdown: string): string {
  return markdown.replace(/\\([\\`*_{}[\]()<>#!|~&@:./])/gu, '$1');
}

/** Text without control, bidirectional and zero-width characters. */
function withoutInvisible(text: string): string {
  return text.replace(/[\p{C}\u2028\u2029]/gu, ' ');
}

/** A summary no longer than a card may carry. */
export function clipSummary(text: string): string {
  const plain = withoutInvisible(text);
  if (plain.length <= LONGEST_SUMMARY) return plain;
  const cut = plain.slice(0, LONGEST_SUMMARY - 1);
  const end = cut.lastIndexOf(' ');
  return `${cut.slice(0, end > LONGEST_SUMMARY / 2 ? end : cut.length)}…`;
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
  return String(rounded !== value && isRound(rounded) ? Number(value.toPrecision(6)) : rounded);
}

/** As round as limits are: 1.2, 45, 300. */
function isRound(rounded: number): boolean {
  return Number((rounded * 10).toPrecision(12)) % (Math.abs(rounded) >= 10 ? 50 : 1) === 0;
}

/**
 * A converted number or a limit: digits that only the conversion made are not shown. Three significant digits below 100, whole
 * above, one more where those would make it a limit it is not: 300.4 is not 300, 500.002 is 500.
 */
export function printRounded(value: number): string {
  const rounded = Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
  return String(isRound(rounded) && Math.abs(value) < 10_000 ? Number(value.toPrecision(4)) : rounded);
}

/** A number as the laboratory sent it, without what binary fractions add. */
export function printReported(value: number): string {
  return String(Math.abs(value) >= 10_000 ? Math.round(value) : Number(value.toPrecision(5)));
}

/** An index such as FIB-4: two decimals, and more where those would make it one of its limits that it is not (2.668 is not 2.67). */
export function printIndex(value: number, limits: readonly number[]): string {
  const rounded = Number(value.toFixed(2));
  return String(rounded !== value && limits.includes(rounded) ? Number(value.toPrecision(7)) : rounded);
}

/** A value of an expression as text: numbers printed, words as they are, anything else not at all. */
export function printValue(value: unknown): string {
  if (typeof value === 'number') return printNumber(value);
  return typeof value === 'string' ? value : '';
}
