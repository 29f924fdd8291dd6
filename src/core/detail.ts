import type { OrderedCause } from './causes.js';
import type { Judgement } from './judge.js';
import type { Words } from './knowledge.js';
import type { NotSuggested, Workup } from './orders.js';
import {
  type Findings,
  labList,
  labName,
  raisedTriggers,
  remarkText,
  unitText,
  valueText,
} from './phrases.js';
import type { Reading } from './reading.js';
import { capitalised, escapeMarkdown, printNumber, printValue, say } from './text.js';

/** One line of the context card; `lab` when it is about a result that could not be read. */
export interface ContextSentence {
  readonly id: string;
  readonly text: string;
  readonly unreadLab?: string;
}

/** The most common causes shown; the rest stand in the explanation. */
const CAUSES_SHOWN = 6;

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
    `${say(words, 'urgent', surroundings.profile)}\n\n${bullets(flags)}`,
    findingLines(raisedTriggers(judgement, findings).map(readings), words),
    otherResults(judgement.rule.triggers, findings),
    adviceLines(judgement, findings),
    alone ? remarksText(findings, alone.contextRemarks) : '',
    alone ? doneLine(alone.workup.notSuggested, words) : '',
    evidenceLines(judgement, findings),
  ]);
}

/** The Markdown of the card that says what was not evaluated. */
export function contextDetail(
  judgement: Judgement,
  lines: readonly ContextSentence[],
  findings: Findings,
): string {
  const { words, readings, surroundings } = findings;
  const { version, date } = surroundings.knowledge.release;
  return paragraphs([
    findingLines(raisedTriggers(judgement, findings).map(readings), words),
    bullets(lines.map(({ text }) => text)),
    say(words, 'sections', 'contextLimits', { version, date }),
  ]);
}

