import type { ValueSet } from '../model/knowledge.js';
import { codingsOf } from '../record/codes.js';
import { daysBetween, moment, type Moment } from '../record/moment.js';
import type { PatientRecord } from '../record/sorting.js';
import type { ValueSetIndex } from './value-sets.js';

type Medicine = PatientRecord['medicines'][number];

const ACTIVE = ['active', 'recurrence', 'relapse'];
/** Verification statuses under which a problem does not (yet) stand. */
const NOT_CONFIRMED = ['unconfirmed', 'provisional', 'differential', 'refuted', 'entered-in-error'];
/** Intents of a request that nobody has agreed to. */
const NOT_YET = ['proposal', 'plan', 'option'];
const COUNTED_MEDICINES = ['active', 'completed', 'on-hold', 'stopped', 'in-progress'];

/** Ids of the value sets that an active, not refuted Condition is in. */
export function activeProblems({ conditions }: PatientRecord, index: ValueSetIndex): string[] {
  const found = new Set<ValueSet>();
  for (const condition of conditions)
    if (isActive(condition)) for (const set of index.setsOf(condition.code)) found.add(set);
  return found.size === 0
    ? []
    : index
        .ofKind('Condition')
        .filter((set) => found.has(set))
        .map(({ id }) => id);
}

function isActive({ clinicalStatus, verificationStatus, abatementDateTime }: fhir4.Condition): boolean {
  const clinical = codesOf(clinicalStatus);
  const verified = codesOf(verificationStatus);
  if (verified.some((code) => NOT_CONFIRMED.includes(code))) return false;
  return clinical.length > 0
    ? clinical.some((code) => ACTIVE.includes(code))
    : abatementDateTime === undefined;
}

/**
 * Days from the last record of a medicine to the sample: 0 while active at the time, else counted from the date it was
 * asked for, stated or given. `undefined` when there is none before the sample.
 */
export function daysSinceMedicine(
  set: ValueSet,
  index: ValueSetIndex,
  record: PatientRecord,
  sampled: Moment | undefined,
  now: number,
): number | undefined {
  const at = sampled?.last ?? now;
  const day = sampled?.day ?? new Date(now).toISOString().slice(0, 10);
  let days: number | undefined;
  for (const medicine of record.medicines) {
    if (!isCounted(medicine) || !isMedicineOf(set, index, medicine, record)) continue;
    const { from, to } = spanOf(medicine);
    // A date without a time that equals the sample's day is before the sample.
    const isBefore = (date: Moment): boolean => date.last <= at || date.day === day;
    const ended = to && isBefore(to) ? Math.max(daysBetween(to.last, at), 0) : undefined;
    const taken = to !== undefined && ended === undefined && from !== undefined && isBefore(from);
    const start = from ?? to;
    const active =
      medicine.status === 'active' && set.byDateOnly !== true && (start === undefined || isBefore(start));
    const counted = active || taken ? 0 : ended;
    if (counted !== undefined && (days === undefined || counted < days)) days = counted;
  }
  return days;
}

/** Asked for, stated or given; not: cancelled, proposed, forbidden, or (as STU3 says it) not taken and not given. */
function isCounted(medicine: Medicine): boolean {
  const { doNotPerform, intent, taken, wasNotTaken, notGiven } = medicine as unknown as Partial<
    Record<string, unknown>
  >;
  if (doNotPerform === true || wasNotTaken === true || notGiven === true || taken === 'n') return false;
  return COUNTED_MEDICINES.includes(medicine.status) && !NOT_YET.includes(String(intent));
}

/** From when to when: a request is one day, a statement or administration may be a period. */
function spanOf(medicine: Medicine): {
  readonly from?: Moment | undefined;
  readonly to?: Moment | undefined;
} {
  const dates =
    medicine.resourceType === 'MedicationRequest'
      ? { at: medicine.authoredOn }
      : { at: medicine.effectiveDateTime, ...medicine.effectivePeriod };
  const at = moment(dates.at);
  const { start, end } = dates as fhir4.Period;
  return { from: at ?? moment(start), to: at ?? moment(end) ?? moment(start) };
}

function isMedicineOf(
  set: ValueSet,
  index: ValueSetIndex,
  medicine: Medicine,
  record: PatientRecord,
): boolean {
  const concept = medicine.medicationCodeableConcept ?? referredMedication(medicine, record)?.code;
  if (index.setsOf(concept).has(set)) return true;
  const texts = [
    concept?.text,
    medicine.medicationReference?.display,
    ...codingsOf(concept).map(({ display }) => display),
  ];
  return texts.some((text) => typeof text === 'string' && set.words.some((word) => holdsWord(text, word)));
}

/** How many entries of the medication list name no medicine that could be looked at. */
export function unnamedMedicines(record: PatientRecord): number {
  return record.medicines.filter((medicine) => {
    const concept = medicine.medicationCodeableConcept ?? referredMedication(medicine, record)?.code;
    const named = codingsOf(concept).length > 0 || concept?.text !== undefined;
    return isCounted(medicine) && !named && medicine.medicationReference?.display === undefined;
  }).length;
}

function referredMedication(medicine: Medicine, record: PatientRecord): fhir4.Medication | undefined {
  const reference = medicine.medicationReference?.reference;
  if (reference === undefined) return undefined;
  if (!reference.startsWith('#')) return record.medications.get(reference.split('/').slice(-2).join('/'));
  const contained = medicine.contained as fhir4.FhirResource[] | undefined;
  return contained?.find(
    (resource): resource is fhir4.Medication =>
      resource.resourceType === 'Medication' && resource.id === reference.slice(1),
  );
}

/** Whole words, case-blind; no regular expression, as the words come from a file and the text from a record. */
function holdsWord(text: string, word: string): boolean {
  const lower = ` ${text
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}-]+/gu, ' ')} `;
  return lower.includes(` ${word} `);
}

/** On how many different days a procedure of the set was completed inside its window. */
export function procedureDays(
  set: ValueSet,
  index: ValueSetIndex,
  record: PatientRecord,
  now: number,
): number {
  const days = new Set<string>();
  for (const procedure of record.procedures) {
    if (procedure.status !== 'completed' || !index.setsOf(procedure.code).has(set)) continue;
    const done = moment(
      procedure.performedDateTime ?? procedure.performedPeriod?.end ?? procedure.performedPeriod?.start,
    );
    if (done && daysBetween(done.last, now) <= (set.window?.value ?? Infinity)) days.add(done.day);
  }
  return days.size;
}

function codesOf(concept: fhir4.CodeableConcept | undefined): string[] {
  return codingsOf(concept).flatMap(({ code }) => (typeof code === 'string' ? [code] : []));
}
