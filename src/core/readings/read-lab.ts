import { daysBetween, latestOf, noneLater } from '../record/moment.js';
import type { Result } from '../record/sorting.js';
import { candidatesOf, type Dated, isEvaluated } from './candidates.js';
import { courseOf } from './course.js';
import { readResult } from './read-result.js';
import { passedOver } from './passed-over.js';
import type { DatedReading, Passed, Reader, Reading } from './reading.js';
import { disagreements, remark, undatedRemarks } from './remarks.js';
import type { ReadableLab } from './units.js';
import { received } from './value.js';
import { isOutcome, outcomeOf } from './outcome.js';
import { worstFirst } from './worst.js';

/**
 * Finds the newest result of a lab and reads it. If the newest cannot be read, an older one does not stand in for it; what it was
 * is said. Where it is open which of several is the newest, the worst of them is used, and what disagrees with it is said.
 * Results without a usable date are said and passed over.
 */
export function readLab(lab: ReadableLab, results: readonly Result[], reader: Reader): Reading {
  const candidates = candidatesOf(lab.lab, results, reader.now);
  const { dated, undated } = candidates;
  const nothing = undatedRemarks(lab, undated);
  const [newest, ...others] = newestOf(lab, dated, reader);
  if (!newest) {
    const [first] = nothing;
    const result = undated.find((one) => received(one) === first?.places['received']) ?? undated[0];
    const unread = result && { result, received: received(result), problem: first?.kind ?? 'date-missing' };
    const passed = (): readonly Passed[] => passedOver(lab.lab, results, candidates, undefined, []);
    return { lab: lab.lab, raised: 'unknown', ...unread, remarks: nothing, passedOver: passed };
  }
  const mayBeNewest = new Set([newest, ...others].map(({ result }) => result));
  const older = dated.filter((one) => !mayBeNewest.has(one));
  const remarks = [...nothing, ...newest.remarks, ...disagreements(newest, others)];
  const before = lastTold(lab, [newest, ...others], older, reader);
  if (before?.raised === 'yes') remarks.push(remark(lab.lab, 'raised-before', before.result));
  // What is raised tells all of a trigger; of other results a low one may be the finding.
  else if (before && lab.lab.role === 'supporting')
    remarks.push(remark(lab.lab, 'result-before', before.result));
  const lastDone = doneBy(lab, newest, dated, reader);
  return {
    ...newest,
    remarks,
    ...(lastDone && { lastDone }),
    passedOver: () => passedOver(lab.lab, results, candidates, newest, others),
    ...(lab.lab.course && { course: () => courseOf(lab, newest, older, reader) }),
  };
}

/** Of the results that may be the newest, the one that is used, then the others. */
function newestOf(lab: ReadableLab, dated: readonly Dated[], reader: Reader): readonly DatedReading[] {
  if (dated.length === 0) return [];
  // A result without an age limit that was ever positive stays positive; otherwise the newest counts.
  const ever = lab.lab.kind === 'coded' && lab.lab.window === undefined;
  const positive = ever ? dated.filter((result) => isPositive(lab, result)) : [];
  const newest = latestOf(positive.length > 0 ? positive : dated);
  return worstFirst(
    lab.lab,
    newest.map((result) => readResult(lab, result, reader)),
  );
}

/** It cannot be read, or is known only as a span: whether what was found before still holds is open. */
function isOpen({ problem, amount, raised, limit }: Reading): boolean {
  if (problem !== undefined) return true;
  return raised === 'unknown' && (amount?.comparator !== undefined || limit?.value !== undefined);
}

/**
 * What was found before results that leave it open: the newest raised one, else the newest that can be read. Nothing is told of a result
 * when one is newer for certain that tells what is found since.
 */
function lastTold(
  lab: ReadableLab,
  newest: readonly DatedReading[],
  older: readonly Dated[],
  reader: Reader,
): DatedReading | undefined {
  // What is before one that is too old is older still.
  if (newest[0]?.problem === 'stale') return undefined;
  const telling = newest.filter((one) => !isOpen(one)).map(({ result }) => result);
  // Mostly the newest tells, and nothing before it need be read.
  const noneTellsSinceNewest = noneLater(telling);
  const read = older
    .filter(({ sampled }) => noneTellsSinceNewest(sampled))
    .map((result) => readResult(lab, result, reader))
    .filter(({ problem }) => problem === undefined);
  const noneTellsSince = noneLater(read.filter((one) => !isOpen(one)).map(({ result }) => result));
  const left = read.filter(({ result }) => noneTellsSince(result.sampled));
  const raised = left.filter((one) => one.raised === 'yes');
  const found = raised.length > 0 ? raised : left;
  const last = new Set(latestOf(found.map(({ result }) => result)));
  return worstFirst(
    lab.lab,
    found.filter(({ result }) => last.has(result)),
  )[0];
}

/** The newest result that shows the test was done. A serology that cannot be read is no proof that the one before it was not done. */
function doneBy(
  { lab, outcomes }: ReadableLab,
  newest: Reading,
  dated: readonly Dated[],
  { client, now }: Reader,
): Reading['lastDone'] {
  // How long a test counts as done is for whoever asks.
  const isOld = newest.problem === 'stale';
  if (newest.problem !== undefined && !isOld && lab.kind !== 'coded') return undefined;
  let done: Dated | undefined;
  for (const result of dated) {
    const { observation, problem, sampled } = result;
    if (problem !== undefined || !isEvaluated(observation.status, client)) continue;
    if (lab.kind === 'coded' && !isOutcome(outcomeOf(outcomes, observation))) continue;
    if (
      !done ||
      sampled.last > done.sampled.last ||
      (sampled.last === done.sampled.last && sampled.day > done.sampled.day)
    )
      done = result;
  }
  return done && { day: done.sampled.day, ageDays: Math.max(daysBetween(done.sampled.last, now), 0) };
}

function isPositive({ outcomes }: ReadableLab, { observation, problem }: Result): boolean {
  return problem === undefined && outcomeOf(outcomes, observation) === 'positive';
}
