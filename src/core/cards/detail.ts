import type { ContextList, Quiet } from '../model/knowledge.js';
import type { OrderedCause } from '../rules/causes.js';
import type { Judgement } from '../rules/judge.js';
import type { Workup } from '../rules/workup.js';
import { causesLine } from './causes-line.js';
import { dataSentences, leftOutSentences } from './data-remarks.js';
import type { Findings } from './findings.js';
import { flagTexts } from './flags.js';
import { nextLine } from './next-line.js';
import { raisedTriggers } from './phrases.js';
import { countedTexts, unknownExceptions } from './reasons.js';
import { resultsLine } from './results-line.js';
import { supportingLine } from './supporting-line.js';
import { missingForWarning, missingNames, unknownLine } from './unknown-line.js';

// Every card has the same lines in the same order, each left out when it is empty, so that a reader finds them unread:
// what is on record or urgent, the results, the supporting results, what to think of, what is next, what is not known, the rules.

/** One line of the context card and the labs it speaks of. */
export interface ContextSentence {
  readonly id: string;
  readonly text: string;
  readonly kind: ContextList | 'own';
  readonly labs: readonly string[];
}

/** What a main card is written from, beside the findings. */
export interface MainParts {
  readonly causes: readonly OrderedCause[];
  readonly workup: Workup;
  /** What makes it quieter. */
  readonly quiet: Quiet | undefined;
  /** Ids of what the context card says. */
  readonly alreadySaid: ReadonlySet<string>;
}

/** The Markdown of a card that found something. One made brief names no causes, and of the results only what is raised. */
export function mainDetail(
  judgement: Judgement,
  { causes, workup, quiet, alreadySaid }: MainParts,
  findings: Findings,
): string {
  const isBrief = quiet?.makes === 'brief';
  return lines([
    countedTexts(judgement, findings).join(' '),
    resultsLine(isBrief ? raisedTriggers(judgement, findings) : judgement.rule.triggers, findings),
    supportingLine(judgement, findings),
    isBrief ? '' : causesLine(judgement, causes, findings),
    nextLine(judgement, workup, quiet, findings),
    unknownLine(
      isBrief ? [] : missingForWarning(judgement, findings),
      dataSentences(judgement, findings, alreadySaid),
      findings,
    ),
    footer(judgement, findings),
  ]);
}

/** The Markdown of the card of the red flags; `alone` when no main card carries the rest. */
export function urgentDetail(
  judgement: Judgement,
  workup: Workup,
  alone: ReadonlySet<string> | undefined,
  findings: Findings,
): string {
  const { book, settings } = findings.parts;
  const list = flagTexts(judgement, findings, false).join('; ');
  return lines([
    book.say('urgent', settings.profile, { list }),
    alone ? resultsLine(raisedTriggers(judgement, findings), findings) : '',
    alone ? supportingLine(judgement, findings) : '',
    nextLine(judgement, workup, undefined, findings),
    alone ? unknownLine([], dataSentences(judgement, findings, alone), findings) : '',
    footer(judgement, findings),
  ]);
}

/** The Markdown of the card that says what was set aside or not evaluated; `alone` when it is the only card. */
export function contextDetail(
  judgement: Judgement,
  sentences: readonly ContextSentence[],
  alone: Workup | undefined,
  findings: Findings,
): string {
  const labsOf = (...kinds: readonly ContextSentence['kind'][]): string[] => [
    ...new Set(sentences.filter(({ kind }) => kinds.includes(kind)).flatMap(({ labs }) => labs)),
  ];
  const setAside = labsOf('reasons');
  const said = new Set(sentences.map(({ id }) => id));
  return lines([
    sentences.map(({ text }) => (sentences.length > 1 ? `- ${text}` : text)).join('\n'),
    resultsLine(labsOf('own', 'reasons'), findings),
    // A reason may hide what is dangerous in this very patient: the results are printed beside it.
    setAside.length > 0 && alone ? supportingLine(judgement, findings) : '',
    alone ? nextLine(judgement, alone, undefined, findings) : '',
    unknownLine(
      missingNames(unknownExceptions(setAside, findings), findings),
      alone ? leftOutSentences(findings, said) : [],
      findings,
    ),
    footer(judgement, findings),
  ]);
}

function footer({ rule }: Judgement, { parts }: Findings): string {
  return parts.frames.get(rule.id)?.footer ?? '';
}

function lines(all: readonly string[]): string {
  return all.filter((line) => line !== '').join('\n\n');
}
