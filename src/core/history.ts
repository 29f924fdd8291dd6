import { codingKeys, codingsOf, keyOf } from './codes.js';
import type { Knowledge, ValueSet } from './knowledge.js';
import { daysBetween, moment, type Moment } from './moment.js';
import type { PatientRecord } from './record.js';

type Medicine = PatientRecord['medicines'][number];

const ACTIVE = ['active', 'recurrence', 'relapse'];
/** Verification statuses under which a problem does not (yet) stand. */
const NOT_CONFIRMED = ['unconfirmed', 'provisional', 'differential', 'refuted', 'entered-in-error'];
const COUNTED_MEDICINES = ['active', 'completed', 'on-hold', 'stopped', 'in-progress'];

/** Ids of the value sets that an active, not refuted Condition is in. */
export function activeProblems(record: PatientRecord, knowledge: Knowledge): string[] {
  const active = record.conditions.filter(isActive);
  return setsOf(knowledge, 'Condition')
    .filter((set) => active.some(({ code }) => isIn(set, code)))
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
  record: PatientRecord,
  sampled: Moment | undefined,
  now: number,
): number | undefined {
  const at = sampled?.last ?? now;
  const day = sampled?.day ?? new Date(now).toISOString().slice(0, 10);
  let days: number | undefined;
  for (const medicine of record.medicines) {
    const status: string = medicine.status;
    if (!COUNTED_MEDICINES.includes(status) || !isMedicineOf(set, medicine, record)) continue;
    const dated = moment(dateOf(medicine));
    // A date without a time that equals the sample's day is before the sample.
    const before = dated && (dated.last <= at || dated.day === day);
    const since = before ? Math.max(daysBetween(dated.last, at), 0) : undefined;
    const active =
      status === 'active' && set.byDateOnly !== true && (since !== undefined || dated === undefined);
    const counted = active ? 0 : since;
    if (counted !== undefined && (days === undefined || counted < days)) days = counted;
  }
  return days;
}

function dateOf(medicine: Medicine): string | undefined {
  switch (medicine.resourceType) {
    case 'MedicationRequest':
      return medicine.authoredOn;
    default:
      return medicine.effectiveDateTime ?? medicine.effectivePeriod?.end ?? medicine.effectivePeriod?.start;
  }
}

function isMedicineOf(set: ValueSet, medicine: Medicine, record: PatientRecord): boolean {
  const concept = medicine.medicationCodeableConcept ?? referredMedication(medicine, record)?.code;
  if (isIn(set, concept)) return true;
  const texts = [
    concept?.text,
    medicine.medicationReference?.display,
    ...codingsOf(concept).map(({ display }) => display),
  ];
  return texts.some((text) => typeof text === 'string' && set.words.some((word) => holdsWord(text, word)));
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
export function procedureDays(set: ValueSet, record: PatientRecord, now: number): number {
  const days = new Set<string>();
  for (const procedure of record.procedures) {
    if (procedure.status !== 'completed' || !isIn(set, procedure.code)) continue;
    const done = moment(
      procedure.performedDateTime ?? procedure.performedPeriod?.end ?? procedure.performedPeriod?.start,
    );
    if (done && daysBetween(done.last, now) <= (set.window?.value ?? Infinity)) days.add(done.day);
  }
  return days.size;
}

/** The value sets of one kind. */
export function setsOf(knowledge: Knowledge, kind: ValueSet['of']): ValueSet[] {
  return [...knowledge.valueSets.values()].filter(({ of }) => of === kind);
}

function isIn(set: ValueSet, concept: fhir4.CodeableConcept | undefined): boolean {
  const keys = codingKeys(concept);
  return (
    keys.length > 0 &&
    set.codes.some(({ system, code, prefix }) => {
      const key = keyOf(system, code);
      return keys.some((received) => received === key || (prefix === true && received.startsWith(key)));
    })
  );
}

function codesOf(concept: fhir4.CodeableConcept | undefined): string[] {
  return codingsOf(concept).flatMap(({ code }) => (typeof code === 'string' ? [code] : []));
}
