import type { Test } from './tests.js';

/** A result before it is written: a number in the unit of its test, or an outcome. */
export interface Drawn {
  readonly at: number;
  readonly test: Test;
  readonly value: number | 'positive' | 'negative' | 'done';
}

/** The value of a test at a time. */
export type ValueAt = (test: Test, at: number) => number | undefined;
