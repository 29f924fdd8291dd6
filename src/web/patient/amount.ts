import { amountText } from '../parts/text.js';

/** `23.95 µmol/L`: an amount in the unit of its test. What was converted into it has more decimals than anybody measured. */
export function shownAmount(value: number, unit?: string, comparator?: string): string {
  const measured = Number(value.toFixed(2)) === value;
  return amountText(measured ? value : Number(value.toPrecision(4)), unit, comparator);
}
