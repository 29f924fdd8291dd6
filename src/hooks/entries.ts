import { isObject } from './element.js';

/** A patient's whole record of laboratory results seldom reaches a thousand. */
export const MOST_ENTRIES = 5_000;

/** How many entries the Bundles among these values have, Bundles inside Bundles included. */
export function countEntries(values: readonly unknown[]): number {
  let count = 0;
  const open = [...values];
  for (let next = open.pop(); open.length > 0 || next !== undefined; next = open.pop()) {
    if (isObject(next) && next['resourceType'] === undefined && isObject(next['resource']))
      open.push(next['resource']);
    const entries = isObject(next) ? next['entry'] : undefined;
    if (!Array.isArray(entries)) continue;
    count += entries.length;
    for (const entry of entries) {
      const inside: unknown = isObject(entry) ? (entry['resource'] ?? entry) : undefined;
      if (isObject(inside) && Array.isArray(inside['entry'])) open.push(inside);
    }
  }
  return count;
}
