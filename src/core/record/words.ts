/** Longer texts are no name of a test and no word for a result. */
const LONGEST = 120;
const ASCII = /^[ -~]*$/u;

/**
 * A name or word of a laboratory as it is compared: without case, accents, dots, characters that are not seen, and with one
 * blank for whatever else stands between its letters and digits. `Vit. B-12` → `vit b 12`, `Négatif` → `negatif`.
 * Empty for what is no text or too long for a name. Takes anything; never throws.
 */
export function foldWords(text: unknown): string {
  if (typeof text !== 'string' || text.length > LONGEST) return '';
  const plain = ASCII.test(text) ? text : text.normalize('NFKD').replace(/[\p{M}\p{Cf}]+/gu, '');
  return plain
    .toLowerCase()
    .replaceAll('.', '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
