import type { Given } from './case-patients.js';

/** A patient in words with the outcome the rules must give. */
export interface Case {
  /** Relative to the knowledge folder. */
  readonly file: string;
  /** Place in the file, from 0. */
  readonly place: number;
  readonly name: string;
  readonly given: Given;
  readonly expect: Readonly<Record<string, unknown>>;
}
