import type { Reason } from '../core/model/knowledge.js';
import type { ReasonFile } from '../knowledge/files.js';
import { type ArtefactContext, word } from './artefact-context.js';
import {
  type Action,
  addConditions,
  conditions,
  conditionsOf,
  NONE_MAY_HOLD,
  writtenConditions,
} from './conditions.js';
import { labOf, resultsOf } from './data-requirements.js';
import { addGroup, groupOf } from './groups.js';
import { citations, figureProof, figuresIn } from './proof.js';

const REASONS = 'reasons';

/**
 * Reasons on record as a group of the card, each with what must be on record and, as conditions none of which may hold, its exceptions.
 * Its input is the result that it sets aside.
 */
export function addReasons(card: Action, reasons: readonly Reason[], context: ArtefactContext): void {
  addGroup(
    card,
    REASONS,
    'Reasons on record for which a raised result is set aside',
    reasons.map((reason) => reasonAction(reason, context)),
  );
}

function reasonAction(
  { id, about, when, exceptions, numbers, because }: Reason,
  context: ArtefactContext,
): Action & { id: string } {
  const action: Action & { id: string } = {
    id,
    ...(numbers.length > 0 && { extension: numbers.map((figure) => figureProof(context, figure)) }),
    title: word(context, 'onRecord', id),
    documentation: citations(context, because),
    input: about.map((lab) => resultsOf(context, lab)),
  };
  addConditions(action, conditions(`${REASONS}.${id}.when`, writtenConditions(when)));
  addConditions(
    action,
    conditions(`${REASONS}.${id}.exceptions`, writtenConditions(exceptions), NONE_MAY_HOLD),
  );
  return action;
}

/** The reasons again, as their files have them. */
export function reasonsOf(card: Action): ReasonFile[] {
  return (groupOf(card, REASONS) ?? []).map(({ id, ...action }) => ({
    id,
    about: (action.input ?? []).map(labOf),
    when: conditionsOf(action, `${REASONS}.${id}.when`),
    exceptions: conditionsOf(action, `${REASONS}.${id}.exceptions`, NONE_MAY_HOLD),
    numbers: figuresIn(action),
    because: (action.documentation ?? []).flatMap((source) => source.id ?? []),
  }));
}
