/** How wide the letters of a sans-serif face are, as parts of its size: rather too wide, so that no line runs out of its box. */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[ijl.,:;'|!]/u, 0.32],
  [/[ ftrI()/-]/u, 0.4],
  [/[mwMW%]/u, 0.92],
  [/[A-Z0-9×≥≤]/u, 0.68],
];
const OTHER = 0.58;

/** About how much room a text takes at a size. */
export function widthOf(text: string, size: number): number {
  return Array.from(text).reduce(
    (sum, letter) => sum + size * (WIDTHS.find(([kind]) => kind.test(letter))?.[1] ?? OTHER),
    0,
  );
}

/** A text in lines that fit; a word that is too long has a line to itself. */
export function wrap(text: string, size: number, room: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || widthOf(longer, size) <= room) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}
