import type { Judgement } from '../rules/judge.js';
import type { OrderedCause } from '../rules/causes.js';
import type { NotSuggested } from '../rules/workup.js';
import type { Reading } from '../readings/reading.js';
import type { Findings } from './findings.js';
import type { Phrasebook } from './phrasebook.js';
import { labName, limitText, medicinePlaces, sayOfPatient, valueText } from './phrases.js';
import { capitalised, escapeMarkdown, printRounded } from './text.js';

/** The most common causes shown; the rest stand in the explanation. */
const CAUSES_SHOWN = 6;

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

/** The causes in order, and those not to miss. */
export function causesText(causes: readonly OrderedCause[], book: Phrasebook): string {
  const shown = causes.slice(0, CAUSES_SHOWN).map(({ cause, movedBy }, index) => {
    const because = movedBy.length > 0 ? ` (${movedBy.map(book.label).join('; ')})` : '';
    return `${String(index + 1)}. ${capitalised(book.say('causes', cause.id))}${because}`;
  });
  return `${book.say('sections', 'causes')}\n\n${shown.join('\n')}\n\n${book.say('sections', 'missNot')}`;
}

/** What might have made it a warning, had it been known. */
export function unknownsLine({ unknowns }: Judgement, book: Phrasebook): string {
  return unknowns.length === 0
    ? ''
    : book.say('sections', 'unknowns', {
        list: unknowns
          .map((label) => book.say('sections', 'whether', { label: book.label(label) }))
          .join('; '),
      });
}

/** The tests not offered because they are done. */
export function doneLine(notSuggested: readonly NotSuggested[], book: Phrasebook): string {
  const list = notSuggested.flatMap(({ test, because }) =>
    test && because.reason === 'done' ? [`${book.say('tests', test.id)} (${because.day})`] : [],
  );
  return list.length === 0 ? '' : book.say('sections', 'done', { list: list.join(', ') });
}
