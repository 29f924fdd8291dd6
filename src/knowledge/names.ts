import { everyName, type ListName, LISTS } from '../core/facts/names.js';
import type { Files } from './files.js';
import type { Report } from './knowledge-error.js';
import { suggestion } from './nearest.js';

/** The names behind `%` and the files that bring them. */
export type Names = ReadonlyMap<string, string>;

/** Names an expression may read; two files that bring the same one are reported. */
export function namesOf(files: Files, report: Report): Names {
  const names = new Map<string, string>();
  for (const { name, file = 'the service' } of everyName({ ...files, valueSets: files['value-sets'] })) {
    const other = names.get(name);
    if (other !== undefined) report(file, 'id', `brings %${name}, which ${other} brings already`);
    else names.set(name, file);
  }
  return names;
}

/** Says of a name that is not one what might have been meant. */
export function checkName(name: string, names: Names, folder: string): string | undefined {
  if (!names.has(name)) {
    const near = suggestion(name, names.keys()).replace(/'(.+)'/u, "'%$1'");
    return `there is no %${name}${near}`;
  }
  const list = Object.hasOwn(LISTS, name) ? LISTS[name as ListName] : undefined;
  if (!list || !('readIn' in list)) return undefined;
  const { readIn }: { readonly readIn: readonly string[] } = list;
  return readIn.includes(folder) ? undefined : `%${name} can be read in ${readIn.join(', ')} only`;
}
