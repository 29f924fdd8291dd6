import type { Counted } from '../tally.js';
import type { BadPlace } from '../work-folder.js';

/** What a replay came to, as `counts.json` has it: every number of the report is in there. */
export interface Told {
  readonly about: {
    readonly service: string;
    readonly client?: string | undefined;
    readonly profile: string;
    readonly variants: readonly string[];
    readonly knowledge: { readonly version: string; readonly date: string };
    readonly files: number;
    readonly bytes: number;
  };
  readonly complete: boolean;
  readonly partitions: { readonly done: number; readonly all: number };
  readonly tables: Readonly<
    Record<string, { readonly columns: readonly string[]; readonly rows: readonly Counted[] } | undefined>
  >;
  readonly badLines: readonly BadPlace[];
}

/** The tables of a replay, to be asked. */
export interface Numbers {
  /** Lines of a table, the largest first. */
  readonly rows: (table: string) => readonly Counted[];
  /** What lines come to, those whose first cells are these. */
  readonly sum: (table: string, ...cells: readonly string[]) => number;
  /** A table by one of its cells: how much of each. */
  readonly by: (
    table: string,
    cell: number,
    where?: (cells: readonly string[]) => boolean,
  ) => ReadonlyMap<string, number>;
}

export function numbersOf({ tables }: Told): Numbers {
  const rows = (table: string): readonly Counted[] =>
    [...(tables[table]?.rows ?? [])].sort((one, other) => other.count - one.count);
  return {
    rows,
    sum: (table, ...cells) =>
      rows(table)
        .filter((row) => cells.every((cell, place) => row.cells[place] === cell))
        .reduce((all, { count }) => all + count, 0),
    by(table, cell, where = () => true) {
      const found = new Map<string, number>();
      for (const { cells, count } of rows(table)) {
        const name = cells[cell] ?? '';
        if (where(cells)) found.set(name, (found.get(name) ?? 0) + count);
      }
      return found;
    },
  };
}
