import type { Reading } from '../readings/reading.js';
import type { Judgement } from '../rules/judge.js';
import { byDay, dayText } from './dates.js';
import type { Findings } from './findings.js';
import type { Phrasebook } from './phrasebook.js';
import { labName, limitNumber, numberText, reportedText, sayOfPatient } from './phrases.js';
import { BETWEEN, escapeMarkdown } from './text.js';

/**
 * The supporting results. Of a group that has a sentence of its own (`words: resultGroups`) all are said, what is normal by its
 * name alone; of the rest only what is not known to be normal. What the rule shows, such as a score, stands behind the groups.
 */
export function supportingLine(judgement: Judgement, findings: Findings): string {
  const { book } = findings.parts;
  const readings = usable(judgement.rule.triggers, findings);
  const days = new Set(judgement.rule.triggers.map((id) => findings.readings(id).day));
  const isOfGroup = ({ lab }: Reading): boolean =>
    lab.group !== undefined && book.has('resultGroups', lab.group);
  const groups = [...new Set(readings.filter(isOfGroup).map(({ lab }) => lab.group ?? ''))];
  const also = readings.filter((one) => !isOfGroup(one) && !isNormal(one));
  return [
    ...groups.map((group) => {
      const own = readings.filter(({ lab }) => lab.group === group);
      return book.say('resultGroups', group, { list: listText(own, days, findings) });
    }),
    ...shown(judgement, findings),
    ...(also.length > 0 ? [book.say('sections', 'also', { list: listText(also, days, findings) })] : []),
  ].join(BETWEEN);
}

/** In the order of the words file. */
function usable(triggers: readonly string[], { record, readings, parts: { book } }: Findings): Reading[] {
  return book
    .keys('labs')
    .filter((id) => record.results.has(id) && !triggers.includes(id))
    .map(readings)
    .filter(({ amount, outcome, problem }) => (amount ?? outcome) !== undefined && problem === undefined);
}

function isNormal({ raised, low, outcome }: Reading): boolean {
  return low !== true && (outcome ? outcome === 'negative' : raised === 'no');
}

/** Results that are not of the day of the news stand behind their day; what is normal is said by its name alone. */
function listText(
  readings: readonly Reading[],
  days: ReadonlySet<string | undefined>,
  { occasion, parts: { book } }: Findings,
): string {
  const dayOf = ({ day }: Reading): string =>
    day === undefined || days.has(day) ? '' : dayText(day, occasion.now, book);
  const groups = byDay(readings, dayOf).sort(([one], [other]) => Number(one !== '') - Number(other !== ''));
  const texts = groups.map(([day, ones]) => {
    const normal = ones.filter(isNormal).map(({ lab }) => labName(lab.id, book));
    const list = [
      ...ones.filter((one) => !isNormal(one)).map((one) => supportingText(one, book)),
      ...(normal.length > 0 ? [book.say('sections', 'normal', { list: normal.join(', ') })] : []),
    ].join(', ');
    return day === '' ? list : book.say('lists', 'onDay', { day, list });
  });
  return texts.join('; ');
}

/**
 * `ALT 96 (45)`, `bilirubin 1.4 mg/dL (1.2)`, `albumin 28 g/L (low)`: a limit is in the unit of its result, which is said where it is not
 * the usual one.
 */
function supportingText(reading: Reading, book: Phrasebook): string {
  const { lab, amount, limit, raised, low } = reading;
  const hasLimit = raised === 'yes' && limit?.value !== undefined;
  const notes = [
    ...(hasLimit ? [limitNumber(reading, limit, book)] : []),
    ...(raised === 'yes' && !hasLimit && amount ? [book.say('sections', 'high')] : []),
    ...(low ? [book.say('sections', 'low')] : []),
  ];
  const isUsualUnit = amount?.reported?.isOwnSize ?? true;
  const value = hasLimit && isUsualUnit ? numberText(reading, book) : reportedText(reading, book);
  const text = `${labName(lab.id, book)} ${escapeMarkdown(value)}`;
  return notes.length === 0 ? text : book.say('lists', 'named', { value: text, name: notes.join('; ') });
}

function shown({ rule }: Judgement, findings: Findings): string[] {
  const holding = rule.show.filter(({ when }) => findings.facts.ask(when) === 'yes');
  return holding.map(({ id }) => sayOfPatient(findings, 'results', id));
}
