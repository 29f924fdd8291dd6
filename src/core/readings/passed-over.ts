import { standing, WITHDRAWN } from '../record/samples.js';
import type { Result } from '../record/sorting.js';
import type { Lab } from '../model/knowledge.js';
import { type Candidates, isResult } from './candidates.js';
import { isSameTime } from './remarks.js';
import type { DatedReading, Passed } from './reading.js';

/**
 * Why each result of a lab does not count, but for the one that does.
 * @param used the one that counts, when there is one
 * @param others those that may be the newest as well
 */
export function passedOver(
  lab: Lab,
  results: readonly Result[],
  { undated }: Candidates,
  used: DatedReading | undefined,
  others: readonly DatedReading[],
): Passed[] {
  const stands = new Set(standing(results));
  const withoutDate = new Set(undated);
  const besides = new Map(others.map((one) => [one.result as Result, one]));
  return results.flatMap((result): Passed[] => {
    if (result === used?.result) return [];
    if (WITHDRAWN.includes(result.observation.status)) return [{ result, why: 'withdrawn' }];
    if (!stands.has(result)) return [{ result, why: 'replaced' }];
    if (!isResult(result, lab)) return [{ result, why: 'no-result' }];
    if (withoutDate.has(result)) return [{ result, why: 'date-missing' }];
    const beside = besides.get(result);
    if (!beside || !used) return [{ result, why: 'older' }];
    return [{ result, why: isSameTime(beside, used) ? 'same-time' : 'order-open' }];
  });
}
