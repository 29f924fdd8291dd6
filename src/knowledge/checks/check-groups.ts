import type { Files, ServiceFile } from '../files.js';
import type { Report } from '../knowledge-error.js';
import { suggestion } from '../nearest.js';

/** A service asks for every group of labs there is, and for none that is not: a lab nobody asks for would never come. */
export function checkGroups(
  { prefetch, formerKeys = [] }: ServiceFile,
  labs: Files['labs'],
  file: string,
  report: Report,
): void {
  const asked = new Map(
    Object.entries(prefetch).flatMap(([key, template]) =>
      'group' in template ? [[template.group, key] as const] : [],
    ),
  );
  const groups = new Set([...labs.values()].flatMap(({ group }) => group ?? []));
  for (const [group, key] of asked)
    if (!groups.has(group))
      report(file, `prefetch.${key}.group`, `no lab is of the group '${group}'${suggestion(group, groups)}`);
  for (const { id, group } of labs.values())
    if (group !== undefined && !asked.has(group))
      report(file, 'prefetch', `no key asks for the group '${group}', of labs/${id}.yaml`);
  for (const [place, key] of formerKeys.entries())
    if (key in prefetch) report(file, `formerKeys[${place}]`, `'${key}' is a key of prefetch`);
}
