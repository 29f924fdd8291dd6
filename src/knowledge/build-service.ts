import type { Lab, Service } from '../core/model/knowledge.js';
import type { ServiceFile } from './files.js';

/** A service as it is asked: groups become the labs they hold, and a former key the keys that ask for groups. */
export function buildService(
  { prefetch, formerKeys = [], ...rest }: ServiceFile,
  labs: ReadonlyMap<string, Lab>,
): Service {
  const templates = Object.entries(prefetch);
  const ofGroups = templates.flatMap(([key, template]) => ('group' in template ? [key] : []));
  return {
    ...rest,
    prefetch: Object.fromEntries(
      templates.map(([key, template]) => {
        if (!('group' in template)) return [key, template];
        const { group, count } = template;
        const inGroup = [...labs.values()].filter((lab) => lab.group === group);
        return [key, { labs: inGroup.map(({ id }) => id), count }];
      }),
    ),
    formerKeys: Object.fromEntries(formerKeys.map((key) => [key, ofGroups])),
  };
}
