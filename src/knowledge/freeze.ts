/** Freezes a value with everything in it, Maps included. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map) {
    for (const inner of value.values()) deepFreeze(inner);
    for (const method of ['set', 'delete', 'clear']) Object.defineProperty(value, method, { value: refuse });
  } else for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}

function refuse(): never {
  throw new TypeError('the knowledge is frozen');
}
