import type { ValueSet } from '../model/knowledge.js';
import { codingsOf } from '../record/codes.js';
import { isModified } from '../record/modified.js';
import { moment, type Moment } from '../record/moment.js';
import type { PatientRecord } from '../record/sorting.js';
import type { ValueSetIndex } from './value-sets.js';
import { searchable } from './words.js';

type Medicine = PatientRecord['medicines'][number];

/** An entry of the medication list that counts, as far as the rules ask. */
export interface KnownMedicine {
  /** The sets it is in, each with what it is called. */
  readonly sets: ReadonlyMap<ValueSet, string>;
  readonly isActive: boolean;
  /** From when to when: a request is one day, a statement or administration may be a period. */
  readonly from: Moment | undefined;
  readonly to: Moment | undefined;
}

/** Intents of a request that nobody has agreed to. */
const NOT_YET = ['proposal', 'plan', 'option'];
/** Reasons of a status that are looked at: no real entry has as many. */
const MOST_REASONS = 10;
/** Different texts of one entry that are searched for words: no real one has as many. */
const MOST_TEXTS = 20;
const COUNTED = ['active', 'completed', 'on-hold', 'stopped', 'in-progress'];

/** Of what a medicine is read: a list of them, and the Medications they may refer to. */
type Medicines = Pick<PatientRecord, 'medicines' | 'medications'>;

/** The medicines that are in a value set, each looked at once. */
export function knownMedicines(record: Medicines, index: ValueSetIndex): KnownMedicine[] {
  return record.medicines.flatMap((medicine) => {
    if (!isCounted(medicine)) return [];
    const sets = setsOfMedicine(medicine, index, record);
    return sets.size === 0 ? [] : [{ sets, isActive: medicine.status === 'active', ...spanOf(medicine) }];
  });
}

/** Asked for, stated or given; not: cancelled, proposed, forbidden, or (as STU3 says it) not taken and not given. */
function isCounted(medicine: Medicine): boolean {
  const { doNotPerform, intent, taken, wasNotTaken, notGiven } = medicine as unknown as Partial<
    Record<string, unknown>
  >;
  if (doNotPerform === true || wasNotTaken === true || notGiven === true || taken === 'n') return false;
  return COUNTED.includes(medicine.status) && !NOT_YET.includes(String(intent));
}

/**
 * The sets a medicine is in, by code or by a word of its text, each with what the record calls it. One whose text says that
 * it is refused, stopped or not tolerated is in none: it is not taken as taken.
 */
function setsOfMedicine(
  medicine: Medicine,
  index: ValueSetIndex,
  record: Medicines,
): ReadonlyMap<ValueSet, string> {
  const concept = conceptOf(medicine, record);
  const texts = textsOf(medicine, concept);
  const coded = index.setsOf(concept);
  if (coded.size === 0 && !index.mayName(texts)) return coded;
  const text = searchable(texts);
  const named = index.setsNamedIn(text);
  if (coded.size + named.size === 0) return coded;
  const said = searchable([...texts, ...reasonsOf(medicine)]);
  const sets = new Map<ValueSet, string>();
  for (const set of new Set([...coded.keys(), ...named.keys()])) {
    if (index.isRefusedIn(set, said)) continue;
    sets.set(set, texts[named.get(set) ?? 0] ?? coded.get(set) ?? '');
  }
  return sets;
}

/** How many entries of the medication list name no medicine that could be looked at. */
export function unnamedMedicines(record: Medicines): number {
  return record.medicines.filter((medicine) => {
    const concept = conceptOf(medicine, record);
    const named = codingsOf(concept).length > 0 || concept?.text !== undefined;
    return isCounted(medicine) && !named && medicine.medicationReference?.display === undefined;
  }).length;
}

function conceptOf(medicine: Medicine, record: Medicines): fhir4.CodeableConcept | undefined {
  return medicine.medicationCodeableConcept ?? referredMedication(medicine, record)?.code;
}

function textsOf(medicine: Medicine, concept: fhir4.CodeableConcept | undefined): string[] {
  const displays = codingsOf(concept).map(({ display }) => display);
  return texts([concept?.text, medicine.medicationReference?.display, ...displays]);
}

/** What is said of why it has its status; a list in one kind of resource, one in another. */
function reasonsOf(medicine: Medicine): string[] {
  const { statusReason } = medicine as { statusReason?: unknown };
  const reasons = [statusReason].flat().slice(0, MOST_REASONS) as (
    fhir4.CodeableConcept | null | undefined
  )[];
  const displays = reasons.flatMap((reason) => codingsOf(reason).map(({ display }) => display));
  return texts([...reasons.map((reason) => reason?.text), ...displays]);
}

function texts(list: readonly unknown[]): string[] {
  const written = list.filter((text): text is string => typeof text === 'string' && text.trim() !== '');
  return [...new Set(written)].slice(0, MOST_TEXTS);
}

function spanOf(medicine: Medicine): Pick<KnownMedicine, 'from' | 'to'> {
  const dates =
    medicine.resourceType === 'MedicationRequest'
      ? { at: medicine.authoredOn }
      : { at: medicine.effectiveDateTime, ...medicine.effectivePeriod };
  const at = moment(dates.at);
  const { start, end } = dates as fhir4.Period;
  return { from: at ?? moment(start), to: at ?? moment(end) ?? moment(start) };
}

function referredMedication(medicine: Medicine, record: Medicines): fhir4.Medication | undefined {
  const reference = medicine.medicationReference?.reference;
  if (reference === undefined) return undefined;
  if (!reference.startsWith('#')) return record.medications.get(reference.split('/').slice(-2).join('/'));
  const contained = medicine.contained as fhir4.FhirResource[] | undefined;
  return contained?.find(
    (resource): resource is fhir4.Medication =>
      resource.resourceType === 'Medication' && resource.id === reference.slice(1) && !isModified(resource),
  );
}
