import { isObject } from './codes.js';

/**
 * Whether a resource carries a modifier extension: something that may turn its meaning around. FHIR R4: one that is not
 * understood "must not be ignored", and none is understood here. Takes anything; never throws.
 */
export function isModified(resource: unknown): boolean {
  if (!isObject(resource)) return false;
  const { modifierExtension } = resource;
  return Array.isArray(modifierExtension) ? modifierExtension.length > 0 : isObject(modifierExtension);
}
