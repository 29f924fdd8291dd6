/** What fills the `{name}` places of a sentence. */
export type Places = Readonly<Record<string, string>>;

/** A sentence taken apart once. */
export interface Sentence {
  /** Names of its places. */
  readonly names: readonly string[];
  /** The sentence with its places filled; one without a value stays empty. */
  readonly fill: (places: Places) => string;
}

const PLACE = /\{(\w+)\}/gu;

export function compileSentence(text: string): Sentence {
  // Every other piece is the name of a place.
  const pieces = text.split(PLACE);
  const names = pieces.filter((_, index) => index % 2 === 1);
  if (names.length === 0) return { names, fill: () => text };
  return {
    names: [...new Set(names)],
    fill: (places) => {
      let filled = '';
      for (let index = 0; index < pieces.length; index++) {
        const piece = pieces[index] ?? '';
        if (index % 2 === 0) filled += piece;
        else if (Object.hasOwn(places, piece)) filled += places[piece] ?? '';
      }
      return filled;
    },
  };
}
