import { variableOf } from '../core/facts/variables.js';
import type { Files } from './files.js';
import type { Report } from './knowledge-error.js';
import { suggestion } from './nearest.js';

/** Names that every expression may read beside those that files bring. */
const ALWAYS = ['age', 'sex', 'problems', 'raised', 'judged', 'approximate', 'positive'];
/** Lists that exist only once the readings and facts are there, and the folders that may ask them. */
export const LATE_LISTS: Readonly<Record<string, readonly string[]>> = {
  unreadable: ['rules'],
  limitNotUsed: ['rules'],
  unanswered: ['rules'],
  unsettled: ['rules'],
  redFlags: ['rules', 'orders', 'causes'],
};

/** The names behind `%` and the files that bring them. */
export type Names = ReadonlyMap<string, string>;

/** Names an expression may read; two files that bring the same one are reported. */
export function namesOf(files: Files, report: Report): Names {
  const names = new Map<string, string>(
    [...ALWAYS, ...Object.keys(LATE_LISTS)].map((name) => [name, 'the service']),
  );
  const bring = (file: string, name: string): void => {
    const other = names.get(name);
    if (other !== undefined) report(file, 'id', `brings %${name}, which ${other} brings already`);
    else names.set(name, file);
  };
  for (const id of files.labs.keys()) bring(`labs/${id}.yaml`, variableOf(id));
  for (const [id, fact] of files.facts) {
    const name = variableOf(id);
    bring(`facts/${id}.yaml`, name);
    if (fact.category !== undefined) bring(`facts/${id}.yaml`, `${name}Category`);
    if (fact.reason !== undefined) bring(`facts/${id}.yaml`, `${name}Reason`);
  }
  for (const [id, set] of files['value-sets']) {
    if (set.of === 'Medication') bring(`value-sets/${id}.yaml`, variableOf(`daysSince-${id}`));
    if (set.of === 'Procedure') bring(`value-sets/${id}.yaml`, `${variableOf(id)}Days`);
  }
  return names;
}

/** Says of a name that is not one what might have been meant. */
export function checkName(name: string, names: Names, folder: string): string | undefined {
  if (!names.has(name)) {
    const near = suggestion(name, names.keys()).replace(/'(.+)'/u, "'%$1'");
    return `there is no %${name}${near}`;
  }
  const folders = Object.hasOwn(LATE_LISTS, name) ? LATE_LISTS[name] : undefined;
  if (folders && !folders.includes(folder)) return `%${name} can be read in ${folders.join(', ')} only`;
  return undefined;
}
