import { completedYears, moment } from '../record/moment.js';

/** What limits and rules may know of the patient. Both ages are the same unless the birth date is partial. */
export interface Person {
  readonly age?: { readonly first: number; readonly last: number };
  readonly sex?: 'male' | 'female';
}

/** Nobody is older: a date of birth that says so is a mistake. */
const OLDEST = 120;

/** Age in completed years on the day of evaluation, and administrative gender; each absent when not known. */
export function personOf(patient: fhir4.Patient | undefined, now: Date): Person {
  const birth = moment(patient?.birthDate);
  const sex = patient?.gender;
  const youngest = birth && completedYears(birth.last, now.getTime());
  const oldest = birth && completedYears(birth.first, now.getTime());
  const isAge = youngest !== undefined && oldest !== undefined && oldest >= 0 && oldest <= OLDEST;
  return {
    ...(isAge && { age: { first: Math.max(youngest, 0), last: oldest } }),
    ...((sex === 'male' || sex === 'female') && { sex }),
  };
}

/** The age in years when it is known for sure. */
export function knownAge({ age }: Person): number | undefined {
  return age && age.first === age.last ? age.first : undefined;
}
