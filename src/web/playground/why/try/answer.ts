import type { Offered } from './offered.js';

/** An expression to try on what a patient offers. */
export interface Question {
  readonly source: string;
  readonly offered: Offered;
}

/** What came of it: the values, or what is wrong with the expression. */
export type Reply =
  | {
      /** As JSON can say them. */
      readonly values: readonly unknown[];
      /** Names it reads. */
      readonly uses: readonly string[];
      /** Those of them of which nothing is known, not even that there is nothing. */
      readonly unknown: readonly string[];
    }
  | { readonly problem: string };

/** What a step of a rule makes of the values: anything but one yes or no is unknown. */
export function answerOf(values: readonly unknown[]): 'yes' | 'no' | 'unknown' {
  const [value] = values;
  if (values.length !== 1 || typeof value !== 'boolean') return 'unknown';
  return value ? 'yes' : 'no';
}
