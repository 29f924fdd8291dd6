import type { Card, Surroundings } from '../model/advice.js';
import type { OrderedCause } from '../rules/causes.js';
import { contextDetail, type ContextSentence, flagTexts, mainDetail, urgentDetail } from './detail.js';
import type { Judgement } from '../rules/judge.js';
import type { Words } from '../model/knowledge.js';
import type { Workup } from '../rules/orders.js';
import { labList, raisedTriggers, valueText } from './phrases.js';
import type { Findings } from './findings.js';
import { suggestionsOf } from './suggestion.js';
import { clipSummary, label, say } from './text.js';

/** The card of a rule that found something: values, causes in order, what is not known, what is offered. */
export function mainCard(
  judgement: Judgement,
  causes: readonly OrderedCause[],
  workup: Workup,
  contextRemarks: ReadonlySet<string>,
  findings: Findings,
): Card {
  const { rule } = judgement;
  const { words, readings } = findings;
  const values = Object.fromEntries(rule.triggers.map((id) => [id, valueText(readings(id), words)]));
  const suggestions = suggestionsOf(workup.suggested, rule.triggers, findings);
  return {
    ...cardFrame(judgement, findings),
    summary: clipSummary(say(words, 'summary', rule.id, values)),
    detail: mainDetail(judgement, causes, workup.notSuggested, contextRemarks, findings),
    ...(suggestions.length > 0 && { suggestions, selectionBehavior: 'any' as const }),
  };
}

/**
 * The card of the red flags. `workup` is empty when another card of the answer offers the tests; `accompanied` when a
 * main card says the rest.
 */
export function urgentCard(
  judgement: Judgement,
  workup: Workup,
  contextRemarks: ReadonlySet<string>,
  accompanied: boolean,
  findings: Findings,
): Card {
  const { words, surroundings } = findings;
  const flags = flagTexts(judgement, findings);
  const suggestions = suggestionsOf(workup.suggested, raisedTriggers(judgement, findings), findings);
  return {
    ...cardFrame(judgement, findings),
    summary: clipSummary(say(words, 'urgentSummary', surroundings.profile, { flags: flags.join('; ') })),
    detail: urgentDetail(judgement, flags, accompanied ? undefined : { workup, contextRemarks }, findings),
    ...(suggestions.length > 0 && { suggestions, selectionBehavior: 'any' as const }),
  };
}

/** The card that says what was not evaluated, and why. */
export function contextCard(
  judgement: Judgement,
  lines: readonly ContextSentence[],
  findings: Findings,
): Card {
  const { words } = findings;
  const { kind, labs } = contextSubject(lines, words);
  return {
    ...cardFrame(judgement, findings),
    summary: clipSummary(say(words, 'contextSummary', kind, { labs: labList(labs, words) })),
    detail: contextDetail(lines, findings),
  };
}

/** What the summary of a context card speaks of: what could not be read, else what was raised and why it is not counted. */
function contextSubject(lines: readonly ContextSentence[], words: Words): { kind: string; labs: string[] } {
  const labsOf = (kind: ContextSentence['kind']): string[] => [
    ...new Set(lines.filter((line) => line.kind === kind).flatMap(({ labs }) => labs)),
  ];
  const unread = labsOf('unreadable');
  if (unread.length > 0) return { kind: 'unreadable', labs: unread };
  const own = lines.filter(({ kind }) => kind === 'own');
  if (own.length === 0) {
    const kind = lines.some((line) => line.kind === 'unanswered') ? 'unanswered' : 'limitNotUsed';
    return { kind, labs: labsOf(kind) };
  }
  const known = own.find(({ id }) => words['contextSummary']?.[id] !== undefined);
  return { kind: known?.id ?? 'explained', labs: labsOf('own') };
}

function cardFrame(
  { rule, indicator }: Judgement,
  { surroundings, words }: Findings,
): Omit<Card, 'summary' | 'detail'> {
  const url = `${surroundings.publicUrl}/evidence/${rule.id}`;
  return {
    uuid: surroundings.newId(),
    indicator,
    source: {
      label: say(words, 'sourceLabel', 'all', { version: surroundings.knowledge.release.version }),
      url,
      topic: {
        system: `${surroundings.canonicalBase}/CodeSystem/card-topic`,
        code: rule.topic,
        display: label(words, rule.question),
      },
    },
    overrideReasons: overrideReasons(surroundings, words),
    links: [{ label: say(words, 'link', 'evidence'), url, type: 'absolute' }],
  };
}

function overrideReasons({ knowledge }: Surroundings, words: Words): Card['overrideReasons'] {
  return knowledge.release.overrideReasons.map(({ system, code }) => ({
    system,
    code,
    display: say(words, 'overrideReasons', code),
  }));
}
