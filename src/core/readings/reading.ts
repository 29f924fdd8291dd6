import type { Remark, RemarkKind, YesNo } from '../model/advice.js';
import type { Client, Lab } from '../model/knowledge.js';
import { type IsMeant, judgeAmount, type Limit } from './limit.js';
import { DAY, daysBetween, type Moment } from '../record/moment.js';
import type { Person } from './person.js';
import { EVALUATED, inFixedOrder, newestFirst } from './newest.js';
import type { Result } from '../record/sorting.js';
import type { Amount, ReadableLab } from './units.js';
import { isOutcome, type Outcome, outcomeOf } from './outcome.js';
import { amountOf, hasValue, received } from './value.js';

/** The newest usable result of a lab, or why there is none. */
export interface Reading {
  readonly lab: Lab;
  /** Absent: nothing was received that counts. */
  readonly result?: Result;
  readonly day?: string;
  readonly ageDays?: number;
  /** The newest result that shows the test was done, be it not the one that counts. */
  readonly lastDone?: { readonly day: string; readonly ageDays: number };
  /** As received, clipped: `>2000 ng/mL`. */
  readonly received?: string;
  /** `quantity` labs: in the lab's own unit. */
  readonly amount?: Amount;
  readonly limit?: Limit;
  readonly raised: YesNo;
  /** `coded` labs, and `presence` labs where it can be read. */
  readonly outcome?: Outcome;
  /** Why it cannot be used. */
  readonly problem?: RemarkKind;
  readonly remarks: readonly Remark[];
}

/** Readings by lab id; each lab is read when first asked for. */
export type Readings = (labId: string) => Reading;

/** What reading a lab needs beside its results. */
export interface Reader {
  readonly client: Pick<Client, 'acceptStatuses'>;
  readonly person: Person;
  readonly now: number;
  /** Whether a range marked with this code is meant for the patient; `undefined` when the code says nothing of it. */
  readonly isMeant: IsMeant;
}

/**
 * Finds the newest result of a lab and reads it. If the newest cannot be read, an older one does not stand in for it.
 * Results without a usable date are said and passed over.
 */
export function readLab(readableLab: ReadableLab, results: readonly Result[], reader: Reader): Reading {
  const { lab } = readableLab;
  const remarks: Remark[] = [];
  const dated: (Result & { sampled: Moment })[] = [];
  const undated: Result[] = [];
  for (const result of results) {
    if (!isCandidate(result, lab)) continue;
    if (isDated(result) && result.sampled.first - reader.now <= DAY) dated.push(result);
    else undated.push(result);
  }
  for (const result of undated.sort(inFixedOrder))
    remarks.push(remark(lab, result.sampled ? 'date-in-future' : 'date-missing', result));
  const candidates = newestFirst(readableLab, dated);
  const chosen = choose(readableLab, candidates);
  if (!chosen)
    return {
      lab,
      raised: 'unknown',
      ...(undated[0] && {
        result: undated[0],
        received: received(undated[0]),
        problem: remarks[0]?.kind ?? 'date-missing',
      }),
      remarks,
    };
  const reading = readResult(readableLab, chosen, reader, remarks);
  // A serology that cannot be read is no proof that the one before it was not done.
  const done = candidates.find(
    ({ observation, problem }) =>
      problem === undefined &&
      isEvaluated(observation.status, reader.client) &&
      (lab.kind !== 'coded' || isOutcome(outcomeOf(readableLab.outcomes, observation))),
  );
  if ((reading.problem !== undefined && lab.kind !== 'coded') || !done) return reading;
  const ageDays = Math.max(daysBetween(done.sampled.last, reader.now), 0);
  return { ...reading, lastDone: { day: done.sampled.day, ageDays } };
}

function readResult(
  readableLab: ReadableLab,
  result: Result & { sampled: Moment },
  reader: Reader,
  remarks: Remark[],
): Reading {
  const { lab } = readableLab;
  const { sampled, observation } = result;
  const [youngest, oldest] = [daysBetween(sampled.last, reader.now), daysBetween(sampled.first, reader.now)];
  const base = {
    lab,
    result,
    day: sampled.day,
    ageDays: Math.max(youngest, 0),
    received: received(result),
    remarks,
  };
  const unusable = (problem: RemarkKind, places: Readonly<Record<string, string>> = {}): Reading => {
    remarks.push(remark(lab, problem, result, places));
    return { ...base, raised: 'unknown', problem };
  };
  const window = lab.window?.value ?? Infinity;
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
  return { ...base, amount, limit: judged.limit, raised: judged.raised };
}

function isDated(result: Result): result is Result & { sampled: Moment } {
  return result.sampled !== undefined;
}

/** A result that counts as one: not withdrawn, not on its way, and with something in it. */
function isCandidate({ observation, problem }: Result, lab: Lab): boolean {
  const status: string | undefined = observation.status;
  if (problem === 'malformed')
    return !['registered', 'preliminary', 'cancelled', 'entered-in-error'].includes(status);
  if (!EVALUATED.includes(status) && !isStatusUnknown(status)) return false;
  if (hasValue(observation)) return true;
  if (observation.dataAbsentReason !== undefined) return false;
  if (observation.hasMember !== undefined || observation.component !== undefined) return false;
  return lab.kind !== 'presence';
}

/** Real feeds send `unknown` or nothing at all, where R4 wants a status. */
function isStatusUnknown(status: string | undefined): boolean {
  return status === undefined || status === 'unknown';
}

function isEvaluated(status: string | undefined, client: Reader['client']): boolean {
  return (
    EVALUATED.includes(status ?? '') ||
    client.acceptStatuses.includes(status === 'unknown' ? 'unknown' : 'missing')
  );
}

/** A result without an age limit that was ever positive stays positive; otherwise the newest counts. */
function choose(
  readableLab: ReadableLab,
  candidates: readonly (Result & { sampled: Moment })[],
): (Result & { sampled: Moment }) | undefined {
  const { lab } = readableLab;
  if (lab.kind === 'coded' && lab.window === undefined)
    return candidates.find((result) => isPositive(readableLab, result)) ?? candidates[0];
  return candidates[0];
}

function isPositive({ outcomes }: ReadableLab, { observation, problem }: Result): boolean {
  return problem === undefined && outcomeOf(outcomes, observation) === 'positive';
}

function remark(
  lab: Lab,
  kind: RemarkKind,
  result: Result,
  places: Readonly<Record<string, string>> = {},
): Remark {
  const unit = kind === 'unit-unsupported' ? `:${places['unit'] ?? ''}` : '';
  return {
    id: `${lab.id}-${kind}${unit}`,
    kind,
    lab: lab.id,
    places: { day: result.sampled?.day ?? '', received: received(result), ...places },
  };
}
