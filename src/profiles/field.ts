import type { WrittenSaid } from '../knowledge/files.js';
import { type ArtefactContext, word } from './artefact-context.js';
import { type Action, condition } from './conditions.js';
import { addGroup, groupOf, whenOf } from './groups.js';

/** A rule as FHIR has it. */
export type Plan = fhir4.PlanDefinition;

/** A PlanDefinition being written, and its one action, which stands for the card. */
export interface Place {
  readonly context: ArtefactContext;
  readonly plan: Plan;
  readonly card: Action;
}

/** A field of a rule file and its place in a PlanDefinition. */
export interface Field<T> {
  /** Puts the value where FHIR has a place for it. */
  readonly write: (value: T, place: Place) => void;
  /** Takes it from there again. */
  readonly read: (plan: Plan, card: Action) => T;
}

/** Sentences that the card carries when their conditions hold. */
export function saidField(
  key: 'show' | 'notes' | 'say',
  words: string,
  title: string,
): Field<readonly WrittenSaid[] | undefined> {
  return {
    write: (said = [], { card, context }) =>
      addGroup(
        card,
        key,
        title,
        said.map(({ id, when }) => ({ id, title: word(context, words, id), condition: [condition(when)] })),
      ),
    read: (_plan, card) => groupOf(card, key)?.map(({ id, ...action }) => ({ id, when: whenOf(action) })),
  };
}
