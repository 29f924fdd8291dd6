import { MALFORMED, type ReadDate } from './date-times.js';
import type { Segment } from './segment.js';
import type { V2Error } from './v2-error.js';

/** What a limit or a card may depend on. Names and addresses are not read. */
export type Person = Pick<fhir4.Patient, 'gender' | 'birthDate' | 'deceasedBoolean' | 'deceasedDateTime'>;

/** HL7 table 0001 (v2-to-FHIR, AdministrativeSex). */
const GENDERS: ReadonlyMap<string, NonNullable<fhir4.Patient['gender']>> = new Map([
  ['F', 'female'],
  ['M', 'male'],
  ['O', 'other'],
  ['A', 'other'],
  ['N', 'other'],
  ['U', 'unknown'],
]);

/** PID-7, PID-8, PID-29 and PID-30. A date that is none is left out and told, as an age is then not known. */
export function personOf(pid: Segment, readDate: ReadDate, odd: (error: V2Error) => void): Person {
  const date = (field: number): string | undefined => {
    const read = readDate(pid.text(field));
    if (read === MALFORMED) odd(pid.error('date-malformed', field));
    return read === MALFORMED ? undefined : read;
  };
  const gender = GENDERS.get(pid.text(8).toUpperCase());
  // A time of birth is more than FHIR's birthDate holds.
  const birthDate = date(7)?.slice(0, 10);
  const died = date(29);
  const isDead = pid.text(30).toUpperCase() === 'Y';
  return {
    ...(gender !== undefined && { gender }),
    ...(birthDate !== undefined && { birthDate }),
    ...(died !== undefined ? { deceasedDateTime: died } : isDead && { deceasedBoolean: true }),
  };
}
