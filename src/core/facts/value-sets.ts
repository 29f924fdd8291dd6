import type { ValueSet } from '../model/knowledge.js';
import { codingKeys, keyOf } from '../record/codes.js';
import { lineOf, quickLook, searched } from './words.js';

/** From codes and words to value sets, made once from the files. */
export interface ValueSetIndex {
  /** The sets of one kind, in the order of the files. */
  readonly ofKind: (kind: ValueSet['of']) => readonly ValueSet[];
  /**
   * The sets that one of the codings is in, by the code or by the beginning of it, each with what our files call that code.
   * Dots and case do not count: `K70.30`, `K7030`. Takes anything; never throws; looks at 100 codings.
   */
  readonly setsOf: (concept: unknown) => ReadonlyMap<ValueSet, string>;
  /** Whether a word of some set may stand in the texts. */
  readonly mayName: (texts: readonly string[]) => boolean;
  /** The sets of medicines of which texts, made searchable, hold a word, each with the place of the text that does. */
  readonly setsNamedIn: (text: string) => ReadonlyMap<ValueSet, number>;
  /** Whether one of the texts, made searchable, says that a medicine of the set is not taken. */
  readonly isRefusedIn: (set: ValueSet, text: string) => boolean;
}

const MEDICINE = '{medicine}';

interface Listed {
  readonly set: ValueSet;
  readonly display: string;
}

/** The codes of one system. */
interface System {
  readonly exact: Map<string, Listed[]>;
  readonly prefixes: Map<string, Listed[]>;
  readonly lengths: Set<number>;
}

const NONE: ReadonlyMap<ValueSet, string> = new Map();

export function indexValueSets(valueSets: ReadonlyMap<string, ValueSet>): ValueSetIndex {
  const systems = new Map<string, System>();
  const kinds = new Map<ValueSet['of'], ValueSet[]>();
  for (const set of valueSets.values()) {
    kinds.set(set.of, [...(kinds.get(set.of) ?? []), set]);
    for (const { system, code, display, prefix } of set.codes) {
      const [name, folded] = systemAndCode(keyOf(system, code));
      const known = systems.get(name) ?? emptySystem();
      systems.set(name, known);
      if (prefix === true) known.lengths.add(folded.length);
      const index = prefix === true ? known.prefixes : known.exact;
      index.set(folded, [...(index.get(folded) ?? []), { set, display }]);
    }
  }
  const texts = new Map(
    [...valueSets.values()].flatMap((set) =>
      set.words.length === 0
        ? []
        : [[set, { words: set.words.map(searched), refusals: refusalsOf(set).map(searched) }] as const],
    ),
  );
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
      for (const key of codingKeys(concept)) {
        const [name, code] = systemAndCode(key);
        const system = systems.get(name);
        if (!system) continue;
        add(system.exact.get(code));
        for (const length of system.lengths) add(system.prefixes.get(code.slice(0, length)));
      }
      return found ?? NONE;
    },
    mayName: quickLook([...valueSets.values()].flatMap(({ words }) => words)),
    setsNamedIn: (text) => {
      const named = new Map<ValueSet, number>();
      for (const [set, { words }] of texts) {
        const word = words.find((one) => text.includes(one));
        if (word !== undefined) named.set(set, lineOf(text, word));
      }
      return named;
    },
    isRefusedIn: (set, text) => texts.get(set)?.refusals.some((one) => text.includes(one)) ?? false,
  };
}

/** `no {medicine}` stands for each word of the set. */
function refusalsOf({ words, notTaken = [] }: ValueSet): string[] {
  return notTaken.flatMap((phrase) =>
    phrase.includes(MEDICINE) ? words.map((word) => phrase.replace(MEDICINE, word)) : [phrase],
  );
}

function emptySystem(): System {
  return { exact: new Map(), prefixes: new Map(), lengths: new Set() };
}

/** The parts of a key; of the code, what is compared. */
function systemAndCode(key: string): readonly [system: string, code: string] {
  const bar = key.lastIndexOf('|');
  return [
    key.slice(0, bar),
    key
      .slice(bar + 1)
      .replaceAll('.', '')
      .toLowerCase(),
  ];
}
