import type { Card } from '../model/advice.js';
import type { Indicator, Quiet } from '../model/knowledge.js';
import type { Judgement } from '../rules/judge.js';
import type { Workup } from '../rules/workup.js';
import { contextDetail, type ContextSentence, mainDetail, type MainParts, urgentDetail } from './detail.js';
import type { Findings } from './findings.js';
import { flagTexts } from './flags.js';
import type { Phrasebook } from './phrasebook.js';
import { labList, raisedTriggers, reportedText, sayOfPatient } from './phrases.js';
import { suggestionsOf } from './suggestion.js';
import { clipSummary } from './text.js';

/** The card of a rule that found something: results, causes in order, what is next, what is not known; or three lines. */
export function mainCard(judgement: Judgement, content: MainParts, findings: Findings): Card {
  const { rule } = judgement;
  const { book } = findings.parts;
  const { quiet, workup } = content;
  const values = Object.fromEntries(
    rule.triggers.map((id) => [id, reportedText(findings.readings(id), book)]),
  );
  return cardOf({ ...judgement, indicator: indicatorOf(judgement, quiet) }, findings, {
    summary: sayOfPatient(findings, 'summary', summaryOf(judgement, quiet, findings), {
      ...values,
      Raised: book.say('raised', rule.id, values),
    }),
    detail: mainDetail(judgement, content, findings),
    offered: workup,
    triggers: rule.triggers,
  });
}

/** A card of three lines is no more than `info`. */
export function indicatorOf({ indicator }: Judgement, quiet: Quiet | undefined): Indicator {
  return quiet?.makes === 'brief' ? 'info' : indicator;
}

/** The first direction that holds, else the rule's own. */
function summaryOf(
  { rule, indicator }: Judgement,
  quiet: Quiet | undefined,
  { facts, parts }: Findings,
): string {
  if (quiet && parts.book.has('summary', quiet.id)) return quiet.id;
  const direction = rule.summaries.find(
    ({ when, onlyInfo }) => (onlyInfo !== true || indicator === 'info') && facts.ask(when) === 'yes',
  );
  return direction?.id ?? rule.id;
}

/**
 * The card of the red flags, with the tests they ask for. `alone`, when no main card says the rest: ids of what the context card
 * says.
 */
export function urgentCard(
  judgement: Judgement,
  workup: Workup,
  alone: ReadonlySet<string> | undefined,
  findings: Findings,
): Card {
  const { book, settings } = findings.parts;
  const flags = flagTexts(judgement, findings, true).join('; ');
  return cardOf(judgement, findings, {
    summary: book.say('urgentSummary', settings.profile, { flags }),
    detail: urgentDetail(judgement, workup, alone, findings),
    offered: workup,
    triggers: raisedTriggers(judgement, findings),
  });
}

/**
 * The card that says what was not evaluated, and why. `alone`, when no other card says what was found about the data: the tests it may
 * offer.
 */
export function contextCard(
  judgement: Judgement,
  lines: readonly ContextSentence[],
  alone: Workup | undefined,
  findings: Findings,
): Card {
  const { book } = findings.parts;
  const { kind, labs } = contextSubject(lines, book);
  return cardOf(judgement, findings, {
    summary: book.say('contextSummary', kind, { labs: labList(labs, book) }),
    detail: contextDetail(judgement, lines, alone, findings),
    ...(alone && { offered: alone, triggers: raisedTriggers(judgement, findings) }),
  });
}

/** What the summary of a context card speaks of: what could not be read, else what was raised and why it is not counted. */
function contextSubject(
  lines: readonly ContextSentence[],
  book: Phrasebook,
): { kind: string; labs: string[] } {
  const labsOf = (kind: ContextSentence['kind']): string[] => [
    ...new Set(lines.filter((line) => line.kind === kind).flatMap(({ labs }) => labs)),
  ];
  const unread = labsOf('unreadable');
  if (unread.length > 0) return { kind: 'unreadable', labs: unread };
  const own = lines.filter(({ kind }) => kind === 'own' || kind === 'reasons');
  if (own.length === 0) {
    const kinds = ['unanswered', 'unmapped', 'limitNotUsed'] as const;
    const kind = kinds.find((one) => lines.some((line) => line.kind === one)) ?? 'limitNotUsed';
    return { kind, labs: labsOf(kind) };
  }
  const known = own.find(({ id }) => book.has('contextSummary', id));
  return { kind: known?.id ?? 'explained', labs: [...new Set(own.flatMap(({ labs }) => labs))] };
}

interface CardText {
  readonly summary: string;
  readonly detail: string;
  /** The tests it offers, and the labs whose results are the reason. */
  readonly offered?: Workup;
  readonly triggers?: readonly string[];
}

function cardOf(
  { rule, indicator }: Judgement,
  findings: Findings,
  { summary, detail, offered, triggers = [] }: CardText,
): Card {
  const { parts, occasion } = findings;
  const frame = parts.frames.get(rule.id);
  if (!frame) throw new Error(`no frame for the rule ${rule.id}`);
  const { source, overrideReasons } = frame;
  const suggestions = offered ? suggestionsOf(offered.suggested, triggers, findings) : [];
  return {
    uuid: occasion.newId(),
    indicator,
    source,
    overrideReasons,
    summary: clipSummary(summary),
    detail,
    ...(suggestions.length > 0 && { suggestions, selectionBehavior: 'any' as const }),
  };
}
