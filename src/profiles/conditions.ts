import type { Conditions } from '../core/model/knowledge.js';
import type { WrittenConditions } from '../knowledge/files.js';

export type Action = fhir4.PlanDefinitionAction;
type Condition = fhir4.PlanDefinitionActionCondition;

const FHIRPATH = 'text/fhirpath';

/** An expression written into another one, and how to take it out again. */
export interface Wrap {
  readonly before: string;
  readonly after: string;
}

export const PLAIN: Wrap = { before: '', after: '' };
/** FHIR knows only conditions that must hold. An unknown does not silence a card, so this is not `not()`. */
export const NONE_MAY_HOLD: Wrap = { before: 'iif(', after: ', false, true)' };

export function fhirpath(source: string, wrap = PLAIN, label?: string): fhir4.Expression {
  return {
    ...(label !== undefined && { description: label }),
    language: FHIRPATH,
    expression: `${wrap.before}${source}${wrap.after}`,
  };
}

/**
 * The source inside the wrap.
 * @throws Error when the expression was not written by us
 */
export function sourceOf({ language, expression = '' }: fhir4.Expression, wrap = PLAIN): string {
  const { before, after } = wrap;
  if (language !== FHIRPATH || !expression.startsWith(before) || !expression.endsWith(after))
    throw new Error(`not an expression this service writes: ${expression}`);
  return expression.slice(before.length, expression.length - after.length);
}

/** Conditions as their file has them. */
export function writtenConditions(compiled: Conditions): WrittenConditions {
  return Object.fromEntries(compiled.map(({ label, expression }) => [label, expression.source]));
}

/** Conditions of an action, with ids that tell which list of the rule each is from. */
export function conditions(part: string, written: WrittenConditions, wrap = PLAIN): Condition[] {
  return Object.entries(written).map(([label, source], place) => ({
    id: `${part}.${place + 1}`,
    kind: 'applicability',
    expression: fhirpath(source, wrap, label),
  }));
}

/** The conditions of that list again. */
export function conditionsOf(action: Action, part: string, wrap = PLAIN): WrittenConditions {
  const own = (action.condition ?? []).filter(({ id = '' }) => id.replace(/\.\d+$/u, '') === part);
  return Object.fromEntries(
    own.map(({ expression }) => [
      expression?.description ?? '',
      sourceOf(expression ?? { language: '' }, wrap),
    ]),
  );
}

/** One condition without a label. */
export function condition(source: string, label?: string): Condition {
  return { kind: 'applicability', expression: fhirpath(source, PLAIN, label) };
}

export function addConditions(action: Action, added: readonly Condition[]): void {
  if (added.length > 0) action.condition = [...(action.condition ?? []), ...added];
}
