import { parse } from 'yaml';
import type { Revise } from './read-files.js';

/** A value that takes the place of another: `labs.ferritin.limits[1].high`, `400`. */
export interface Revision {
  readonly path: string;
  /** As it would be written in the file. */
  readonly value: string;
}

/**
 * Changes values of files as they are read, so that everything that is checked of a file is checked of what it would hold.
 * What names no value that is there is reported.
 */
export function revising(revisions: readonly Revision[]): {
  readonly revise: Revise;
  readonly unused: () => readonly string[];
} {
  const used = new Set<Revision>();
  return {
    revise: (file, data, report) => {
      let revised = data;
      for (const revision of revisions) {
        const keys = keysIn(file, revision.path);
        if (keys === undefined) continue;
        used.add(revision);
        const found = withValue(revised, keys, parse(revision.value) as unknown);
        if (found === undefined) report(file, keys, 'there is no such value to change');
        else revised = found.value;
      }
      return revised;
    },
    unused: () => revisions.filter((one) => !used.has(one)).map(({ path }) => path),
  };
}

/** What of a path is said of a file: `limits[1].high` of `labs/ferritin.yaml`; nothing when it is of another. */
function keysIn(file: string, path: string): string | undefined {
  const name = file.replace(/\.yaml$/u, '').replaceAll('/', '.');
  return path.startsWith(`${name}.`) ? path.slice(name.length + 1) : undefined;
}

/** A copy with another value in the place that the keys name; keys may hold dots and blanks, so the longest that is there is taken. */
function withValue(data: unknown, keys: string, value: unknown): { readonly value: unknown } | undefined {
  if (keys === '') return { value };
  if (Array.isArray(data)) {
    const [step = '', index = ''] = /^\[(\d+)\]\.?/u.exec(keys) ?? [];
    const items = data as readonly unknown[];
    if (step === '' || Number(index) >= items.length) return undefined;
    const inside = withValue(items[Number(index)], keys.slice(step.length), value);
    return inside && { value: items.map((item, place) => (place === Number(index) ? inside.value : item)) };
  }
  if (typeof data !== 'object' || data === null) return undefined;
  const name = Object.keys(data)
    .filter((key) => keys.startsWith(key) && /^(?:$|[.[])/u.test(keys.slice(key.length)))
    .sort((one, other) => other.length - one.length)[0];
  if (name === undefined) return undefined;
  const rest = keys.slice(name.length).replace(/^\./u, '');
  const inside = withValue((data as Readonly<Record<string, unknown>>)[name], rest, value);
  return inside && { value: { ...data, [name]: inside.value } };
}
