import type { Action, Suggestion } from '../model/advice.js';
import type { OrderGroup } from '../model/knowledge.js';
import type { Suggested } from '../rules/workup.js';
import { uncheckedKeys } from '../rules/unanswered.js';
import type { Findings } from './findings.js';
import { sayOfPatient } from './phrases.js';

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
  if (suggested.length === 0) return [];
  const { occasion, readings, parts } = findings;
  const { book, client } = parts;
  const name = ({ test }: Suggested): string => parts.drafts.get(test.id)?.name ?? test.id;
  const inOrder = GROUPS.map((group) => suggested.filter((one) => one.group === group)).filter(
    (group) => group.length > 0,
  );
  const reasons = triggers.flatMap((id) => {
    const result: unknown = readings(id).result?.observation.id;
    return isFhirId(result) ? [{ reference: `Observation/${result}` }] : [];
  });
  const action = (one: Suggested): Action => actionOf(one, reasons, findings);
  if (client.suggestions === 'single')
    return inOrder.flat().map((one) => ({
      label: book.say('suggestion', 'one', { test: name(one) }),
      uuid: occasion.newId(),
      actions: [action(one)],
    }));
  return inOrder.map((group) => ({
    label: book.say('suggestion', group[0]?.group ?? '', {
      count: String(group.length),
      tests: group.map(name).join(', '),
    }),
    uuid: occasion.newId(),
    actions: group.map(action),
  }));
}

/** Anything else would make a reference that leads elsewhere. */
function isFhirId(id: unknown): id is string {
  return typeof id === 'string' && /^[A-Za-z0-9\-.]{1,64}$/u.test(id);
}

function actionOf(one: Suggested, reasons: readonly fhir4.Reference[], findings: Findings): Action {
  const { request, parts, occasion } = findings;
  const { encounterId } = request;
  return {
    type: 'create',
    description: descriptionOf(one, findings),
    resource: {
      resourceType: 'ServiceRequest',
      // Of this proposal only: a server that takes it gives an id of its own.
      id: occasion.newId(),
      status: 'draft',
      intent: 'proposal',
      code: parts.drafts.get(one.test.id)?.code ?? {},
      subject: { reference: `Patient/${request.patientId}` },
      ...(encounterId !== undefined && { encounter: { reference: `Encounter/${encounterId}` } }),
      ...(reasons.length > 0 && { reasonReference: [...reasons] }),
    },
  };
}

function descriptionOf({ order, test, window }: Suggested, findings: Findings): string {
  const { request, readings, parts } = findings;
  const { book, drafts } = parts;
  const kind = 'since' in window ? 'since' : 'days' in window ? 'days' : 'ever';
  const places = {
    test: drafts.get(test.id)?.name ?? '',
    days: 'days' in window ? String(window.days.value) : '',
    day: 'since' in window ? (readings(window.since).day ?? '') : '',
  };
  const own = book.has('actionFor', order.id);
  const reason = own
    ? sayOfPatient(findings, 'actionFor', order.id, places)
    : book.say('action', kind, places);
  const unchecked = uncheckedKeys(test, window, request).filter((key) => book.has('prefetch', key));
  if (unchecked.length === 0) return reason;
  const list = [...new Set(unchecked.map((key) => book.say('prefetch', key)))].join(', ');
  // That none was found is no finding where nobody could look.
  return own || kind === 'since'
    ? book.say('action', 'alsoUnchecked', { reason, list })
    : book.say('action', 'unchecked', { ...places, list });
}
