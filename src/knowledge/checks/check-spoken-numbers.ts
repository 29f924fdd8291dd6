import type { Knowledge, Words } from '../../core/model/knowledge.js';
import type { Report } from '../knowledge-error.js';
import { labelsOf } from '../labels.js';
import { ENGLISH } from '../wanted-words.js';
import { BANNED } from './check-words.js';

/** `10,000`, `14.2`, `45`; not the number in a name (`FIB-4`, `C282Y`), a unit (`/1.73 m²`) or a paragraph (`170.315(b)`). */
const NUMBER = /(?<![\p{L}\d./,-]|\p{L}-)(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\p{L}\d(-]|[.,]\d)/gu;
const DAYS_IN_A_WEEK = 7;

/**
 * Reports a number in an English label or sentence that no number of the knowledge is: either it was changed in one of
 * the two places, or it has no proof. 0 and 1 need none, as in expressions.
 */
export function checkSpokenNumbers(knowledge: Knowledge, report: Report): void {
  const known = new Set([0, 1, ...numbersOf(knowledge)]);
  const check = (text: string, file: string, key: string): void => {
    for (const [written] of text.matchAll(NUMBER))
      if (!known.has(Number(written.replaceAll(',', ''))))
        report(
          file,
          key,
          `${written} is no number, limit, window or age of these files, so nothing proves it`,
        );
  };
  for (const { text, file, key } of labelsOf(knowledge)) check(text, file, key);
  for (const [group, key, sentence] of sentencesOf(knowledge.words.get(ENGLISH) ?? {}))
    check(sentence, `words/${ENGLISH}.yaml`, `${group}.${key}`);
}

function* sentencesOf(words: Words): Generator<readonly [group: string, key: string, sentence: string]> {
  for (const [group, entries] of Object.entries(words))
    if (group !== BANNED) for (const [key, sentence] of Object.entries(entries)) yield [group, key, sentence];
}

/** Every number that carries a proof, as it may be spoken of: windows also in weeks, ages as both sides of their edge. */
function* numbersOf({
  labs,
  valueSets,
  facts,
  causes,
  reasons,
  stages,
  orders,
  rules,
}: Knowledge): Generator<number> {
  for (const { value } of stages.numbers) yield* inWords(value);
  for (const files of [facts, causes, reasons, orders, rules])
    for (const { numbers } of files.values()) for (const { value } of numbers) yield* inWords(value);
  for (const { limits, plausibleLimit, window, pair, positive, course } of labs.values()) {
    if (course)
      yield* [course.change.value, course.within.value, course.persistent.value].flatMap((one) => [
        ...inWords(one),
      ]);
    for (const { high, ageFrom, ageTo } of limits) {
      yield high;
      if (ageFrom !== undefined) yield ageFrom;
      if (ageTo !== undefined) yield* [ageTo, ageTo + 1];
    }
    if (plausibleLimit) yield* [plausibleLimit.low, plausibleLimit.high, plausibleLimit.ageFrom];
    if (window) yield* inWords(window.value);
    if (pair) yield* inWords(pair.within.value);
    if (positive?.anyNumberAbove !== undefined) yield positive.anyNumberAbove;
    for (const edge of [positive?.numberAbove, positive?.titreFrom]) if (edge) yield edge.value;
  }
  for (const { window } of valueSets.values()) if (window) yield* inWords(window.value);
  for (const { evidence, contradicts = [] } of causes.values())
    for (const { numbers = [] } of [...evidence, ...contradicts])
      for (const { value } of numbers) yield value;
  for (const { settled, later } of orders.values())
    for (const days of [settled, later]) if (days) yield* inWords(days.value);
  for (const { window, urgent, tests } of orders.values())
    for (const one of [window, urgent, ...tests.map((test) => test.window)])
      if (one && 'days' in one) yield* inWords(one.days.value);
}

function* inWords(value: number): Generator<number> {
  yield value;
  if (value % DAYS_IN_A_WEEK === 0) yield value / DAYS_IN_A_WEEK;
}
