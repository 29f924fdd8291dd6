import type { Remark, RemarkKind } from '../model/advice.js';
import { daysBetween } from '../record/moment.js';
import { type Dated, isEvaluated } from './candidates.js';
import { judgeAmount } from './limit.js';
import { isOutcome, outcomeOf } from './outcome.js';
import type { DatedReading, Reader } from './reading.js';
import { remark } from './remarks.js';
import type { ReadableLab } from './units.js';
import { amountOf, received } from './value.js';

/** Reads one result by itself, be it the newest or not. */
export function readResult(readableLab: ReadableLab, result: Dated, reader: Reader): DatedReading {
  const { lab } = readableLab;
  const { sampled, observation } = result;
  const [youngest, oldest] = [daysBetween(sampled.last, reader.now), daysBetween(sampled.first, reader.now)];
  const remarks: Remark[] = [];
  const base = {
    lab,
    result,
    day: sampled.day,
    ageDays: Math.max(youngest, 0),
    received: received(result),
    remarks,
  };
  const unusable = (problem: RemarkKind, places: Readonly<Record<string, string>> = {}): DatedReading => {
    remarks.push(remark(lab, problem, result, places));
    return { ...base, raised: 'unknown', problem };
  };
  const window = (reader.windowOf ? reader.windowOf(lab) : lab.window?.value) ?? Infinity;
  if (youngest > window) return unusable('stale');
  if (oldest > window) return unusable('date-imprecise');
  if (result.problem !== undefined) return unusable(result.problem);
  if (!isEvaluated(observation.status, reader.client)) return unusable('status-unknown');
  if (lab.kind !== 'quantity') {
    const outcome = outcomeOf(readableLab.outcomes, observation);
    if (isOutcome(outcome)) return { ...base, raised: 'unknown', outcome };
    if (lab.kind === 'coded') return unusable(outcome);
    // That the test was done stands, whatever it says.
    if (readableLab.outcomes) remarks.push(remark(lab, outcome, result));
    return { ...base, raised: 'unknown' };
  }
  const amount = amountOf(readableLab, observation);
  if ('problem' in amount) return unusable(amount.problem, 'unit' in amount ? { unit: amount.unit } : {});
  const judged = judgeAmount(readableLab, amount, observation, reader.person, reader.isMeant);
  for (const note of judged.notes) remarks.push(remark(lab, note, result));
  if (judged.raised === 'unknown' && amount.comparator !== undefined && judged.limit.basis !== 'none')
    remarks.push(remark(lab, 'comparator-indeterminate', result));
  const { limit, raised, low } = judged;
  return { ...base, amount, limit, raised, ...(low && { low }) };
}
