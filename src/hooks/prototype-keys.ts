/** Names by which a copied key could reach the prototype of every object. FHIR and CDS Hooks have no such element. */
const KEYS = ['__proto__', 'constructor'];

/** Takes such keys out of a parsed JSON value, wherever they stand. */
export function withoutPrototypeKeys(value: unknown): void {
  const open: unknown[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    for (const key of KEYS) if (Object.hasOwn(next, key)) Reflect.deleteProperty(next, key);
    for (const inside of Object.values(next))
      if (typeof inside === 'object' && inside !== null) open.push(inside);
  }
}
