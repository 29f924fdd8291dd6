import type { ValueSet } from '../model/knowledge.js';
import { codeOf, systemOf } from '../record/code-systems.js';
import { codingsOf } from '../record/codes.js';

/** From code to value sets: which sets a concept is in, by code or by a prefix of it. */
export interface ValueSetIndex {
  /** The sets of one kind, in the order of the files. */
  readonly ofKind: (kind: ValueSet['of']) => readonly ValueSet[];
  /** The sets that one of the codings is in. Takes anything; never throws. */
  readonly setsOf: (concept: unknown) => ReadonlySet<ValueSet>;
}

interface System {
  readonly exact: Map<string, ValueSet[]>;
  readonly prefixes: Map<string, ValueSet[]>;
  /** Lengths of the prefixes. */
  readonly lengths: Set<number>;
}

const NONE: ReadonlySet<ValueSet> = new Set();

export function indexValueSets(valueSets: ReadonlyMap<string, ValueSet>): ValueSetIndex {
  const systems = new Map<string, System>();
  const kinds = new Map<ValueSet['of'], ValueSet[]>();
  for (const set of valueSets.values()) {
    kinds.set(set.of, [...(kinds.get(set.of) ?? []), set]);
    for (const { system, code, prefix } of set.codes) {
      let index = systems.get(system);
      if (!index)
        systems.set(system, (index = { exact: new Map(), prefixes: new Map(), lengths: new Set() }));
      const sets = prefix === true ? index.prefixes : index.exact;
      if (prefix === true) index.lengths.add(code.length);
      sets.set(code, [...(sets.get(code) ?? []), set]);
    }
  }
  return {
    ofKind: (kind) => kinds.get(kind) ?? [],
    setsOf: (concept) => {
      let found: Set<ValueSet> | undefined;
      const add = (sets: readonly ValueSet[] | undefined): void => {
        for (const set of sets ?? []) (found ??= new Set()).add(set);
      };
      for (const { system, code } of codingsOf(concept)) {
        const received = codeOf(code);
        if (received === undefined) continue;
        const index = systems.get(systemOf(system, received) ?? '');
        if (!index) continue;
        add(index.exact.get(received));
        for (const length of index.lengths) add(index.prefixes.get(received.slice(0, length)));
      }
      return found ?? NONE;
    },
  };
}
