import { conceptOf } from './concepts.js';
import { MALFORMED, type ReadDate } from './date-times.js';
import { flagsOf } from './flags.js';
import { rangeOf } from './ranges.js';
import type { Segment } from './segment.js';
import { type Effect, isToldBefore, resultStatus } from './statuses.js';
import { unitOf } from './units.js';
import type { V2Error } from './v2-error.js';
import { isDocument, type Value, valueOf } from './values.js';

/** A result without what ties it to its report and its patient. */
export interface Read {
  readonly observation: Omit<fhir4.Observation, 'subject'>;
  readonly effect: Effect;
  /** The first codes of both triplets and the sub-id: part of what it is known by. */
  readonly codes: readonly string[];
  readonly subId: string;
}

/** What the report of a result says that holds for it. */
export interface Whole {
  /** OBR-25. */
  readonly status: string;
  readonly readDate: ReadDate;
  /** When the sample was taken, as far as the result does not say it itself. */
  readonly effective: (own: string) => string | undefined;
  readonly issued: string | undefined;
  /** Results of status P, S and R are final ones of this sender. */
  readonly judgePreliminary: boolean;
}

/** What is passed over of a report, and what is wrong with it. */
export interface Notes {
  readonly count: (what: 'not-asked' | 'document') => void;
  readonly wrong: (error: V2Error) => void;
}

const NOT_DONE: fhir4.CodeableConcept = {
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'not-performed' }],
};

/** The results of an OBX: one for each repetition of its value, else one without. */
export function observationsOf(
  obx: Segment,
  notes: readonly string[],
  whole: Whole,
  { count, wrong }: Notes,
): Read[] {
  const own = obx.text(11).toUpperCase();
  const told = resultStatus(own, whole.status);
  if (!told) {
    count('not-asked');
    return [];
  }
  const [named] = obx.repetitions(3);
  const code = named && conceptOf(named);
  if (!code) {
    wrong(obx.error('code-missing', 3));
    return [];
  }
  const type = obx.text(2).toUpperCase();
  if (isDocument(type)) count('document');
  const unit = unitOf(obx);
  const values = obx.repetitions(5).flatMap((value) => valueOf(value, type, unit, whole.readDate) ?? []);
  const isPreliminary = told.effect === 'keep' && whole.judgePreliminary;
  const status = isPreliminary ? 'final' : told.status;
  const effect = isPreliminary ? 'judge' : told.effect;
  const range = rangeOf(obx, unit);
  const flags = flagsOf(obx);
  const effective = dateOf(obx, whole, wrong);
  const observation = (value: Value | undefined): Read['observation'] => ({
    resourceType: 'Observation',
    status,
    code,
    ...(effective !== undefined && { effectiveDateTime: effective }),
    ...(whole.issued !== undefined && { issued: whole.issued }),
    // R4 obs-6: a reason only where there is no value.
    ...(effect === 'not-done' ? { dataAbsentReason: NOT_DONE } : value),
    ...(flags.length > 0 && { interpretation: flags }),
    ...(range && { referenceRange: [range] }),
    ...(notes.length > 0 && { note: notes.map((text) => ({ text })) }),
  });
  const isOpen = effect === 'judge' && isToldBefore(own) && values.length === 0;
  const each = effect === 'not-done' || values.length === 0 ? [undefined] : values;
  return each.map((value) => ({
    observation: observation(value),
    effect: isOpen ? 'complete' : effect,
    codes: [named.text(1), named.text(4)],
    subId: obx.text(4),
  }));
}

/** A date that is none stays as it came, so that it is no date for whoever reads it, and never that of the report. */
function dateOf(obx: Segment, { readDate, effective }: Whole, wrong: Notes['wrong']): string | undefined {
  const text = obx.text(14);
  const own = readDate(text);
  if (own !== MALFORMED) return effective(own ?? '');
  wrong(obx.error('date-malformed', 14));
  return text;
}
