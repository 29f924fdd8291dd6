import { isLater, moment } from '../../core/record/moment.js';

/** What tells which of two tellings of one result stands. */
export interface Version {
  /** When it was reported, else sent; absent when neither says. */
  readonly at?: string;
  readonly status: fhir4.Observation['status'];
}

/** How far a result has come. What comes later in the list takes the place of what stands before it. */
const PROGRESS: readonly (readonly Version['status'][])[] = [
  ['registered'],
  ['preliminary', 'unknown'],
  ['final', 'amended', 'corrected', 'cancelled', 'entered-in-error'],
];

/**
 * Whether a telling of a result takes the place of the one that is kept. A preliminary never does so of a final one, whenever it comes; of two
 * as far, the later reported does; where that is open, the one that says more against the other: a correction, a withdrawal; and
 * else the one that came last.
 */
export function supersedes(next: Version, kept: Version): boolean {
  const [far, before] = [progress(next), progress(kept)];
  if (far !== before) return far > before;
  const [at, then] = [moment(next.at), moment(kept.at)];
  if (at && then && isLater(then, at)) return false;
  if (at && then && isLater(at, then)) return true;
  return weight(next) >= weight(kept);
}

function progress({ status }: Version): number {
  return PROGRESS.findIndex((stage) => stage.includes(status));
}

function weight({ status }: Version): number {
  return PROGRESS.flat().indexOf(status);
}
