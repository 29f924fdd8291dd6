import { type Clinician, clinicians } from './clinicians.js';
import { conceptOf } from './concepts.js';
import { MALFORMED, type ReadDate } from './date-times.js';
import type { ReportSegments } from './groups.js';
import type { Sender } from './identifiers.js';
import { idOf, reportKey, resultKey, type ReportNumber, type ResultPlace } from './keys.js';
import { type Notes, observationsOf, type Read } from './observations.js';
import type { Segment } from './segment.js';
import { specimensOf } from './specimens.js';
import { type Effect, reportStatus } from './statuses.js';
import type { Version } from './versions.js';

/** A result as data: what it is known by, which telling of it this is, what becomes of it, and the Observation. */
export interface Result {
  readonly place: ResultPlace;
  /** Of its place, its report and the first number of the patient. */
  readonly key: string;
  readonly version: Version;
  readonly effect: Effect;
  /** Which OBX of the message it stands in, counted from 1. */
  readonly obx: number;
  readonly observation: Omit<fhir4.Observation, 'subject'>;
}

export interface Report {
  /** Absent for results that stand with the patient, as is the resource. */
  readonly number?: ReportNumber;
  readonly report?: Omit<fhir4.DiagnosticReport, 'subject'>;
  readonly key: string;
  readonly specimens: readonly fhir4.Specimen[];
  readonly results: readonly Result[];
  /** It tells all of its results: those told before that are not here are taken back. */
  readonly isWhole: boolean;
  readonly orderers: readonly Clinician[];
  readonly copies: readonly Clinician[];
}

export interface ReportSurroundings {
  readonly sender: Sender;
  /** Stands for the patient. */
  readonly patient: string;
  readonly readDate: ReadDate;
  /** MSH-7. */
  readonly sent: string | undefined;
  /** Counts results that are equal in all that they are known by. */
  readonly ordinal: (key: string) => number;
  readonly notes: Notes;
}

/** A time with seconds and zone, which R4 asks of an instant. */
const ZONED = /(?:Z|[+-]\d{2}:\d{2})$/u;
const ORDER_OF_DATES = ['OBX-14', 'OBR-7', 'SPM-17'] as const;

/** Reads one report. `undefined` when it has no number that it could be known by, or a status that none has; that is told. */
export function reportOf(segments: ReportSegments, around: ReportSurroundings): Report | undefined {
  const { orc, obr, spm } = segments;
  const { sender, notes } = around;
  const number = numberOf(orc, obr);
  const status = reportStatus(obr?.text(25).toUpperCase() ?? '');
  if (obr && !number) notes.wrong(obr.error('report-id-missing', 3));
  if (obr && status === 'invalid') notes.wrong(obr.error('status-invalid', 25));
  if ((obr && !number) || status === 'invalid') return undefined;
  const key = reportKey(sender.id, number, around.patient);
  const date = (segment: Segment | undefined, field: number): string | undefined => {
    const read = segment && around.readDate(segment.text(field));
    if (segment && read === MALFORMED) notes.wrong(segment.error('date-malformed', field));
    // As it came: a result that says its date in a way that cannot be read is not one without a date.
    return read === MALFORMED ? segment?.text(field) : read;
  };
  const specimens = specimensOf(spm, key, date);
  const times = { reported: date(obr, 22), collected: date(obr, 7) };
  const results = resultsOf(segments, key, specimens, times, around);
  return {
    ...(number && { number }),
    ...(obr && { report: resourceOf(obr, status, key, specimens, times, results) }),
    key,
    specimens,
    results,
    isWhole: sender.v2?.snapshot ?? false,
    orderers: clinicians(obr, 16).concat(clinicians(orc, 12)),
    copies: clinicians(obr, 28),
  };
}

/** OBR-22 and OBR-7, as they came where they are no dates. */
interface Times {
  readonly reported: string | undefined;
  readonly collected: string | undefined;
}

function resultsOf(
  { obr, results }: ReportSegments,
  report: string,
  specimens: readonly fhir4.Specimen[],
  { reported, collected }: Times,
  { sender, readDate, sent, ordinal, notes }: ReportSurroundings,
): Result[] {
  const dates = { 'OBR-7': collected, 'SPM-17': specimens[0]?.collection?.collectedDateTime };
  const order = sender.v2?.effectiveFrom ?? ORDER_OF_DATES;
  const whole = {
    status: obr?.text(25).toUpperCase() ?? '',
    readDate,
    issued: issuedAt(reported),
    effective: (own: string): string | undefined =>
      order
        .map((name) => (name === 'OBX-14' ? own : dates[name]))
        .find((one) => one !== undefined && one !== ''),
    judgePreliminary: sender.v2?.judgePreliminary ?? false,
  };
  const at = obr && readDate(obr.text(22)) !== MALFORMED ? (reported ?? sent) : sent;
  // One report of several samples does not say which result is of which.
  const [specimen] = specimens.length === 1 ? specimens : [];
  const tied = ({ observation, effect, codes, subId }: Read, obx: number): Result => {
    const place = { codes, subId, ordinal: ordinal(resultKey(report, { codes, subId, ordinal: 0 })) };
    const key = resultKey(report, place);
    return {
      place,
      key,
      version: { status: observation.status, ...(at !== undefined && { at }) },
      effect,
      obx,
      observation: {
        ...observation,
        id: idOf(key),
        ...(specimen?.id !== undefined && { specimen: { reference: `Specimen/${specimen.id}` } }),
      },
    };
  };
  return results.flatMap(({ obx, notes: texts }) =>
    observationsOf(obx, texts, whole, notes).map((read) => tied(read, obx.sequence)),
  );
}

const UNNAMED: fhir4.CodeableConcept = {
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'unknown' }],
};

function resourceOf(
  obr: Segment,
  status: fhir4.DiagnosticReport['status'],
  key: string,
  specimens: readonly fhir4.Specimen[],
  { reported, collected = specimens[0]?.collection?.collectedDateTime }: Times,
  results: readonly Result[],
): NonNullable<Report['report']> {
  const [panel] = obr.repetitions(4);
  const issued = issuedAt(reported);
  const references = (type: string, ids: readonly (string | undefined)[]): fhir4.Reference[] =>
    ids.map((id = '') => ({ reference: `${type}/${id}` }));
  return {
    resourceType: 'DiagnosticReport',
    id: idOf(key),
    status,
    code: (panel && conceptOf(panel)) ?? UNNAMED,
    ...(collected !== undefined && { effectiveDateTime: collected }),
    ...(issued !== undefined && { issued }),
    ...(results.length > 0 && {
      result: references(
        'Observation',
        results.map(({ observation }) => observation.id),
      ),
    }),
    ...(specimens.length > 0 && {
      specimen: references(
        'Specimen',
        specimens.map(({ id }) => id),
      ),
    }),
  };
}

function issuedAt(reported: string | undefined): string | undefined {
  return reported?.includes('T') && ZONED.test(reported) ? reported : undefined;
}

/** The filler's number of the report, else the placer's; the report says it before its order. */
function numberOf(orc: Segment | undefined, obr: Segment | undefined): ReportNumber | undefined {
  for (const [by, field] of [
    ['filler', 3],
    ['placer', 2],
  ] as const)
    for (const segment of [obr, orc]) {
      const value = segment?.text(field) ?? '';
      if (value !== '') return { by, value, namespace: segment?.text(field, 2) ?? '' };
    }
  return undefined;
}
