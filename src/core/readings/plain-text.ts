const INVISIBLE = /[\u00AD\u200B-\u200D\u2060\uFEFF]/gu;
const SUPERSCRIPT = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * A text with nothing in it that a reader does not see or would not tell apart: no invisible characters, full width as half
 * width, every micro sign as µ (U+00B5), blanks as one blank, superscripts behind a `^`.
 */
export function plainText(text: string): string {
  if (/^[!-[\]-~]*$/u.test(text)) return text;
  return (
    text
      // HL7 v2 escapes of the micro sign, as interfaces forget to undo.
      .replace(/\\Z0(?:3BC|0B5)\\/giu, 'µ')
      .replace(INVISIBLE, '')
      // Compatibility forms have no superscripts: 10³ would become 103.
      .replace(
        /[⁰¹²³⁴⁵⁶⁷⁸⁹]+/gu,
        (digits) => `^${Array.from(digits, (it) => SUPERSCRIPT.indexOf(it)).join('')}`,
      )
      .normalize('NFKC')
      .replaceAll('\u03BC', 'µ')
      .replace(/\s+/gu, ' ')
      .trim()
  );
}
