import type { Knowledge, Service } from '../core/model/knowledge.js';
import { queryOf } from './discovery.js';
import { ENCOUNTER, ENCOUNTER_KEY } from './encounter.js';
import { filled } from './fill-tokens.js';
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
  const queries = new Map<string, string>();
  for (const key of keys) {
    const template = service.prefetch[key] ?? (key === ENCOUNTER_KEY ? ENCOUNTER : undefined);
    const query = template && filled(queryOf(template, knowledge, key), request);
    if (query !== undefined) queries.set(key, query);
  }
  return queries;
}
