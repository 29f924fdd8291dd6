import { codingsOf } from '../record/codes.js';
import { daysBetween, moment, type Moment } from '../record/moment.js';

const ACTIVE = ['active', 'recurrence', 'relapse'];
const ENDED = ['inactive', 'remission', 'resolved'];
/** Verification statuses under which a problem does not (yet) stand. */
const NOT_CONFIRMED = ['unconfirmed', 'provisional', 'differential', 'refuted', 'entered-in-error'];

/** Elements of a Condition as any version of FHIR, or nobody's, may send them. */
interface Ending {
  readonly abatementDateTime?: unknown;
  readonly abatementPeriod?: { readonly start?: unknown; readonly end?: unknown };
  readonly abatementBoolean?: unknown;
  readonly abatementString?: unknown;
  readonly abatementAge?: unknown;
  readonly abatementRange?: unknown;
}

/**
 * Whether a problem stands today: neither refuted nor only considered, not ended, not said to begin later. A status in words
 * is read as its code is; one that is there and cannot be read is not taken as active, as a problem mostly quietens a card.
 */
export function isActiveProblem(condition: fhir4.Condition, now: number): boolean {
  const clinical = wordsOf(condition.clinicalStatus);
  const verified = wordsOf(condition.verificationStatus);
  if (verified.some((word) => NOT_CONFIRMED.includes(word))) return false;
  if (clinical.some((word) => ENDED.includes(word))) return false;
  const ended = hasEnded(condition, now);
  if (ended === 'yes' || isAhead(moment(condition.onsetDateTime), now)) return false;
  return clinical.length > 0 ? clinical.some((word) => ACTIVE.includes(word)) : ended === 'no';
}

/** Whether a problem began, or was written down, in the last so many days, be it over or not; neither refuted nor only considered. */
export function isRecentProblem(condition: fhir4.Condition, days: number, now: number): boolean {
  if (wordsOf(condition.verificationStatus).some((word) => NOT_CONFIRMED.includes(word))) return false;
  const dates = [condition.onsetDateTime, condition.onsetPeriod?.start, condition.recordedDate];
  const began = dates.map((date) => moment(date)).find((date) => date !== undefined);
  return began !== undefined && !isAhead(began, now) && daysBetween(began.last, now) <= days;
}

/** FHIR R4, con-4: a problem that has abated is not active. What only tells that it did at some time is unknown. */
function hasEnded(condition: fhir4.Condition, now: number): 'yes' | 'no' | 'unknown' {
  const ending = condition as Ending;
  if (ending.abatementBoolean === true) return 'yes';
  const dates = [ending.abatementDateTime, ending.abatementPeriod?.start, ending.abatementPeriod?.end];
  const first = dates.map((date) => moment(date)).find((date) => date !== undefined);
  if (first) return isAhead(first, now) ? 'no' : 'yes';
  const others = [
    ending.abatementDateTime,
    ending.abatementPeriod,
    ending.abatementString,
    ending.abatementAge,
    ending.abatementRange,
  ];
  return others.some((one) => one !== undefined && one !== null) ? 'unknown' : 'no';
}

/** How many active problems carry no code that could be looked at: what their words say is not guessed. */
export function uncodedProblems(
  { conditions }: { readonly conditions: readonly fhir4.Condition[] },
  now: number,
): number {
  return conditions.filter(
    (condition) =>
      isActiveProblem(condition, now) &&
      codingsOf(condition.code).every(({ code }) => typeof code !== 'string' || code.trim() === ''),
  ).length;
}

/** More than a day ahead, as clocks and zones differ. */
export function isAhead(date: Moment | undefined, now: number): boolean {
  return date !== undefined && daysBetween(date.first, now) < -1;
}

/** Codes, displays and text of a status. */
function wordsOf(concept: fhir4.CodeableConcept | undefined): string[] {
  const words = codingsOf(concept).flatMap(({ code, display }) => [code, display]);
  return [...words, concept?.text].flatMap((word) =>
    typeof word === 'string' && word.trim() !== '' ? [word.trim().toLowerCase()] : [],
  );
}