function paragraphs(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

function findingLines(readings: readonly Reading[], words: Words): string {
  return bullets(readings.map((reading) => findingLine(reading, words)));
}

function adviceLines({ rule }: Judgement, findings: Findings): string {
  const { words, facts } = findings;
  const holding = rule.say.filter(({ when }) => facts.ask(when) === 'yes');
  return bullets(
    holding.map(({ id }) => say(words, 'advice', id, placesFrom(findings, words['advice']?.[id] ?? ''))),
  );
}

function findingLine(reading: Reading, words: Words): string {
  const { lab, limit, day = '', ageDays = 0 } = reading;
  const age = ageDays === 0 ? 'today' : ageDays === 1 ? 'one' : 'many';
  const limitText =
    limit?.value === undefined ? '' : `${printNumber(limit.value)} ${unitText(lab, words)}`.trim();
  const line = say(words, 'sections', 'finding', {
    Lab: capitalised(labName(lab.id, words)),
    value: valueText(reading, words),
    day,
    age: say(words, 'daysAgo', age, { days: String(ageDays) }),
    above: say(words, 'above', 'all'),
    limit: say(words, 'basis', limit?.basis ?? 'default', { limit: limitText }),
  });
  return isConverted(reading)
    ? `${line}; ${say(words, 'sections', 'converted', { received: escapeMarkdown(reading.received ?? '') })}`
    : line;
}

function isConverted({ amount, result, lab }: Reading): boolean {
  const sent = result?.observation.valueQuantity?.value;
  return lab.unit !== undefined && amount !== undefined && sent !== undefined && sent !== amount.stated;
}

function warningLine({ warnings }: Judgement, words: Words): string {
  return warnings.length === 0 ? '' : say(words, 'sections', 'warnings', { list: warnings.join('; ') });
}

/** Supporting results in the order of the words file: with the limit where raised, the date where it is another day's. */
function otherResults(triggers: readonly string[], findings: Findings): string {
  const { record, readings, words } = findings;
  const days = new Set(triggers.map((id) => readings(id).day));
  const list = Object.keys(words['labs'] ?? {})
    .filter((id) => record.results.has(id) && !triggers.includes(id))
    .map(readings)
    .filter(({ amount, outcome, problem }) => (amount ?? outcome) !== undefined && problem === undefined)
    .map((reading) => {
      const { lab, raised, limit, day } = reading;
      const notes = [
        ...(raised === 'yes' && limit?.value !== undefined
          ? [say(words, 'sections', 'limit', { limit: printNumber(limit.value) })]
          : []),
        ...(day !== undefined && !days.has(day) ? [day] : []),
      ];
      const noted = notes.length > 0 ? ` (${notes.join(', ')})` : '';
      return `${labName(lab.id, words)} ${valueText(reading, words)}${noted}`;
    });
  return list.length === 0 ? '' : say(words, 'sections', 'others', { list: list.join(', ') });
}

function fib4Line({ facts, words, readings, person }: Findings): string {
  const category = facts.value('fib4Category');
  if (category === undefined) return '';
  if (category === 'missing-input') {
    const missing = ['alt', 'ast', 'platelets'].filter((id) => !readings(id).amount);
    return say(words, 'sections', 'fib4Missing', { list: labList(missing, words) });
  }
  if (category === 'not-interpretable')
    return say(words, 'sections', 'fib4NotInterpretable', {
      reason: say(words, 'fib4Reason', printValue(facts.value('fib4Reason'))),
    });
  const value = facts.value('fib4');
  const stated = (id: string): string => String(readings(id).amount?.stated ?? '');
  return say(words, 'sections', 'fib4', {
    value: typeof value === 'number' ? value.toFixed(2) : '',
    category: say(words, 'fib4Category', printValue(category)),
    age: String(person.age?.first ?? ''),
    ast: stated('ast'),
    alt: stated('alt'),
    platelets: stated('platelets'),
  });
}

function causesText(causes: readonly OrderedCause[], words: Words): string {
  const shown = causes.slice(0, CAUSES_SHOWN).map(({ cause, movedBy }, index) => {
    const because = movedBy.length > 0 ? ` (${movedBy.join('; ')})` : '';
    return `${String(index + 1)}. ${capitalised(say(words, 'causes', cause.id))}${because}`;
  });
  return `${say(words, 'sections', 'causes')}\n\n${shown.join('\n')}\n\n${say(words, 'sections', 'missNot')}`;
}

/** Facts that a sentence names, printed. */
function placesFrom({ facts }: Findings, sentence: string): Record<string, string> {
  const names = [...sentence.matchAll(/\{(\w+)\}/gu)].map(([, name = '']) => name);
  return Object.fromEntries(names.map((name) => [name, printValue(facts.value(name))]));
}

function unknownsLine({ unknowns }: Judgement, { words }: Findings): string {
  return unknowns.length === 0
    ? ''
    : say(words, 'sections', 'unknowns', {
        list: unknowns.map((label) => say(words, 'sections', 'whether', { label })).join('; '),
      });
}

/** What was found about the data, save what the context card says already. */
function remarksText(findings: Findings, contextRemarks: ReadonlySet<string>): string {
  const { words, request, record, person, remarks, readings } = findings;
  const lines = remarks.filter(({ id }) => !contextRemarks.has(id)).map((it) => remarkText(it, words));
  for (const lab of findings.surroundings.knowledge.labs.values())
    if (lab.role === 'trigger' && !request.given.has(lab.id)) lines.push(say(words, 'given', lab.id));
  const absent = unavailableNames(findings);
  if (absent.length > 0) lines.push(say(words, 'given', 'unavailable', { list: absent.join(', ') }));
  const foreign = record.setAside.filter(({ why }) => why === 'other-patient' || why === 'no-subject').length;
  if (foreign > 0) lines.push(say(words, 'given', 'other-patient', { count: String(foreign) }));
  const ferritin = readings('ferritin');
  if (ferritin.limit?.basis === 'default') {
    if (person.sex === undefined) lines.push(say(words, 'given', 'sex-unknown'));
    if (person.sex === 'female') lines.push(say(words, 'given', 'menopause'));
  }
  return lines.length === 0 ? '' : `${say(words, 'sections', 'remarks')}\n\n${bullets(lines)}`;
}

/** Names of the data that did not come; medicines count as given when any of their lists was. */
function unavailableNames({ request, words }: Findings): string[] {
  const names = (keys: readonly string[]): Set<string> =>
    new Set(keys.flatMap((key) => words['prefetch']?.[key] ?? []));
  const absent = new Set(request.unavailable);
  const given = names(Object.keys(request.service.prefetch).filter((key) => !absent.has(key)));
  return [...names(request.unavailable)].filter((name) => !given.has(name));
}

function doneLine(notSuggested: readonly NotSuggested[], words: Words): string {
  const list = notSuggested.flatMap(({ test, because }) =>
    test && because.reason === 'done' ? [`${say(words, 'tests', test.id)} (${because.day})`] : [],
  );
  return list.length === 0 ? '' : say(words, 'sections', 'done', { list: list.join(', ') });
}

function evidenceLines({ rule }: Judgement, { words, surroundings }: Findings): string {
  const { release, sources } = surroundings.knowledge;
  const cited = rule.because.map((id) => sources.get(id)).filter((source) => source?.kind !== 'decision');
  const evidence = say(words, 'sections', 'evidence', {
    version: release.version,
    date: release.date,
    statement: say(words, 'statement', rule.id),
    sources: cited.map((source) => source?.short ?? source?.id ?? '').join(', '),
  });
  return `${evidence} ${say(words, 'sections', 'limits')}`;
}
