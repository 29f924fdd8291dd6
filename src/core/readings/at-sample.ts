import { sampleTime } from '../record/sample-time.js';
import type { Result } from '../record/sorting.js';
import { candidatesOf, isEvaluated } from './candidates.js';
import type { Reader } from './reading.js';
import type { Amount, ReadableLab } from './units.js';
import { amountOf } from './value.js';

/** What the results of a lab say that stand and were sampled at a time as `sampleTime` gives it; what cannot be read is left out. */
export function amountsAt(
  lab: ReadableLab,
  results: readonly Result[],
  time: string,
  { client, now }: Pick<Reader, 'client' | 'now'>,
): Amount[] {
  return candidatesOf(lab.lab, results, now).dated.flatMap(({ sampled, observation, problem }) => {
    if (sampleTime(sampled) !== time || problem !== undefined) return [];
    if (!isEvaluated(observation.status, client)) return [];
    const amount = amountOf(lab, observation);
    return 'problem' in amount ? [] : [amount];
  });
}
