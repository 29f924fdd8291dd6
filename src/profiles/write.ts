import type { Knowledge } from '../core/model/knowledge.js';
import { activityDefinitions } from './activity-definitions.js';
import { codeSystems } from './code-systems.js';
import { planDefinitions } from './plan-definitions.js';
import type { ArtefactContext } from './artefact-context.js';
import { structureDefinitions } from './structure-definitions.js';
import { groupValueSets, labValueSets, orderValueSets } from './value-sets.js';

/** A namespace, not a site. */
export const CANONICAL_BASE = 'https://hepacue.org/fhir';

export type Artefact =
  | fhir4.ActivityDefinition
  | fhir4.CodeSystem
  | fhir4.PlanDefinition
  | fhir4.StructureDefinition
  | fhir4.ValueSet;

/**
 * The knowledge as FHIR R4 resources, by file name (`ValueSet/lab-ferritin.json`).
 * @param base base of our canonical URLs, without a slash at the end
 * @param resultHook name of the hook that hands over new results, when it is not the one of the knowledge files
 */
export function artefacts(
  knowledge: Knowledge,
  base = CANONICAL_BASE,
  resultHook?: string,
): ReadonlyMap<string, Artefact> {
  const context: ArtefactContext = { knowledge, base, ...(resultHook !== undefined && { resultHook }) };
  const all: readonly Artefact[] = [
    ...activityDefinitions(context),
    ...codeSystems(context),
    ...planDefinitions(context),
    ...structureDefinitions(context),
    ...labValueSets(context),
    ...groupValueSets(context),
    ...orderValueSets(context),
  ];
  return new Map(all.map((artefact) => [`${artefact.resourceType}/${artefact.id ?? ''}.json`, artefact]));
}
