import { type Knowledge } from '../core/model/knowledge.js';
import { conditionOf, medicationOf, orderOf, procedureOf, reportOf } from './case-history.js';
import { observationOf } from './case-results.js';

/** A patient in the words of `cds-hooks/rules/*.cases.yaml` and `cds-hooks/examples/vignettes.yaml`. */
export interface Given {
  readonly age?: number | string;
  readonly sex?: string;
  readonly results?: readonly string[];
  readonly problems?: readonly string[];
  readonly medicines?: readonly string[];
  readonly procedures?: readonly string[];
}

/** The FHIR resources of a patient described in words. */
export interface Patient {
  readonly patient: fhir4.Patient;
  readonly observations: fhir4.Observation[];
  readonly conditions: fhir4.Condition[];
  readonly medications: fhir4.MedicationRequest[];
  readonly procedures: fhir4.Procedure[];
  readonly reports: fhir4.DiagnosticReport[];
  readonly orders: fhir4.ServiceRequest[];
}

export const PATIENT_ID = 'patient-1';
const DAY = 86_400_000;

export function dayBefore(now: Date, days: number): string {
  return new Date(now.getTime() - days * DAY).toISOString().slice(0, 10);
}

/** Builds the FHIR resources of a patient described in words. Throws on words it does not know. */
export function patientOf(given: Given, knowledge: Knowledge, now: Date): Patient {
  const { age, sex, results = [], problems = [], medicines = [], procedures = [] } = given;
  const subject = { reference: `Patient/${PATIENT_ID}` };
  const words = { knowledge, subject, day: (days: number) => dayBefore(now, days) };
  const isOrder = (line: string): boolean => line.startsWith('order ');
  const isReport = (line: string): boolean => line.startsWith('report ');
  return {
    patient: {
      resourceType: 'Patient',
      id: PATIENT_ID,
      ...(sex !== undefined && { gender: sex as 'male' }),
      ...(age !== undefined && { birthDate: birthDate(age, now) }),
    },
    observations: results.flatMap((line, index) =>
      isOrder(line) || isReport(line) ? [] : [observationOf(line, index, words)],
    ),
    conditions: problems.map((line, index) => conditionOf(line, index, words)),
    medications: medicines.map((line, index) => medicationOf(line, index, words)),
    procedures: procedures.map((line, index) => procedureOf(line, index, words)),
    reports: results.filter(isReport).map((line, index) => reportOf(line, index, words)),
    orders: results.filter(isOrder).map((line, index) => orderOf(line, index, words)),
  };
}

function birthDate(age: number | string, now: Date): string {
  if (typeof age === 'string') return age;
  const birth = new Date(now);
  birth.setUTCFullYear(birth.getUTCFullYear() - age);
  // There is a 29 February in some years only.
  if (birth.getUTCMonth() !== now.getUTCMonth()) birth.setUTCDate(0);
  return birth.toISOString().slice(0, 10);
}
