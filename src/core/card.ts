import type { Card, Surroundings } from './advice.js';
import type { OrderedCause } from './causes.js';
import { contextDetail, type ContextSentence, mainDetail } from './detail.js';
import type { Judgement } from './judge.js';
import type { Words } from './knowledge.js';
import type { Workup } from './orders.js';
import { type Findings, labList, valueText } from './phrases.js';
import { suggestionsOf } from './suggestion.js';
import { clipSummary, say } from './text.js';

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

/** The card that says what was not evaluated, and why. */
export function contextCard(
  judgement: Judgement,
  lines: readonly ContextSentence[],
  findings: Findings,
): Card {
  const { words } = findings;
  const { kind, labs } = contextSubject(judgement, lines, findings);
  return {
    ...cardFrame(judgement, findings),
    summary: clipSummary(say(words, 'summary', kind, { labs: labList(labs, words) })),
    detail: contextDetail(judgement, lines, findings),
  };
}

/** What the summary of a context card speaks of: what could not be read, else what was raised. */
function contextSubject(
  { rule, lines: holding }: Judgement,
  lines: readonly ContextSentence[],
  { readings }: Findings,
): { kind: string; labs: string[] } {
  const unread = new Set(lines.flatMap(({ unreadLab }) => unreadLab ?? []));
  if (unread.size > 0) return { kind: 'context-unreadable', labs: [...unread] };
  const raised = rule.triggers.filter((id) => readings(id).raised === 'yes');
  return { kind: holding.every((line) => 'each' in line) ? 'context-limit' : 'context-other', labs: raised };
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
        display: rule.question,
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
