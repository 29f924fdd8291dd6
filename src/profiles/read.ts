import type { ReasonFile, RuleFile, StagesFile } from '../knowledge/files.js';
import type { Action } from './conditions.js';
import { reasonsOf } from './reasons.js';
import { FIELDS } from './rule-fields.js';
import { stagesOf } from './work-up.js';

/**
 * The rule a PlanDefinition was written from, as its file has it.
 * @throws Error when the PlanDefinition was not written by this service
 */
export function ruleFrom(plan: fhir4.PlanDefinition): RuleFile {
  const card = cardOf(plan);
  const fields = Object.entries(FIELDS).map(([name, field]) => [name, field.read(plan, card)] as const);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined)) as unknown as RuleFile;
}

/**
 * The reasons on record for which the plan sets a result aside, as their files have them.
 * @throws Error when the PlanDefinition was not written by this service
 */
export function reasonsFrom(plan: fhir4.PlanDefinition): ReasonFile[] {
  return reasonsOf(cardOf(plan));
}

/**
 * The stages in which the plan suggests tests, as `stages.yaml` has them.
 * @throws Error when the PlanDefinition was not written by this service
 */
export function stagesFrom(plan: fhir4.PlanDefinition): StagesFile['stages'] {
  return stagesOf(cardOf(plan));
}

function cardOf({ id = '', action: [card] = [] }: fhir4.PlanDefinition): Action {
  if (!card) throw new Error(`PlanDefinition ${id}: has no action`);
  return card;
}
