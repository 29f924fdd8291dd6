import type { ValueSet } from '../model/knowledge.js';
import { codingKeys, codingsOf, keyOf } from '../record/codes.js';
import { indexWords, type Word } from './words.js';

/** No concept of a real record carries as many codings; of one that does, these are looked at. */
const MOST_CODINGS = 100;

/** From codes and words to value sets, made once from the files. */
export interface ValueSetIndex {
  /** The sets of one kind, in the order of the files. */
  readonly ofKind: (kind: ValueSet['of']) => readonly ValueSet[];
  /**
   * The sets that one of the codings is in, by the code or by the beginning of it, each with what our files call that code.
   * Dots and case do not count: `K70.30`, `K7030`. Takes anything; never throws; looks at 100 codings.
   */
  readonly setsOf: (concept: unknown) => ReadonlyMap<ValueSet, string>;
  /** The sets of medicines of which a text holds a word, with the word as it stands there. */
  readonly setsNamedIn: (text: string) => readonly Word<ValueSet>[];
  /** The sets of medicines of which a text says that they are not taken. */
  readonly setsRefusedIn: (text: string) => readonly Word<ValueSet>[];
}

const MEDICINE = '{medicine}';

interface Listed {
  readonly set: ValueSet;
  readonly display: string;
}

const NONE: ReadonlyMap<ValueSet, string> = new Map();

export function indexValueSets(valueSets: ReadonlyMap<string, ValueSet>): ValueSetIndex {
  const exact = new Map<string, Listed[]>();
  const prefixes = new Map<string, Listed[]>();
  const kinds = new Map<ValueSet['of'], ValueSet[]>();
  for (const set of valueSets.values()) {
    kinds.set(set.of, [...(kinds.get(set.of) ?? []), set]);
    for (const { system, code, display, prefix } of set.codes) {
      const index = prefix === true ? prefixes : exact;
      const key = folded(keyOf(system, code));
      index.set(key, [...(index.get(key) ?? []), { set, display }]);
    }
  }
  const lengths = [...new Set([...prefixes.keys()].map(({ length }) => length))];
  const sets = [...valueSets.values()];
  return {
    ofKind: (kind) => kinds.get(kind) ?? [],
    setsOf: (concept) => {
      let found: Map<ValueSet, string> | undefined;
      const add = (listed: readonly Listed[] | undefined): void => {
        for (const { set, display } of listed ?? []) {
          found ??= new Map();
          if (!found.has(set)) found.set(set, display);
        }
      };
      for (const received of codingKeys({ coding: firstCodings(concept) })) {
        const key = folded(received);
        add(exact.get(key));
        for (const length of lengths) add(prefixes.get(key.slice(0, length)));
      }
      return found ?? NONE;
    },
    setsNamedIn: indexWords(sets.map((set) => [set, set.words])),
    setsRefusedIn: indexWords(sets.map((set) => [set, refusals(set)])),
  };
}

/** `no {medicine}` stands for each word of the set. */
function refusals({ words, notTaken = [] }: ValueSet): string[] {
  return notTaken.flatMap((phrase) =>
    phrase.includes(MEDICINE) ? words.map((word) => phrase.replace(MEDICINE, word)) : [phrase],
  );
}

/** As many codings of a concept as are looked at. */
export function firstCodings(concept: unknown): ReturnType<typeof codingsOf> {
  const codings = codingsOf(concept);
  return codings.length > MOST_CODINGS ? codings.slice(0, MOST_CODINGS) : codings;
}

function folded(key: string): string {
  return key.replaceAll('.', '').toLowerCase();
}
