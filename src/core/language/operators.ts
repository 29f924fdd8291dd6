/** Thrown where a closure does not know what FHIRPath would say: the caller asks fhirpath.js. */
export const ASK_FHIRPATH = new Error('ask fhirpath.js');

/** How `operator` combines two values; `undefined` for one that is left to fhirpath.js. */
export function operatorOf(type: string, operator: string): Combine | undefined {
  switch (type) {
    case 'EqualityExpression':
      return operator === '=' ? equal : undefined;
    case 'InequalityExpression': {
      const compare = COMPARISONS[operator];
      return compare && ((one, other) => comparison(compare, one, other));
    }
    case 'AdditiveExpression':
    case 'MultiplicativeExpression': {
      const work = ARITHMETIC[operator];
      return work && ((one, other) => arithmetic(work, one, other));
    }
    case 'UnionExpression':
      return (one, other) => [...new Set([...listOf(one), ...listOf(other)].map(word))];
    default:
      return undefined;
  }
}

export type Combine = (one: unknown, other: unknown) => unknown;

function equal(one: unknown, other: unknown): unknown {
  const [a, b] = [single(one), single(other)];
  if (a === undefined || b === undefined) return undefined;
  const plain =
    (typeof a === 'string' && typeof b === 'string') ||
    (typeof a === 'boolean' && typeof b === 'boolean') ||
    // How many digits of a broken number count is for fhirpath.js to say.
    (Number.isSafeInteger(a) && Number.isSafeInteger(b));
  if (!plain) throw ASK_FHIRPATH;
  return a === b;
}

type Compare = (a: number, b: number) => boolean;

const COMPARISONS: Readonly<Record<string, Compare | undefined>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** Two numbers, or two Quantities in the same unit. */
function comparison(compare: Compare, one: unknown, other: unknown): unknown {
  const [a, b] = [single(one), single(other)];
  if (a === undefined || b === undefined) return undefined;
  if (typeof a === 'number' && typeof b === 'number') return compare(a, b);
  const [left, right] = [quantity(a), quantity(b)];
  if (left.code !== right.code || typeof left.value !== 'number' || typeof right.value !== 'number')
    throw ASK_FHIRPATH;
  return compare(left.value, right.value);
}

function quantity(value: unknown): { readonly value?: unknown; readonly code?: unknown } {
  if (typeof value !== 'object' || value === null || !('code' in value) || 'comparator' in value)
    throw ASK_FHIRPATH;
  return value;
}

type Work = (a: number, b: number) => number | undefined;

const ARITHMETIC: Readonly<Record<string, Work | undefined>> = {
  '+': (a, b) => a + b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0 ? undefined : a / b),
};

function arithmetic(work: Work, one: unknown, other: unknown): unknown {
  const [a, b] = [numberIn(one), numberIn(other)];
  const result = a === undefined || b === undefined ? undefined : work(a, b);
  return result === undefined ? undefined : finite(result);
}

/** What a value says where yes or no is asked. */
export function truth(value: unknown): boolean | undefined {
  const one = single(value);
  if (one === undefined || typeof one === 'boolean') return one;
  throw ASK_FHIRPATH;
}

export function word(value: unknown): string {
  if (typeof value !== 'string') throw ASK_FHIRPATH;
  return value;
}

export function numberIn(value: unknown): number | undefined {
  const one = single(value);
  if (one === undefined || typeof one === 'number') return one;
  throw ASK_FHIRPATH;
}

export function single(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  if (value.length > 1) throw ASK_FHIRPATH;
  return value[0];
}

/** Any value as the list that FHIRPath sees. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
}

export function isEmpty(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : value === undefined;
}

export function finite(value: number): number {
  if (!Number.isFinite(value)) throw ASK_FHIRPATH;
  return value;
}
