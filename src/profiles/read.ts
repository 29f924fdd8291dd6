import type { RuleFile } from '../knowledge/files.js';
import { FIELDS } from './rule-fields.js';

/**
 * The rule a PlanDefinition was written from, as its file has it.
 * @throws Error when the PlanDefinition was not written by this service
 */
export function ruleFrom(plan: fhir4.PlanDefinition): RuleFile {
  const [card] = plan.action ?? [];
  if (!card) throw new Error(`PlanDefinition ${plan.id ?? ''}: has no action`);
  const fields = Object.entries(FIELDS).map(([name, field]) => [name, field.read(plan, card)] as const);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined)) as unknown as RuleFile;
}
