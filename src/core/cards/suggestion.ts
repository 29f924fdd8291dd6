import type { Action, Card, Suggestion } from '../model/advice.js';
import type { OfferedTest } from '../model/memory.js';
import type { Suggested } from '../rules/workup.js';
import { DAY } from '../record/moment.js';
import { uncheckedKeys } from '../rules/unanswered.js';
import type { Findings } from './findings.js';
import { sayOfPatient } from './phrases.js';
import { capitalised } from './text.js';

/**
 * Draft orders to accept: one suggestion per stage with one action per test, or, for a client that takes one action per
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
  const stages = offeredByStage(suggested, findings);
  const reasons = triggers.flatMap((id) => {
    const result: unknown = readings(id).result?.observation.id;
    return isFhirId(result) ? [{ reference: `Observation/${result}` }] : [];
  });
  const action = (one: Suggested): Action => actionOf(one, reasons, findings);
  if (client.suggestions === 'single')
    return stages.flatMap((stage) =>
      stage.suggested.map((one) => ({
        label: book.say('suggestion', 'one', { test: testName(one, findings) }),
        uuid: occasion.newId(),
        actions: [action(one)],
      })),
    );
  return stages.map((stage) => ({
    label: book.say('suggestion', stage.stage, { count: String(stage.suggested.length) }),
    uuid: occasion.newId(),
    actions: stage.suggested.map(action),
  }));
}

/** The tests that a card offers, each with the suggestion it stands in: the groups in the order in which `suggestionsOf` writes them. */
export function offeredIn(
  { suggestions = [] }: Card,
  suggested: readonly Suggested[],
  findings: Findings,
): OfferedTest[] {
  const stages = offeredByStage(suggested, findings);
  const groups =
    findings.parts.client.suggestions === 'single'
      ? stages.flatMap((stage) => stage.suggested.map((one) => [one]))
      : stages.map((stage) => stage.suggested);
  return suggestions.flatMap(({ uuid }, place) =>
    (groups[place] ?? []).map(({ order, test }) => ({ order: order.id, test: test.id, suggestion: uuid })),
  );
}

/** The tests offered, by the stages that have any, in the order of the stages. */
export function offeredByStage(
  suggested: readonly Suggested[],
  { parts }: Findings,
): { readonly stage: string; readonly suggested: readonly Suggested[] }[] {
  return parts.knowledge.stages.stages
    .map(({ id }) => ({ stage: id, suggested: suggested.filter((one) => one.stage === id) }))
    .filter((stage) => stage.suggested.length > 0);
}

/** What a test is called in an order. */
export function testName({ test }: Suggested, { parts }: Findings): string {
  return parts.drafts.get(test.id)?.name ?? test.id;
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
      ...(one.order.later && { occurrenceDateTime: dayAfter(occasion.now, one.order.later.value) }),
      ...(reasons.length > 0 && { reasonReference: [...reasons] }),
    },
  };
}

/** The UTC day so many days later. */
function dayAfter(now: Date, days: number): string {
  return new Date(now.getTime() + days * DAY).toISOString().slice(0, 10);
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
  if (!own && test.doneBy.labs.some((labs) => labs.every((id) => readings(id).problem !== undefined)))
    return book.say('action', 'unreadable', places);
  const reason = own
    ? capitalised(sayOfPatient(findings, 'actionFor', order.id, places))
    : book.say('action', kind, places);
  const unchecked = uncheckedKeys(test, window, request).filter((key) => book.has('prefetch', key));
  if (unchecked.length === 0) return reason;
  const list = [...new Set(unchecked.map((key) => book.say('prefetch', key)))].join(', ');
  // That none was found is no finding where nobody could look.
  return own || kind === 'since'
    ? book.say('action', 'alsoUnchecked', { reason, list })
    : book.say('action', 'unchecked', { ...places, list });
}
