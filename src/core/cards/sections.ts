import type { Judgement } from '../rules/judge.js';
import type { OrderedCause } from '../rules/causes.js';
import type { NotSuggested } from '../rules/workup.js';
import type { Reading } from '../readings/reading.js';
import type { Rule } from '../model/knowledge.js';
import type { Findings } from './findings.js';
import type { Phrasebook } from './phrasebook.js';
import { courseText } from './course.js';
import { labName, limitText, medicinePlaces, reportedText, sayOfPatient, valueText } from './phrases.js';
import { capitalised, escapeMarkdown, printRounded } from './text.js';

/** The most common causes shown; the rest stand in the explanation. */
const CAUSES_SHOWN = 3;

/** A Markdown list. */
export function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

/** One bullet for each result: value, date, limit and where the limit comes from. */
export function findingLines(readings: readonly Reading[], book: Phrasebook): string {
  return bullets(readings.map((reading) => findingLine(reading, book)));
}

/** The sentences of advice whose conditions hold. */
export function adviceLines({ rule }: Judgement, findings: Findings): string {
  const holding = rule.say.filter(({ when }) => findings.facts.ask(when) === 'yes');
  return bullets(
    holding.map(({ id, when }) => sayOfPatient(findings, 'advice', id, medicinePlaces(when, findings))),
  );
}

function findingLine(reading: Reading, book: Phrasebook): string {
  const { amount, lab, limit, day = '', ageDays = 0 } = reading;
  const isAtLimit = limit?.value !== undefined && amount?.low === limit.value && amount.high === limit.value;
  const age = ageDays === 0 ? 'today' : ageDays === 1 ? 'one' : 'many';
  return book.say('sections', 'finding', {
    Lab: capitalised(labName(lab.id, book)),
    value: escapeMarkdown(valueText(reading, book)),
    day,
    course: courseText(reading, book),
    age: book.say('daysAgo', age, { days: String(ageDays) }),
    above: book.say('above', isAtLimit ? 'at' : 'all'),
    limit: book.say('basis', limit?.basis ?? 'default', {
      limit: limit?.value === undefined ? '' : limitText(reading, limit.value, book),
    }),
  });
}

/** Why the card is a warning; empty when it is none. */
export function warningLine({ warnings }: Judgement, book: Phrasebook): string {
  return warnings.length === 0
    ? ''
    : book.say('sections', 'warnings', { list: warnings.map(book.label).join('; ') });
}

/** Supporting results in the order of the words file: with the limit where raised, the date where it is another day's. */
export function otherResults(triggers: readonly string[], findings: Findings): string {
  const { record, readings } = findings;
  const { book } = findings.parts;
  const days = new Set(triggers.map((id) => readings(id).day));
  const list = book
    .keys('labs')
    .filter((id) => record.results.has(id) && !triggers.includes(id))
    .map(readings)
    .filter(({ amount, outcome, problem }) => (amount ?? outcome) !== undefined && problem === undefined)
    .map((reading) => {
      const { lab, raised, limit, day } = reading;
      const notes = [
        ...(raised === 'yes' && limit?.value !== undefined
          ? [book.say('sections', 'limit', { limit: shortLimit(reading, limit.value, book) })]
          : []),
        ...(day !== undefined && !days.has(day) ? [day] : []),
      ];
      const noted = notes.length > 0 ? ` (${notes.join(', ')})` : '';
      return `${labName(lab.id, book)} ${escapeMarkdown(valueText(reading, book))}${noted}`;
    });
  return list.length === 0 ? '' : book.say('sections', 'others', { list: list.join(', ') });
}

/** Without its unit, unless that is not the one in front of it. */
function shortLimit(reading: Reading, limit: number, book: Phrasebook): string {
  const isConverted = reading.amount?.reported?.isOwnSize === false;
  return isConverted ? limitText(reading, limit, book) : printRounded(limit);
}

/** What the rule shows among the results, such as a score with its inputs or why there is none. */
export function shownLines({ rule }: Judgement, findings: Findings): string {
  const holding = rule.show.filter(({ when }) => findings.facts.ask(when) === 'yes');
  return holding.map(({ id }) => sayOfPatient(findings, 'results', id)).join('\n\n');
}

/** The first causes in order, each with the arms that moved it, and those not to miss that are not among them. */
export function causesText({ rule }: Judgement, causes: readonly OrderedCause[], findings: Findings): string {
  const { book } = findings.parts;
  const shown = causes.slice(0, CAUSES_SHOWN);
  const lines = shown.map(({ cause, movedBy }, index) => {
    const because = movedBy.length > 0 ? ` (${movedBy.map((arm) => armText(arm, findings)).join('; ')})` : '';
    return `${String(index + 1)}. ${capitalised(book.say('causes', cause.id))}${because}`;
  });
  return [
    `${book.say('sections', 'causes')}\n\n${lines.join('\n')}`,
    missNotText(rule, new Set(shown.map(({ cause }) => cause.id)), findings),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

/** What was seen, with the values it was seen in. */
function armText({ label, expression }: OrderedCause['movedBy'][number], findings: Findings): string {
  const { book, vocabulary } = findings.parts;
  const values = expression.uses.flatMap((name) => {
    const meaning = vocabulary.meanings.get(name);
    if (meaning?.kind !== 'lab') return [];
    const reading = findings.readings(meaning.lab.id);
    return reading.amount && reading.problem === undefined
      ? [`${labName(meaning.lab.id, book)} ${escapeMarkdown(reportedText(reading, book))}`]
      : [];
  });
  const days = expression.texts.flatMap((id) => {
    const isCoded = findings.parts.knowledge.labs.get(id)?.kind === 'coded';
    return isCoded ? (findings.readings(id).day ?? []) : [];
  });
  const seen = [...values, ...days].join(', ');
  return seen === '' ? book.label(label) : book.say('lists', 'arm', { value: book.label(label), seen });
}

function missNotText(rule: Rule, shown: ReadonlySet<string>, findings: Findings): string {
  const { facts, parts } = findings;
  if (!rule.missNot || facts.ask(rule.missNot.when) !== 'yes') return '';
  const { book } = parts;
  const list = rule.missNot.causes.filter((id) => !shown.has(id)).map((id) => book.say('causes', id));
  return list.length === 0 ? '' : book.say('sections', 'missNot', { list: list.join(', ') });
}

/** What might have made it a warning, had it been known. */
export function unknownsLine({ unknowns }: Judgement, book: Phrasebook): string {
  return unknownsText(unknowns, book);
}

/** Of these it is not known whether they hold. */
export function unknownsText(labels: readonly string[], book: Phrasebook): string {
  return labels.length === 0
    ? ''
    : book.say('sections', 'unknowns', {
        list: shortList(
          labels.map((label) => book.say('sections', 'whether', { label: book.label(label) })),
          book,
        ),
      });
}

/** What is not known and is named; the rest is counted, and stands in the explanation. */
const UNKNOWNS_NAMED = 2;

function shortList(all: readonly string[], book: Phrasebook): string {
  const list = all.slice(0, UNKNOWNS_NAMED).join('; ');
  const count = all.length - UNKNOWNS_NAMED;
  return count > 0 ? book.say('sections', 'more', { list, count: String(count) }) : list;
}

/** The tests not offered because they are done. */
export function doneLine(notSuggested: readonly NotSuggested[], book: Phrasebook): string {
  const list = notSuggested.flatMap(({ test, because }) =>
    test && because.reason === 'done' ? [`${book.say('tests', test.id)} (${because.day})`] : [],
  );
  return list.length === 0 ? '' : book.say('sections', 'done', { list: list.join(', ') });
}
