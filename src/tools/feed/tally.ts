import { type Cell, shown } from './shape.js';

/** Where something was first seen: the number of a file in the sample, and a line of it. */
export interface Place {
  readonly file: number;
  readonly line: number;
  /** Where in what begins on that line, a list or a Bundle: `[3]`, `entry[2]`, both counted from 0. */
  readonly inside?: string;
}

/** One time that something was seen. */
export interface Sighting {
  readonly place: Place;
  /** Stands for the patient; absent when the result does not say whose it is. */
  readonly patient: string | undefined;
}

/** A line of a table. */
export interface Row {
  readonly cells: readonly string[];
  readonly results: number;
  readonly patients: number;
  readonly first: Place;
}

/** Counts what comes, by its cells. */
export interface Tally {
  readonly add: (cells: readonly Cell[], sighting: Sighting) => void;
  /** The most frequent first, those with the same first cell together. What may not be shown is told by its shape, and counted together with what looks the same. */
  readonly rows: () => Row[];
  /** Sightings beyond the bound, which no row counts. */
  readonly more: () => number;
}

/** Patients are told apart up to here; a table says `1,000+` for more. */
export const MOST_PATIENTS = 1_000;
const MOST_ROWS = 2_000;

interface Entry {
  readonly cells: readonly Cell[];
  results: number;
  readonly patients: Set<string>;
  readonly first: Place;
}

/** Keeps of each row a number, and of at most 1,000 patients who they are; of at most 2,000 rows. */
export function createTally(mostRows = MOST_ROWS, mostPatients = MOST_PATIENTS): Tally {
  const count = (entry: Entry, results: number, patients: Iterable<string>): void => {
    entry.results += results;
    for (const patient of patients) if (entry.patients.size < mostPatients) entry.patients.add(patient);
  };
  const entries = new Map<string, Entry>();
  let more = 0;
  return {
    add(cells, { place, patient }) {
      const key = JSON.stringify(cells);
      let entry = entries.get(key);
      if (!entry) {
        if (entries.size >= mostRows) {
          more++;
          return;
        }
        entries.set(key, (entry = { cells, results: 0, patients: new Set(), first: place }));
      }
      count(entry, 1, patient === undefined ? [] : [patient]);
    },
    more: () => more,
    rows() {
      const merged = new Map<string, Entry & { readonly shown: readonly string[] }>();
      for (const { cells, results, patients, first } of entries.values()) {
        const texts = cells.map((cell) => shown(cell, patients.size));
        const key = JSON.stringify(texts);
        let entry = merged.get(key);
        if (!entry)
          merged.set(key, (entry = { shown: texts, cells, results: 0, patients: new Set(), first }));
        count(entry, results, patients);
      }
      const rows = [...merged.values()].map((one): Row => {
        return { cells: one.shown, results: one.results, patients: one.patients.size, first: one.first };
      });
      const most = new Map<string, number>();
      for (const { cells, results } of rows)
        if (cells.length > 1) most.set(cells[0] ?? '', (most.get(cells[0] ?? '') ?? 0) + results);
      const groupSize = ({ cells: [group = ''] }: Row): number => most.get(group) ?? 0;
      return rows.sort(
        (one, other) =>
          groupSize(other) - groupSize(one) ||
          (one.cells.length > 1 ? order(one.cells[0] ?? '', other.cells[0] ?? '') : 0) ||
          other.results - one.results ||
          order(String(one.cells), String(other.cells)),
      );
    },
  };
}

function order(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
