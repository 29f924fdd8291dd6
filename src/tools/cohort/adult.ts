import type { Given } from '../../cases/case-patients.js';

/** A result that is a number, in a unit of its lab. */
export interface Result {
  readonly lab: string;
  readonly value: number;
  readonly unit: string;
  readonly comparator?: string;
}

/** An adult of a population, made-up or of a file of rows. */
export interface Adult {
  readonly age: number;
  readonly sex: 'male' | 'female';
  /** For how many people this one stands. */
  readonly weight: number;
  /** In words, at the first look. */
  readonly given: Given;
  /** What is known at the first look, by lab; in the unit the population is stated in. */
  readonly values: ReadonlyMap<string, number>;
  readonly measured: readonly Result[];
  /** What tests would find that nobody has asked for yet. */
  readonly awaited: readonly Result[];
}

/** `ferritin >620 ng/mL`, as `patientOf` reads it. */
export function lineOf({ lab, value, unit, comparator = '' }: Result): string {
  return [lab, `${comparator}${plain(value)}`, unit].filter((word) => word !== '').join(' ');
}

/** Without an exponent, as laboratories write. */
export function plain(value: number): string {
  return value.toFixed(8).replace(/(?<=[1-9])0+$|\.0+$/u, '');
}
