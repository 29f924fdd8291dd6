import * as generated from './validators.generated.js';
import type { Check, Problem } from './validators.generated.js';

export type Structure =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** FHIRPath-like: `Observation.component[0].valueQuantity.value`. */
      readonly where: string;
      /** A fixed sentence; never holds anything of the resource. */
      readonly problem: string;
    };

const CHECKS: ReadonlyMap<string, Check> = new Map(Object.entries(generated));

const PROBLEMS: ReadonlyMap<string, string> = new Map([
  ['type array', 'This must be a list.'],
  ['type boolean', 'This must be true or false.'],
  ['type integer', 'This must be a whole number.'],
  ['type number', 'This must be a number.'],
  ['type object', 'This must be an object.'],
  ['type string', 'This must be a text.'],
  ['enum', 'This is not one of the codes FHIR R4 allows here.'],
  ['pattern', 'This is not written the way FHIR R4 asks for.'],
  ['required', 'This is missing.'],
]);

const RIGHT: Structure = { ok: true };

/**
 * Has the resource the shape FHIR R4 gives its type? Never throws. Types we do not read pass unchecked, and so do
 * elements FHIR R4 does not know and the insides of contained resources.
 */
export function validateResource(resource: unknown): Structure {
  if (typeof resource !== 'object' || resource === null || Array.isArray(resource)) {
    return { ok: false, where: 'Resource', problem: 'This is not a resource.' };
  }
  const type: unknown = 'resourceType' in resource ? resource.resourceType : undefined;
  if (typeof type !== 'string') {
    return { ok: false, where: 'Resource.resourceType', problem: 'This is missing or is not a text.' };
  }
  const check = CHECKS.get(type);
  if (!check) return RIGHT;
  try {
    const problem = check(resource);
    return problem === null
      ? RIGHT
      : { ok: false, where: elementPath(type, problem), problem: sentence(problem) };
  } catch {
    // RangeError: an Identifier can hold a Reference that holds an Identifier …
    return { ok: false, where: type, problem: 'This is nested too deeply to be read.' };
  }
}

/** Names in a path are always ones the FHIR schema knows: others are passed over. */
function elementPath(type: string, { path }: Problem): string {
  return type + path.map((name) => (typeof name === 'number' ? `[${name}]` : `.${name}`)).join('');
}

function sentence({ keyword }: Problem): string {
  return PROBLEMS.get(keyword) ?? 'This does not have the shape FHIR R4 gives it.';
}
