import { daysBetween } from '../record/moment.js';
import type { Dated } from './candidates.js';
import { readResult } from './read-result.js';
import type { Course, DatedReading, Earlier, Reader } from './reading.js';
import type { Amount, ReadableLab } from './units.js';
import { worstFirst } from './worst.js';

/** The earlier results that can be read and were sampled inside the window of the lab's course, newest first. */
export function courseOf(
  lab: ReadableLab,
  newest: DatedReading,
  older: readonly Dated[],
  reader: Reader,
): Course {
  const { course } = lab.lab;
  if (!course) return { earlier: [] };
  const inWindow = older
    .filter(({ sampled }) => daysBetween(sampled.first, reader.now) <= course.within.value)
    .sort((one, other) => other.sampled.last - one.sampled.last);
  // Its own window says how long a result counts; here it is only what was before.
  const whenever: Reader = { ...reader, windowOf: () => undefined };
  const earlier: Earlier[] = [];
  for (let from = 0; from < inWindow.length;) {
    const at = inWindow[from]?.sampled;
    let to = from + 1;
    while (to < inWindow.length && inWindow[to]?.sampled.last === at?.last) to++;
    const [worst] = worstFirst(
      lab.lab,
      inWindow.slice(from, to).map((result) => readResult(lab, result, whenever)),
    );
    if (worst && isRead(worst)) earlier.push(worst);
    from = to;
  }
  if (!isRead(newest)) return { earlier };
  const change = course.change.value / 100;
  const trend = trendOf(newest.amount, earlier, change);
  return {
    earlier,
    ...(trend && { trend }),
    mayHaveRisenFrom: (before) => isAbove(newest.amount, before, 1 + change) !== false,
  };
}

function isRead(reading: DatedReading): reading is DatedReading & Earlier {
  return reading.problem === undefined && reading.amount !== undefined && reading.ageDays !== undefined;
}

/**
 * `rising`: by `change` or more above the previous result, or above the lowest raised one; `falling`: by as much below the previous.
 * A bound is taken for what it proves: where both may be, there is no answer.
 */
function trendOf(amount: Amount, earlier: readonly Earlier[], change: number): Course['trend'] {
  const [previous] = earlier;
  if (!previous) return undefined;
  const raised = earlier.filter((one) => one.raised === 'yes').map((one) => one.amount);
  const rises = [previous.amount, ...raised].map((before) => isAbove(amount, before, 1 + change));
  if (rises.includes(true)) return 'rising';
  if (isSameBound(amount, previous.amount)) return 'steady';
  const falls = isAtMost(amount, previous.amount, 1 - change);
  if (falls === true) return 'falling';
  return falls === false && rises.every((rise) => rise === false) ? 'steady' : undefined;
}

function isAbove(amount: Amount, before: Amount, times: number): boolean | undefined {
  if (amount.low >= before.high * times) return true;
  return amount.high < before.low * times ? false : undefined;
}

function isAtMost(amount: Amount, before: Amount, times: number): boolean | undefined {
  if (amount.high <= before.low * times) return true;
  return amount.low > before.high * times ? false : undefined;
}

function isSameBound(one: Amount, other: Amount): boolean {
  return one.comparator !== undefined && one.comparator === other.comparator && one.stated === other.stated;
}
