import type { Lab } from '../model/knowledge.js';
import type { Earlier, Reading } from '../readings/reading.js';
import { daysBetween } from '../record/moment.js';
import { offeredEarlier } from './observation.js';
import type { Elsewhere } from './scenario.js';

/** The results before the one that counts, newest first; none when that one cannot be used. */
function earlierOf({ course, problem }: Reading): readonly Earlier[] {
  return problem === undefined ? (course?.().earlier ?? []) : [];
}

/** Whole days from an earlier result to the one that counts. */
function daysBefore({ result }: Reading, earlier: Earlier): number {
  const at = result?.sampled;
  return at === undefined ? 0 : daysBetween(earlier.result.sampled.last, at.first);
}

/** The result before, or the newest that lies so far back that a finding common to both is persistent. */
export function earlierResult(
  lab: Lab,
  reading: Reading,
  kind: 'previous' | 'before',
): fhir4.Observation | undefined {
  const apart = kind === 'before' ? (lab.course?.persistent.value ?? 0) : 0;
  const found = earlierOf(reading).find((one) => daysBefore(reading, one) >= apart);
  return found && offeredEarlier(lab, found);
}

export function isNewlyRaised(reading: Reading): boolean {
  return reading.raised === 'yes' && earlierOf(reading)[0]?.raised === 'no';
}

/** Also where there is nothing before. */
export function isFirstRaised(reading: Reading): boolean {
  return reading.raised === 'yes' && earlierOf(reading).every(({ raised }) => raised === 'no');
}

/**
 * Raised now, raised in a result that lies far enough back, and in none between not raised. A result that was set aside at its
 * time, or of which it is open whether it was raised, neither makes nor breaks it.
 */
export function isPersistent(reading: Reading, { wasSetAside }: Pick<Elsewhere, 'wasSetAside'>): boolean {
  const { lab, raised } = reading;
  const apart = lab.course?.persistent.value;
  if (raised !== 'yes' || apart === undefined) return false;
  for (const one of earlierOf(reading)) {
    if (one.raised === 'no') return false;
    const counts = one.raised === 'yes' && daysBefore(reading, one) >= apart;
    if (counts && !(lab.role === 'trigger' && wasSetAside(lab.id, one.result.sampled))) return true;
  }
  return false;
}

/** Whether it may have risen since by as much as makes a result rising; also where it was not known then. */
export function hasRisenSince(now: Reading, then: Reading): boolean {
  if (now.problem !== undefined || !now.amount || !now.course) return false;
  if (then.problem !== undefined || !then.amount) return true;
  return now.course().mayHaveRisenFrom?.(then.amount) ?? true;
}
