import { type Clinician, clinicians } from './clinicians.js';
import { conceptOf } from './concepts.js';
import { MALFORMED, type ReadDate } from './date-times.js';
import type { ReportSegments } from './groups.js';
import type { PatientIdentifier, Sender } from './identifiers.js';
import { idOf, reportKey, resultKey } from './keys.js';
import { type Notes, observationsOf } from './observations.js';
import type { Segment } from './segment.js';
import { specimensOf } from './specimens.js';
import { type Effect, reportStatus } from './statuses.js';
import type { Version } from './versions.js';

/** A result as data: what it is known by, which telling of it this is, what becomes of it, and the Observation. */
export interface Result {
  readonly key: string;
  readonly version: Version;
  readonly effect: Effect;
  /** Which OBX of the message it stands in, counted from 1. */
  readonly obx: number;
  readonly observation: fhir4.Observation;
}

export interface Report {
  readonly key: string;
  /** Absent for results that stand with the patient. */
  readonly report?: Omit<fhir4.DiagnosticReport, 'subject'>;
  readonly specimens: readonly fhir4.Specimen[];
  readonly results: readonly Result[];
  /** It tells all of its results: those told before that are not here are taken back. */
  readonly isWhole: boolean;
  readonly orderers: readonly Clinician[];
  readonly copies: readonly Clinician[];
}

export interface ReportSurroundings {
  readonly sender: Sender;
  readonly patient: PatientIdentifier;
  readonly readDate: ReadDate;
  /** MSH-7. */
  readonly sent: string | undefined;
  /** Counts results that are equal in all that they are known by. */
  readonly ordinal: (key: string) => number;
  readonly notes: Notes;
}

/** A time with seconds and zone, which R4 asks of an instant. */
const INSTANT = /T.*(?:Z|[+-]\d{2}:\d{2})$/u;
const UNNAMED: fhir4.CodeableConcept = {
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'unknown' }],
};
const ORDER_OF_DATES = ['OBX-14', 'OBR-7', 'SPM-17'] as const;

/** Reads one report. `undefined` when it has no number that it could be known by, or a status that none has; that is told. */
export function reportOf(
  { orc, obr, spm, results }: ReportSegments,
  around: ReportSurroundings,
): Report | undefined {
  const { sender, patient, readDate, sent, ordinal, notes } = around;
  const number = numberOf(orc, obr);
  const status = reportStatus(obr?.text(25).toUpperCase() ?? '');
  if (obr && !number) notes.wrong(obr.error('report-id-missing', 3));
  if (obr && status === 'invalid') notes.wrong(obr.error('status-invalid', 25));
  if ((obr && !number) || status === 'invalid') return undefined;
  const key = reportKey(sender.id, number, patient);
  const date = (segment: Segment | undefined, field: number): string | undefined => {
    const read = segment && readDate(segment.text(field));
    if (segment && read === MALFORMED) notes.wrong(segment.error('date-malformed', field));
    // As it came: a result that says its date in a way that cannot be read is not one without a date.
    return read === MALFORMED ? segment?.text(field) : read;
  };
  const specimens = specimensOf(spm, key, date);
  const reported = date(obr, 22);
  const dates = { 'OBR-7': date(obr, 7), 'SPM-17': specimens[0]?.collection?.collectedDateTime };
  const issued = reported !== undefined && INSTANT.test(reported) ? reported : undefined;
  const [specimen] = specimens.length === 1 ? specimens : [];
  const version = obr && readDate(obr.text(22)) === MALFORMED ? sent : (reported ?? sent);
  const order = sender.v2?.effectiveFrom ?? ORDER_OF_DATES;
  const whole = {
    status: obr?.text(25).toUpperCase() ?? '',
    readDate,
    issued,
    effective: (own: string): string | undefined =>
      order
        .map((name) => (name === 'OBX-14' ? own : dates[name]))
        .find((date) => date !== undefined && date !== ''),
    judgePreliminary: sender.v2?.judgePreliminary ?? false,
  };
  const found = results.flatMap(({ obx, notes: texts }) =>
    observationsOf(obx, texts, whole, notes).map((read) => ({ ...read, obx: obx.sequence })),
  );
  const read = found.map(({ observation, effect, codes, subId, obx }): Result => {
    const base = resultKey(key, codes, subId, 0);
    const own = resultKey(key, codes, subId, ordinal(base));
    return {
      key: own,
      version: { status: observation.status, ...(version !== undefined && { at: version }) },
      effect,
      obx,
      observation: {
        ...observation,
        id: idOf(own),
        ...(specimen?.id !== undefined && { specimen: { reference: `Specimen/${specimen.id}` } }),
      },
    };
  });
  const [panel] = obr?.repetitions(4) ?? [];
  const collected = dates['OBR-7'] ?? dates['SPM-17'];
  return {
    key,
    specimens,
    results: read,
    isWhole: sender.v2?.snapshot ?? false,
    orderers: clinicians(obr, 16).concat(clinicians(orc, 12)),
    copies: clinicians(obr, 28),
    ...(obr && {
      report: {
        resourceType: 'DiagnosticReport',
        id: idOf(key),
        status,
        code: (panel && conceptOf(panel)) ?? UNNAMED,
        ...(collected !== undefined && { effectiveDateTime: collected }),
        ...(issued !== undefined && { issued }),
        ...(read.length > 0 && {
          result: read.map(({ observation: { id = '' } }) => ({ reference: `Observation/${id}` })),
        }),
        ...(specimens.length > 0 && {
          specimen: specimens.map(({ id = '' }) => ({ reference: `Specimen/${id}` })),
        }),
      },
    }),
  };
}

/** The filler's number of the report, else the placer's. */
function numberOf(orc: Segment | undefined, obr: Segment | undefined): Parameters<typeof reportKey>[1] {
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
