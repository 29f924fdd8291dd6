import type { ContextList, Quiet } from '../model/knowledge.js';
import type { OrderedCause } from '../rules/causes.js';
import type { Judgement } from '../rules/judge.js';
import type { NotSuggested, Workup } from '../rules/workup.js';
import { leftOutText, remarksText } from './data-remarks.js';
import type { Reading } from '../readings/reading.js';
import type { Findings } from './findings.js';
import type { Phrasebook } from './phrasebook.js';
import { labName, raisedTriggers, reportedText, sayOfPatient } from './phrases.js';
import { countedTexts, unknownExceptions } from './reasons.js';
import {
  adviceLines,
  bullets,
  causesText,
  doneLine,
  findingLines,
  otherResults,
  shownLines,
  unknownsLine,
  unknownsText,
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
  quiet: Quiet | undefined,
  alreadySaid: ReadonlySet<string>,
  findings: Findings,
): string {
  const { book } = findings.parts;
  const { triggers } = judgement.rule;
  return paragraphs([
    quiet ? sayOfPatient(findings, 'quiet', quiet.id) : '',
    findingLines(triggers.map(findings.readings), book),
    warningLine(judgement, book),
    bullets(countedTexts(judgement, findings)),
    otherResults(triggers, findings),
    shownLines(judgement, findings),
    causesText(judgement, causes, findings),
    adviceLines(judgement, findings),
    unknownsLine(judgement, book),
    remarksText(judgement, findings, alreadySaid),
    doneLine(notSuggested, book),
    evidenceOf(judgement, findings),
  ]);
}

/** The Markdown of a card of three lines: the results, why it says no more, what could not be read. */
export function briefDetail(
  judgement: Judgement,
  quiet: Quiet,
  alreadySaid: ReadonlySet<string>,
  findings: Findings,
): string {
  const { book, knowledge } = findings.parts;
  const { version, date } = knowledge.release;
  const { triggers } = judgement.rule;
  return paragraphs([
    findingLines(raisedTriggers(judgement, findings).map(findings.readings), book),
    otherResults(triggers, findings),
    sayOfPatient(findings, 'quiet', quiet.id),
    remarksText(judgement, findings, alreadySaid),
    book.say('sections', 'contextLimits', { version, date }),
  ]);
}

/** What each red flag says, with the values it names. */
export function flagTexts({ flags }: Judgement, { parts: { book }, readings }: Findings): string[] {
  // What one flag says of a result, another need not say again.
  const said = new Set<string>();
  return flags.map(({ id, shows }) => {
    const known = shows
      .filter((lab) => !said.has(lab))
      .map(readings)
      .filter(({ amount, problem }) => amount && problem === undefined);
    for (const { lab } of known) said.add(lab.id);
    const own = Object.fromEntries(known.map((reading) => [reading.lab.id, reportedText(reading, book)]));
    return book.say('flags', id, { ...own, values: known.map((one) => timesLimit(one, book)).join(', ') });
  });
}

/** `ALT 1850 U/L (41 × limit)` where it is a multiple of its limit. */
function timesLimit(reading: Reading, book: Phrasebook): string {
  const { lab, amount, limit, raised } = reading;
  const value = `${labName(lab.id, book)} ${reportedText(reading, book)}`;
  const high = limit?.multiple ?? limit?.value;
  const times = raised === 'yes' && amount && high ? Math.floor(amount.low / high) : 0;
  return times < 2 ? value : book.say('sections', 'timesLimit', { value, times: String(times) });
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
  const labsOf = (...kinds: readonly ContextSentence['kind'][]): string[] => [
    ...new Set(lines.filter(({ kind }) => kinds.includes(kind)).flatMap(({ labs }) => labs)),
  ];
  const setAside = labsOf('reasons');
  const unknown = unknownExceptions(setAside, findings);
  return paragraphs([
    findingLines(labsOf('own', 'reasons').map(readings), book),
    `${book.say('sections', 'context')}\n\n${bullets(lines.map(({ text }) => text))}`,
    // A reason may hide what is dangerous in this very patient: every value is printed beside it.
    setAside.length > 0 && alone ? otherResults(parts.triggers, findings) : '',
    unknownsText(unknown, book),
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
