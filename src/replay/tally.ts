/** Counts as they cross from one worker to another: by the words of a table and its cells, separated by tabs. */
export type Counts = Readonly<Record<string, number>>;

/** One line of a table. */
export interface Counted {
  readonly cells: readonly string[];
  readonly count: number;
}

/** Counts by table and cells. What two tallies of different patients hold may be added up. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(table: string, cells: readonly (string | undefined)[] = [], times = 1): void {
    const key = [table, ...cells.map(plain)].join('\t');
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + times);
  }

  addAll(counts: Counts): void {
    for (const [key, count] of Object.entries(counts))
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }

  /** In an order that does not depend on what was counted first. */
  counts(): Counts {
    return Object.fromEntries([...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1)));
  }
}

/** The tables of a tally, each with its lines. */
export function tablesOf(counts: Counts): ReadonlyMap<string, readonly Counted[]> {
  const tables = new Map<string, Counted[]>();
  for (const [key, count] of Object.entries(counts)) {
    const [table = '', ...cells] = key.split('\t');
    const lines = tables.get(table);
    if (lines) lines.push({ cells, count });
    else tables.set(table, [{ cells, count }]);
  }
  return tables;
}

/** A cell holds words of the knowledge or of FHIR: what is none, such as a tab, is a blank. */
function plain(cell: string | undefined): string {
  return (cell ?? '').replace(/[\u0000-\u001f]+/gu, ' ').slice(0, 200);
}
