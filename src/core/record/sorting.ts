import type { AdviceRequest, Received, SetAside } from '../model/advice.js';
import type { Lab } from '../model/knowledge.js';
import type { LabsNamed } from './codes.js';
import type { Moment, moment } from './moment.js';
import type { WhoseIs } from './ownership.js';

/** Why a result that names a lab cannot be read at all. */
export type ResultProblem =
  'malformed' | 'code-conflict' | 'modifier-unknown' | 'focus-elsewhere' | 'value-missing';

/** An Observation (or component, or contained Observation) that names a lab, with what its container lends it. */
export interface Result {
  readonly lab: Lab;
  readonly observation: fhir4.Observation;
  readonly from: string;
  readonly inContext: boolean;
  readonly sampled: Moment | undefined;
  /** The resource as received that it stands in: its parts are no versions of one another. */
  readonly source: object;
  /** Set when it cannot be read at all. */
  readonly problem: ResultProblem | undefined;
}

/** Everything received about the patient, sorted once. */
export interface PatientRecord {
  readonly patient?: fhir4.Patient;
  readonly results: ReadonlyMap<string, readonly Result[]>;
  /** Some result may be known only as a bound ("> 2000"). */
  readonly hasBounds: boolean;
  /** Ids of the labs of which a result came that names another patient, or none that is known. */
  readonly foreign: ReadonlySet<string>;
  /** Observations that name no lab of ours; some show that a panel was done. */
  readonly others: readonly fhir4.Observation[];
  readonly conditions: readonly fhir4.Condition[];
  readonly medicines: readonly (
    fhir4.MedicationRequest | fhir4.MedicationStatement | fhir4.MedicationAdministration
  )[];
  readonly medications: ReadonlyMap<string, fhir4.Medication>;
  readonly procedures: readonly fhir4.Procedure[];
  readonly orders: readonly fhir4.ServiceRequest[];
  readonly reports: readonly fhir4.DiagnosticReport[];
  readonly setAside: readonly SetAside[];
}

/** A record while it is sorted. */
export interface Sorting {
  patient?: fhir4.Patient;
  readonly results: Map<string, Result[]>;
  hasBounds: boolean;
  readonly foreign: Set<string>;
  /** Where the resources stand that are not this patient's. */
  readonly foreignPlaces: Set<string>;
  readonly others: fhir4.Observation[];
  readonly conditions: fhir4.Condition[];
  readonly medicines: (
    fhir4.MedicationRequest | fhir4.MedicationStatement | fhir4.MedicationAdministration
  )[];
  readonly medications: Map<string, fhir4.Medication>;
  readonly procedures: fhir4.Procedure[];
  readonly orders: fhir4.ServiceRequest[];
  readonly reports: fhir4.DiagnosticReport[];
  readonly setAside: SetAside[];
}

/** What sorting needs at hand. */
export interface Sorter {
  readonly request: AdviceRequest;
  readonly labsNamed: LabsNamed;
  readonly whoseIs: WhoseIs;
  readonly moment: typeof moment;
  readonly record: Sorting;
  readonly today: Moment;
  /** Where resources stood of which a date was left out. */
  readonly datesDropped: ReadonlySet<string>;
  /** Born on; nothing was sampled before. */
  readonly birth: Moment | undefined;
}

/** What a part of a resource has from the whole. */
export type Whole = Pick<Received, 'from' | 'inContext'> & {
  readonly source: Pick<Received, 'from'>;
  /** It stands in a resource of somebody else. */
  readonly inForeign?: boolean;
};
