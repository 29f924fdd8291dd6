import type { ContextList } from '../model/knowledge.js';
import type { OrderedCause } from '../rules/causes.js';
import type { Judgement } from '../rules/judge.js';
import type { NotSuggested, Workup } from '../rules/workup.js';
import { leftOutText, remarksText } from './data-remarks.js';
import type { Findings } from './findings.js';
import { raisedTriggers, reportedText } from './phrases.js';
import {
  adviceLines,
  bullets,
  causesText,
  doneLine,
  findingLines,
  otherResults,
  shownLines,
  unknownsLine,
  warningLine,
} from './sections.js';
import { escapeMarkdown } from './text.js';

/** One line of the context card and the labs it speaks of. */
export interface ContextSentence {
  readonly id: string;
  readonly text: string;
  readonly kind: ContextList | 'own';
  readonly labs: readonly string[];
}

/**
 * The Markdown of a card that found something: values and limits, other results, what the rule shows, causes in order, advice,
 * what is not known, what is already done, evidence. `alreadySaid` are ids of what the context card says.
 */
export function mainDetail(
  judgement: Judgement,
  causes: readonly OrderedCause[],
  notSuggested: readonly NotSuggested[],
  alreadySaid: ReadonlySet<string>,
  findings: Findings,
): string {
  const { book } = findings.parts;
  const { triggers } = judgement.rule;
  return paragraphs([
    findingLines(triggers.map(findings.readings), book),
    warningLine(judgement, book),
    otherResults(triggers, findings),
    shownLines(judgement, findings),
    causesText(causes, book),
    adviceLines(judgement, findings),
    unknownsLine(judgement, book),
    remarksText(judgement, findings, alreadySaid),
    doneLine(notSuggested, book),
    evidenceOf(judgement, findings),
  ]);
}

/** What each red flag says, with the values it names. */
export function flagTexts(
  { flags }: Judgement,
  { parts: { book, knowledge }, readings }: Findings,
): string[] {
  return flags.map(({ id }) => {
    const labs = book.placesIn('flags', id).filter((name) => knowledge.labs.has(name));
    return book.say(
      'flags',
      id,
      Object.fromEntries(labs.map((lab) => [lab, reportedText(readings(lab), book)])),
    );
  });
}

/** The Markdown of the card of the red flags; `alone` when no main card carries the rest. */
export function urgentDetail(
  judgement: Judgement,
  flags: readonly string[],
  alone: { readonly workup: Workup; readonly alreadySaid: ReadonlySet<string> } | undefined,
  findings: Findings,
): string {
  const { book, settings } = findings.parts;
  return paragraphs([
    findingLines(raisedTriggers(judgement, findings).map(findings.readings), book),
    `${book.say('urgent', settings.profile)}\n\n${bullets(flags.map(escapeMarkdown))}`,
    otherResults(judgement.rule.triggers, findings),
    adviceLines(judgement, findings),
    alone ? remarksText(judgement, findings, alone.alreadySaid) : '',
    alone ? doneLine(alone.workup.notSuggested, book) : '',
    evidenceOf(judgement, findings),
  ]);
}

/** The Markdown of the card that says what was not evaluated; `alone` when it is the only card. */
export function contextDetail(lines: readonly ContextSentence[], alone: boolean, findings: Findings): string {
  const { readings, parts } = findings;
  const { book, knowledge } = parts;
  const { version, date } = knowledge.release;
  const explained = new Set(lines.filter(({ kind }) => kind === 'own').flatMap(({ labs }) => labs));
  return paragraphs([
    findingLines([...explained].map(readings), book),
    `${book.say('sections', 'context')}\n\n${bullets(lines.map(({ text }) => text))}`,
    alone ? leftOutText(findings, new Set(lines.map(({ id }) => id))) : '',
    book.say('sections', 'contextLimits', { version, date }),
  ]);
}

function evidenceOf({ rule }: Judgement, { parts }: Findings): string {
  return parts.frames.get(rule.id)?.evidence ?? '';
}

function paragraphs(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
