import type { Explanation } from '../api.js';

const INPUTS = ['age', 'ast', 'platelets', 'alt'] as const;
export type Fib4Input = (typeof INPUTS)[number];

/** FIB-4 as it was worked out, or what it lacked. */
export interface Fib4 {
  readonly value?: number;
  /** The numbers that went in, as text, without units. */
  readonly inputs: Readonly<Partial<Record<Fib4Input, string>>>;
  /** A number that is known only as a bound went in as it stands. */
  readonly bounded: boolean;
  /** What did not come, with the code of the reason where there is one. */
  readonly missing: readonly { readonly input: Fib4Input; readonly why?: string }[];
  readonly category?: string;
  readonly reason?: string;
  /** No: it is not worked out at all. */
  readonly adult: 'yes' | 'no' | 'unknown';
}

/** FIB-4 of an explanation; nothing when the service does not work it out. */
export function fib4Of({ facts }: Pick<Explanation, 'facts'>): Fib4 | undefined {
  const fact = facts['fib4'];
  if (!fact) return undefined;
  const { saw } = fact;
  const inputs: Partial<Record<Fib4Input, string>> = {};
  const missing: { input: Fib4Input; why?: string }[] = [];
  let bounded = false;
  for (const input of INPUTS) {
    const seen = saw[input];
    const [, comparator, number] = /^([<>]=?)?(\d+(?:\.\d+)?)(?:\s|$)/u.exec(textOf(seen)) ?? [];
    if (number !== undefined) {
      inputs[input] = number;
      bounded ||= comparator !== undefined;
    } else if (input in saw) missing.push({ input, ...(typeof seen === 'string' && { why: seen }) });
  }
  const adult = facts['adult']?.value;
  const { value, category, reason } = fact;
  return {
    ...(typeof value === 'number' && { value }),
    ...(typeof category === 'string' && { category }),
    ...(typeof reason === 'string' && { reason }),
    inputs,
    bounded,
    missing,
    adult: adult === true ? 'yes' : adult === false ? 'no' : 'unknown',
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
