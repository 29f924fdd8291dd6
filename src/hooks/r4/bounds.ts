import { isObject } from '../element.js';

/**
 * What a resource may hold at most. Real ones stay far below: panels of some fifty components, reports with a hundred contained
 * results. What is larger is set aside before anything looks at each part of it.
 */
const MOST = {
  /** In one list, be it of components, contained resources, codings, ranges, notes or extensions. */
  items: 300,
  /** Of one object; FHIR R4 gives no resource a hundred. */
  elements: 200,
  /** Objects and lists in one resource. */
  parts: 20_000,
  depth: 100,
  /** Of what is kept to name it by. */
  kept: 50,
} as const;

/** Whether a resource holds more than is read. */
export function isTooLarge(resource: unknown): boolean {
  return partsIn(resource, MOST.parts, MOST.depth) < 0;
}

/** How many parts are left of so many; below 0 when a bound is passed. */
function partsIn(value: unknown, left: number, depth: number): number {
  if (typeof value !== 'object' || value === null) return left;
  if (depth === 0 || left === 0) return -1;
  let rest = left - 1;
  if (Array.isArray(value)) {
    if (value.length > MOST.items) return -1;
    for (const item of value) if ((rest = partsIn(item, rest, depth - 1)) < 0) return -1;
    return rest;
  }
  let elements = 0;
  for (const name in value) {
    if (++elements > MOST.elements) return -1;
    const inside = (value as Readonly<Record<string, unknown>>)[name];
    if ((rest = partsIn(inside, rest, depth - 1)) < 0) return -1;
  }
  return rest;
}

/** What tells whose a result is and of when. */
const KEPT = ['resourceType', 'id', 'status', 'subject', 'effectiveDateTime', 'effectivePeriod', 'issued'];

/**
 * What is left of a resource that is too large: whose it is, of when, and the codes it carries, so that a result it held can be
 * said to be missing.
 */
export function remainsOf(resource: unknown): unknown {
  if (!isObject(resource)) return undefined;
  const { code, component, contained } = resource;
  const kept = KEPT.filter((name) => partsIn(resource[name], MOST.kept, MOST.depth) >= 0);
  return {
    ...Object.fromEntries(kept.map((name) => [name, resource[name]])),
    code: shortened(code),
    component: codesIn(component),
    contained: codesIn(contained),
  };
}

/** Each code once. */
function codesIn(list: unknown): { readonly code: unknown }[] {
  if (!Array.isArray(list)) return [];
  const codes = new Map<string, unknown>();
  for (const one of list) {
    if (codes.size >= MOST.items) break;
    const code = isObject(one) ? shortened(one['code']) : undefined;
    if (code !== undefined) codes.set(JSON.stringify(code), code);
  }
  return [...codes.values()].map((code) => ({ code }));
}

/** The systems and codes of a CodeableConcept. */
function shortened(concept: unknown): object | undefined {
  if (!isObject(concept)) return undefined;
  const { coding, text } = concept;
  const codings: unknown[] = Array.isArray(coding) ? coding.slice(0, MOST.kept) : [coding];
  return {
    coding: codings
      .filter(isObject)
      .map(({ system, code }) => ({ system: short(system), code: short(code) })),
    text: short(text),
  };
}

function short(text: unknown): string | undefined {
  return typeof text === 'string' ? text.slice(0, 200) : undefined;
}
