import type { Client, Lab } from '../model/knowledge.js';
import { DAY, type Moment } from '../record/moment.js';
import { standing } from '../record/samples.js';
import type { Result } from '../record/sorting.js';
import { hasValue } from './value.js';

/** Statuses whose results are evaluated; `preliminary`, `registered`, `cancelled` and `entered-in-error` are silent. */
const EVALUATED = ['final', 'amended', 'corrected'];
/** Statuses that a result has which is not there yet, or not any more. */
const NO_RESULT = ['registered', 'preliminary', 'cancelled', 'entered-in-error'];

export type Dated = Result & { readonly sampled: Moment };

/** The results of a lab that count as one, the last version of each sample, by whether it is known when they were sampled. */
export interface Candidates {
  readonly dated: readonly Dated[];
  /** Without a date that can be used, or dated more than a day ahead. */
  readonly undated: readonly Result[];
}

export function candidatesOf(lab: Lab, results: readonly Result[], now: number): Candidates {
  const dated: Dated[] = [];
  const undated: Result[] = [];
  for (const result of standing(results)) {
    if (!isResult(result, lab)) continue;
    if (isDated(result) && result.sampled.first - now <= DAY) dated.push(result);
    else undated.push(result);
  }
  return { dated, undated };
}

function isDated(result: Result): result is Dated {
  return result.sampled !== undefined;
}

/** Not withdrawn, not on its way, and with something in it. */
export function isResult({ observation, problem }: Result, lab: Lab): boolean {
  const status: string | undefined = observation.status;
  if (problem === 'malformed') return !NO_RESULT.includes(status);
  if (!EVALUATED.includes(status) && !isStatusUnknown(status)) return false;
  if (hasValue(observation)) return true;
  if (observation.dataAbsentReason !== undefined) return false;
  if (
    problem !== 'value-missing' &&
    (observation.hasMember !== undefined || observation.component !== undefined)
  )
    return false;
  return lab.kind !== 'presence';
}

/** Real feeds send `unknown` or nothing at all, where R4 wants a status. */
function isStatusUnknown(status: string | undefined): boolean {
  return status === undefined || status === 'unknown';
}

export function isEvaluated(status: string | undefined, client: Pick<Client, 'acceptStatuses'>): boolean {
  return (
    EVALUATED.includes(status ?? '') ||
    client.acceptStatuses.includes(status === 'unknown' ? 'unknown' : 'missing')
  );
}
