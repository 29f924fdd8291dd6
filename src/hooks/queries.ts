import type { Knowledge, Service } from '../core/model/knowledge.js';
import { queryOf } from './discovery.js';
import { ENCOUNTER, ENCOUNTER_KEY } from './encounter.js';
import type { HookRequest } from './request.js';

/**
 * The queries behind prefetch keys with every token filled, as CDS Hooks 2.0.1 has a client fill them; a key whose token
 * this request does not fill is left out.
 */
export function queriesFor(
  keys: readonly string[],
  request: HookRequest,
  service: Service,
  knowledge: Knowledge,
): ReadonlyMap<string, string> {
  const values = tokenValues(request);
  const queries = new Map<string, string>();
  for (const key of keys) {
    const template = service.prefetch[key] ?? (key === ENCOUNTER_KEY ? ENCOUNTER : undefined);
    if (!template) continue;
    const unfilled: string[] = [];
    const query = queryOf(template, knowledge, key).replace(/\{\{(.*?)\}\}/gs, (_, token: string) => {
      const value = values.get(token.trim());
      if (value === undefined) unfilled.push(token);
      // What is checked to be an id already is encoded all the same.
      return encodeURIComponent(value ?? '');
    });
    if (unfilled.length === 0) queries.set(key, query);
  }
  return queries;
}

function tokenValues({ patientId, userId, encounterId }: HookRequest): ReadonlyMap<string, string> {
  const [type = '', id = ''] = userId.split('/');
  return new Map([
    ['context.patientId', patientId],
    ['context.userId', userId],
    ...(encounterId === undefined ? [] : [['context.encounterId', encounterId] as const]),
    [`user${type}Id`, id],
  ]);
}
