/** A cell of a table: a text as it came, shown only when it belongs to so many patients that it is none of theirs; else its shape. */
export interface FreeText {
  readonly text: string;
  readonly shape: string;
  /** From how many patients on the text is shown; 0: always. */
  readonly shownFrom: number;
}

export type Cell = string | FreeText;

/** From how many patients on the wording of a site is taken for its catalogue's: the text of a code, a unit, a range or a flag. */
export const CATALOGUE = 3;
/** The same of a word that is the result itself. */
export const RESULT_WORD = 5;

const LONGEST_TEXT = 60;
const MOST_WORDS = 4;
const MOST_DIGITS = 8;

/** A text of the sample made fit for a terminal: one line, nothing invisible, not too long. */
export function clean(text: string, longest = LONGEST_TEXT): string {
  const line = text
    .slice(0, longest * 4)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

/** What a text looks like, with nothing of it: `>9999`, `99.9 word/word`. Long texts and long numbers are cut. */
export function shapeOf(text: string): string {
  const pieces = clean(text, 200).match(/\p{L}+|\d+|[^\p{L}\d]/gu) ?? [];
  let shape = '';
  let words = 0;
  for (const piece of pieces) {
    if (/^\p{L}/u.test(piece)) {
      if (++words > MOST_WORDS) return `${shape.trim()} …`;
      shape += 'word';
    } else if (/^\d/u.test(piece))
      shape += piece.length > MOST_DIGITS ? '99999999…' : '9'.repeat(piece.length);
    else shape += /[<>=.,/%:;()[\]+*^~ -]/u.test(piece) ? piece : '?';
  }
  return clean(shape, 40);
}

/** A text that stands for itself from so many patients on. */
export function free(text: string, shownFrom: number): FreeText {
  return { text: clean(text), shape: shapeOf(text), shownFrom };
}

/** A text that a closed list holds, or that is of the site's catalogue by its place. */
export function known(text: string, longest = LONGEST_TEXT): FreeText {
  return { text: clean(text, longest), shape: '', shownFrom: 0 };
}

/** What a reader is shown of a cell whose row is of so many patients. */
export function shown(cell: Cell, patients: number): string {
  if (typeof cell === 'string') return cell;
  return patients >= cell.shownFrom ? cell.text : `(${cell.shape})`;
}
