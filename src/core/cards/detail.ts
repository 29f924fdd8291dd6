import type { OrderedCause } from '../rules/causes.js';
import type { Judgement } from '../rules/judge.js';
import type { ContextList } from '../model/knowledge.js';
import type { NotSuggested, Workup } from '../rules/orders.js';
import { raisedTriggers, valueText } from './phrases.js';
import type { Findings } from './findings.js';
import {
  adviceLines,
  bullets,
  causesText,
  doneLine,
  evidenceLines,
  fib4Line,
  findingLines,
  otherResults,
  remarksText,
  unknownsLine,
  warningLine,
} from './sections.js';
import { escapeMarkdown, say } from './text.js';

/** One line of the context card and the labs it speaks of. */
export interface ContextSentence {
  readonly id: string;
  readonly text: string;
  readonly kind: ContextList | 'own';
  readonly labs: readonly string[];
}

/**
 * The Markdown of a card that found something: values and limits, other results, FIB-4, causes in order, advice, what is
 * not known, what is already done, evidence. `contextRemarks` are ids that the context card says already.
 */
export function mainDetail(
  judgement: Judgement,
  causes: readonly OrderedCause[],
  notSuggested: readonly NotSuggested[],
  contextRemarks: ReadonlySet<string>,
  findings: Findings,
): string {
  const { words, readings } = findings;
  const { triggers } = judgement.rule;
  return paragraphs([
    findingLines(triggers.map(readings), words),
    warningLine(judgement, words),
    otherResults(triggers, findings),
    fib4Line(findings),
    causesText(causes, words),
    adviceLines(judgement, findings),
    unknownsLine(judgement, findings),
    remarksText(findings, contextRemarks),
    doneLine(notSuggested, words),
    evidenceLines(judgement, findings),
  ]);
}

/** What each red flag says, with the values it names. */
export function flagTexts({ flags }: Judgement, { words, readings, surroundings }: Findings): string[] {
  const values = Object.fromEntries(
    [...surroundings.knowledge.labs.keys()].map((id) => [id, (): string => valueText(readings(id), words)]),
  );
  return flags.map(({ id }) => {
    const named = Object.keys(values).filter((lab) => words['flags']?.[id]?.includes(`{${lab}}`));
    return say(words, 'flags', id, Object.fromEntries(named.map((lab) => [lab, values[lab]?.() ?? ''])));
  });
}

/** The Markdown of the card of the red flags; `alone` when no main card carries the rest. */
export function urgentDetail(
  judgement: Judgement,
  flags: readonly string[],
  alone: { readonly workup: Workup; readonly contextRemarks: ReadonlySet<string> } | undefined,
  findings: Findings,
): string {
  const { words, readings, surroundings } = findings;
  return paragraphs([
    findingLines(raisedTriggers(judgement, findings).map(readings), words),
    `${say(words, 'urgent', surroundings.profile)}\n\n${bullets(flags.map(escapeMarkdown))}`,
    otherResults(judgement.rule.triggers, findings),
    adviceLines(judgement, findings),
    alone ? remarksText(findings, alone.contextRemarks) : '',
    alone ? doneLine(alone.workup.notSuggested, words) : '',
    evidenceLines(judgement, findings),
  ]);
}

/** The Markdown of the card that says what was not evaluated. */
export function contextDetail(lines: readonly ContextSentence[], findings: Findings): string {
  const { words, readings, surroundings } = findings;
  const { version, date } = surroundings.knowledge.release;
  const explained = new Set(lines.filter(({ kind }) => kind === 'own').flatMap(({ labs }) => labs));
  return paragraphs([
    findingLines([...explained].map(readings), words),
    `${say(words, 'sections', 'context')}\n\n${bullets(lines.map(({ text }) => text))}`,
    say(words, 'sections', 'contextLimits', { version, date }),
  ]);
}

function paragraphs(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
