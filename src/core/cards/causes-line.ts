import type { OrderedCause } from '../rules/causes.js';
import type { Judgement } from '../rules/judge.js';
import { dayText } from './dates.js';
import type { Findings } from './findings.js';
import type { Phrasebook } from './phrasebook.js';
import { labName, reportedText } from './phrases.js';
import { BETWEEN, escapeMarkdown } from './text.js';

/** The most causes shown, and the most that is said of why; the rest stands in the explanation. */
const CAUSES_SHOWN = 3;
const ARMS_SHOWN = 2;

/** The first causes in order, each with what was seen that moved it up, and those not to miss that are not among them. */
export function causesLine({ rule }: Judgement, causes: readonly OrderedCause[], findings: Findings): string {
  const { facts, parts } = findings;
  const { book } = parts;
  const shown = causes.slice(0, CAUSES_SHOWN);
  const named = new Set(shown.map(({ cause }) => cause.id));
  const list = shown.map(({ cause, movedBy }) => {
    const value = causeName(cause.id, book);
    const arms = movedBy.slice(0, ARMS_SHOWN).map((arm) => armText(arm, findings));
    return arms.length > 0 ? book.say('lists', 'named', { value, name: arms.join('; ') }) : value;
  });
  const { missNot } = rule;
  const notToMiss =
    missNot && facts.ask(missNot.when) === 'yes'
      ? missNot.causes.filter((id) => !named.has(id)).map((id) => causeName(id, book))
      : [];
  return [
    ...(list.length > 0 ? [book.say('sections', 'causes', { list: list.join(BETWEEN) })] : []),
    ...(notToMiss.length > 0 ? [book.say('sections', 'missNot', { list: notToMiss.join(', ') })] : []),
  ].join(BETWEEN);
}

/** Short, where the whole name would cost a line. */
function causeName(id: string, book: Phrasebook): string {
  return book.say(book.has('causesInShort', id) ? 'causesInShort' : 'causes', id);
}

/** The values it was seen in, else what was seen, with the day of a test that is positive or negative. */
function armText(
  { label, expression }: OrderedCause['movedBy'][number],
  { readings, occasion, parts }: Findings,
): string {
  const { book, vocabulary, knowledge } = parts;
  const values = expression.uses.flatMap((name) => {
    const meaning = vocabulary.meanings.get(name);
    if (meaning?.kind !== 'lab') return [];
    const reading = readings(meaning.lab.id);
    return reading.amount && reading.problem === undefined
      ? [`${labName(meaning.lab.id, book)} ${escapeMarkdown(reportedText(reading, book))}`]
      : [];
  });
  if (values.length > 0) return values.join(', ');
  const days = expression.texts.flatMap((id) => {
    const { day } = knowledge.labs.get(id)?.kind === 'coded' ? readings(id) : {};
    return day === undefined ? [] : [dayText(day, occasion.now, book)];
  });
  return [book.label(label), ...new Set(days)].join(', ');
}
