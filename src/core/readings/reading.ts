import type { Remark, RemarkKind } from '../model/advice.js';
import type { WhyPassedOver, YesNo } from '../model/explanation.js';
import type { Client, Lab } from '../model/knowledge.js';
import type { Result } from '../record/sorting.js';
import type { Dated } from './candidates.js';
import type { Limit } from './limit.js';
import type { Outcome } from './outcome.js';
import type { Person } from './person.js';
import type { IsMeant } from './range-audience.js';
import type { Amount } from './units.js';

/** The newest usable result of a lab, or why there is none. */
export interface Reading {
  readonly lab: Lab;
  /** Absent: nothing was received that counts. */
  readonly result?: Result;
  readonly day?: string;
  readonly ageDays?: number;
  /** The newest result that shows the test was done, be it not the one that counts. */
  readonly lastDone?: { readonly day: string; readonly ageDays: number };
  /** As received, clipped: `>2000 ng/mL`. */
  readonly received?: string;
  /** `quantity` labs: in the lab's own unit. */
  readonly amount?: Amount;
  readonly limit?: Limit;
  readonly raised: YesNo;
  /** Below its range. */
  readonly low?: true;
  /** `coded` labs, and `presence` labs where it can be read. */
  readonly outcome?: Outcome;
  /** Why it cannot be used. */
  readonly problem?: RemarkKind;
  readonly remarks: readonly Remark[];
  /** The results before it; of labs whose course is kept. Worked out when asked for. */
  readonly course?: () => Course;
  /** The results of the lab that do not count, and why. Worked out when asked for. */
  readonly passedOver?: () => readonly Passed[];
}

/** A result that does not count. */
export interface Passed {
  readonly result: Result;
  readonly why: WhyPassedOver;
}

/** A reading of a result whose time is known. */
export type DatedReading = Reading & { readonly result: Dated } & Required<Pick<Reading, 'day' | 'received'>>;

/** Readings by lab id; each lab is read when first asked for. */
export type Readings = (labId: string) => Reading;

/** What reading a lab needs beside its results. */
export interface Reader {
  readonly client: Pick<Client, 'acceptStatuses'>;
  readonly person: Person;
  readonly now: number;
  /** How many days back results of a lab are used; absent: as its file says. */
  readonly windowOf?: ((lab: Lab) => number | undefined) | undefined;
  /** Whether a range marked with this code is meant for the patient; `undefined` when the code says nothing of it. */
  readonly isMeant: IsMeant;
}

/** A result before the one that counts, with the limit that applied to it. */
export type Earlier = Required<Pick<DatedReading, 'amount' | 'limit'>> &
  Pick<DatedReading, 'result' | 'day' | 'received' | 'raised'> & { readonly ageDays: number };

/** How a lab went: what was before the result that counts, and how that one stands to it. */
export interface Course {
  /** Newest first, one a sample. */
  readonly earlier: readonly Earlier[];
  /** How the result that counts stands to one before it: whether it may have risen by as much as makes it rising. */
  readonly mayHaveRisenFrom?: (before: Amount) => boolean;
  /** Absent when there is nothing before, or when bounds leave it open. */
  readonly trend?: 'rising' | 'falling' | 'steady';
}
