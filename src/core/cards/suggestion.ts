import type { Action, Suggestion } from '../model/advice.js';
import type { OrderGroup } from '../model/knowledge.js';
import type { Suggested } from '../rules/orders.js';
import { placesFrom } from './phrases.js';
import type { Findings } from './findings.js';
import { capitalised, say } from './text.js';
import { uncheckedNames } from '../rules/unanswered.js';

const GROUPS: readonly OrderGroup[] = ['urgent', 'first-line', 'second-line', 'imaging'];

/**
 * Draft orders to accept: one suggestion per group with one action per test, or, for a client that takes one action per
 * suggestion, one suggestion per test in the same order. `triggers` are the labs whose results are the reason.
 */
export function suggestionsOf(
  suggested: readonly Suggested[],
  triggers: readonly string[],
  findings: Findings,
): Suggestion[] {
  const { words, request, surroundings } = findings;
  const name = ({ test }: Suggested): string => say(words, 'tests', test.id);
  const inOrder = GROUPS.map((group) => suggested.filter((one) => one.group === group)).filter(
    (group) => group.length > 0,
  );
  const action = (one: Suggested): Action => actionOf(one, triggers, findings);
  if (request.client.suggestions === 'single')
    return inOrder.flat().map((one) => ({
      label: say(words, 'suggestion', 'one', { test: name(one) }),
      uuid: surroundings.newId(),
      actions: [action(one)],
    }));
  return inOrder.map((group) => ({
    label: say(words, 'suggestion', group[0]?.group ?? '', {
      count: String(group.length),
      tests: group.map(name).join(', '),
    }),
    uuid: surroundings.newId(),
    actions: group.map(action),
  }));
}

function actionOf(
  { order, test, window }: Suggested,
  triggers: readonly string[],
  findings: Findings,
): Action {
  const { words, request, readings } = findings;
  const kind = 'since' in window ? 'since' : 'days' in window ? 'days' : 'ever';
  const places = {
    test: say(words, 'tests', test.id),
    days: 'days' in window ? String(window.days.value) : '',
    day: 'since' in window ? (readings(window.since).day ?? '') : '',
  };
  const own = words['actionFor']?.[order.id];
  const list = uncheckedNames(test, window, request, words).join(', ');
  const reason = own
    ? say(words, 'actionFor', order.id, { ...placesFrom(findings, own), ...places })
    : say(words, 'action', kind, places);
  const description =
    list === ''
      ? reason
      : own || kind === 'since'
        ? say(words, 'action', 'alsoUnchecked', { reason, list })
        : // That none was found is no finding where nobody could look.
          say(words, 'action', 'unchecked', { ...places, list });
  const reasons = triggers
    .map((id) => readings(id).result?.reference)
    .filter((reference) => reference !== undefined);
  return {
    type: 'create',
    description,
    resource: {
      resourceType: 'ServiceRequest',
      status: 'draft',
      intent: 'proposal',
      code: {
        coding: test.codes.map(({ system, code, display }) => ({
          system,
          code,
          ...(display && { display }),
        })),
        text: capitalised(places.test),
      },
      subject: { reference: `Patient/${request.patientId}` },
      ...(request.encounterId !== undefined && {
        encounter: { reference: `Encounter/${request.encounterId}` },
      }),
      ...(reasons.length > 0 && { reasonReference: reasons.map((reference) => ({ reference })) }),
    },
  };
}
