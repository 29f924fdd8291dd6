import { dateReader, MALFORMED } from './date-times.js';
import { groupsOf } from './groups.js';
import { identifiersOf, type PatientIdentifier, type Sender } from './identifiers.js';
import { idOf } from './keys.js';
import type { Message } from './message.js';
import { type Person, personOf } from './person.js';
import { type Report, reportOf } from './reports.js';
import { V2Error } from './v2-error.js';
import { type OffsetAt, zoneOffsets } from './zones.js';

/** What one message says of one patient. */
export interface PatientResults {
  /** The first is the one that the keys are made of. */
  readonly identifiers: readonly [PatientIdentifier, ...PatientIdentifier[]];
  readonly person: Person;
  readonly reports: readonly Report[];
}

/** What an ORU^R01 says. */
export interface Results {
  readonly patients: readonly PatientResults[];
  /** What could not be read; with the first of them the message is not taken as it is. */
  readonly problems: readonly V2Error[];
  /** What was left out and changes no result: a birth date that is none. */
  readonly oddities: readonly V2Error[];
  readonly counts: Counts;
}

export interface Counts {
  /** Segments of a site's own. */
  readonly passedOver: number;
  /** OBX of status N. */
  readonly notAsked: number;
  readonly documents: number;
}

/**
 * Maps an ORU^R01 to FHIR R4 as HL7's v2-to-FHIR guide does where it decides: for each PID the patient, and for each OBR a report with
 * its results. Nothing is guessed and nothing is lost in silence: what cannot be read is a problem with its place, and what was read of
 * the rest is there.
 */
export function resultReader(sender: Sender): (message: Message) => Results {
  const offsetAt = zoneOffsets(sender.v2?.zone ?? 'UTC');
  return (message) => resultsOf(message, sender, offsetAt);
}

function resultsOf({ header, segments, passedOver }: Message, sender: Sender, offsetAt: OffsetAt): Results {
  const problems: V2Error[] = [];
  const oddities: V2Error[] = [];
  let [notAsked, documents] = [0, 0];
  const readDate = dateReader(header.sent, offsetAt);
  const sent = readDate(header.sent);
  const patients: PatientResults[] = [];
  const ordinals = new Map<string, number>();
  for (const { pid, reports } of groupsOf(segments, (error) => problems.push(error))) {
    const identifiers = caught(() => identifiersOf(pid, { list: 3, alone: 2 }, sender), problems);
    if (!identifiers) continue;
    const person = personOf(pid, readDate, (error) => oddities.push(error));
    const around = {
      sender,
      patient: patientKeyOf(identifiers[0]),
      readDate,
      sent: sent === MALFORMED ? undefined : sent,
      ordinal: (key: string): number => {
        const ordinal = ordinals.get(key) ?? 0;
        ordinals.set(key, ordinal + 1);
        return ordinal;
      },
      notes: {
        count: (what: 'not-asked' | 'document'): void => {
          if (what === 'document') documents++;
          else notAsked++;
        },
        wrong: (error: V2Error): void => {
          problems.push(error);
        },
      },
    };
    patients.push({
      identifiers,
      person,
      reports: reports.flatMap((report) => reportOf(report, around) ?? []),
    });
  }
  if (patients.length === 0 && problems.length === 0)
    problems.push(new V2Error('patient-missing', { segment: 'PID' }));
  return { patients, problems, oddities, counts: { passedOver, notAsked, documents } };
}

/**
 * The resources of a patient, once it is known who it is: every one says so itself.
 * @param patientId of the Patient on the client's server, or of our own
 */
export function resourcesOf(
  { identifiers, person, reports }: PatientResults,
  patientId: string,
): fhir4.FhirResource[] {
  const subject = { reference: `Patient/${patientId}` };
  return [
    { resourceType: 'Patient', id: patientId, identifier: identifiers.map((one) => ({ ...one })), ...person },
    ...reports.flatMap(({ report, specimens, results }): fhir4.FhirResource[] => [
      ...(report ? [{ ...report, subject }] : []),
      ...specimens.map((specimen) => ({ ...specimen, subject })),
      ...results.map(({ observation }) => ({ ...observation, subject })),
    ]),
  ];
}

/** An id for a patient of whom nothing is known but the identifiers: the same in each message. */
export function patientIdOf({ identifiers: [{ system, value }] }: PatientResults): string {
  return idOf(patientKeyOf({ system, value }));
}

function patientKeyOf({ system, value }: PatientIdentifier): string {
  return JSON.stringify([system, value]);
}

function caught<T>(read: () => T, problems: V2Error[]): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof V2Error)) throw error;
    problems.push(error);
    return undefined;
  }
}
