import { isObject } from '../element.js';

/**
 * The same without elements that hold nothing: `null` and the empty text, which serialisers write for what is absent and
 * FHIR R4 does not know ("null" stands only inside lists of primitive values). Lists keep their length. Copies only what
 * changes. Never throws on JSON that is within the bounds of a resource.
 */
export function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const kept = items.map(withoutEmpty);
    return kept.some((item, index) => item !== items[index]) ? kept : items;
  }
  if (!isObject(value)) return value;
  let changed = false;
  const kept: Record<string, unknown> = {};
  for (const [name, inside] of Object.entries(value)) {
    if (inside === null || inside === '') {
      changed = true;
      continue;
    }
    const rest = withoutEmpty(inside);
    changed ||= rest !== inside;
    kept[name] = rest;
  }
  return changed ? kept : value;
}
