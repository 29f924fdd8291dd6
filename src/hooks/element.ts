import type { ErrorObject } from 'ajv';

/**
 * Path of an element in a request, such as `prefetch.ferritin.entry[3]`. Names come from the request and may hold anything,
 * so a name that is not a plain word of at most 64 characters is written as `?`.
 */
export function elementPath(segments: readonly (string | number)[]): string {
  let path = '';
  for (const segment of segments) {
    if (typeof segment === 'number') path += `[${segment}]`;
    else path += (path === '' ? '' : '.') + (/^[A-Za-z0-9_-]{1,64}$/.test(segment) ? segment : '?');
  }
  return path;
}

/** The element that ajv's first error is about; empty for the root. */
export function firstProblem(problems: readonly ErrorObject[] | null | undefined): string {
  const problem = problems?.[0];
  if (!problem) return '';
  const segments = problem.instancePath
    .split('/')
    .slice(1)
    .map((name) => (/^\d{1,9}$/.test(name) ? Number(name) : name));
  const missing: unknown = problem.params['missingProperty'];
  return elementPath(typeof missing === 'string' ? [...segments, missing] : segments);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
