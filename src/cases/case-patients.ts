import { type Knowledge, type Lab } from '../core/model/knowledge.js';

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
const subject = { reference: `Patient/${PATIENT_ID}` };
const DAY = 86_400_000;

export function dayBefore(now: Date, days: number): string {
  return new Date(now.getTime() - days * DAY).toISOString().slice(0, 10);
}

/** Builds the FHIR resources of a patient described in words. Throws on words it does not know. */
export function patientOf(given: Given, knowledge: Knowledge, now: Date): Patient {
  const observations = (given.results ?? []).flatMap((line, index) =>
    line.startsWith('order ') || line.startsWith('report ')
      ? []
      : [observationOf(line, index, knowledge, now)],
  );
  return {
    patient: {
      resourceType: 'Patient',
      id: PATIENT_ID,
      ...(given.sex !== undefined && { gender: given.sex as 'male' }),
      ...(given.age !== undefined && { birthDate: birthDate(given.age, now) }),
    },
    observations,
    conditions: (given.problems ?? []).map((id, index) => conditionOf(id, index, knowledge)),
    medications: (given.medicines ?? []).map((line, index) => medicationOf(line, index, knowledge, now)),
    procedures: (given.procedures ?? []).map((line, index) => procedureOf(line, index, knowledge, now)),
    reports: (given.results ?? [])
      .filter((line) => line.startsWith('report '))
      .map((line, index) => reportOf(line, index, knowledge, now)),
    orders: (given.results ?? [])
      .filter((line) => line.startsWith('order '))
      .map((line, index) => serviceRequestOf(line, index, knowledge, now)),
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

const RESULT =
  /^(?<lab>[a-z0-9-]+) (?:(?<outcome>positive|negative|done)|(?<comparator>[<>]=?)?(?<value>\d+(?:\.\d+)?)(?: (?<unit>[^,]+))?)(?<rest>(?:,.*)?)$/u;

/** `ferritin >620 ng/mL, limit 30-400, flag H, corrected, 20 days ago`. */
function observationOf(line: string, index: number, knowledge: Knowledge, now: Date): fhir4.Observation {
  const groups = RESULT.exec(line)?.groups;
  const lab = knowledge.labs.get(groups?.['lab'] ?? '');
  if (!groups || !lab) throw new Error(`not a result: ${line}`);
  const { outcome, comparator, value, unit, rest = '' } = groups;
  const observation: fhir4.Observation = {
    resourceType: 'Observation',
    id: `${lab.id}-${String(index)}`,
    status: 'final',
    code: { coding: [codeFor(lab, unit)] },
    subject,
    effectiveDateTime: dayBefore(now, 0),
  };
  if (outcome !== undefined && outcome !== 'done')
    observation.valueCodeableConcept = {
      coding: [...(lab[outcome as 'positive']?.codes.slice(0, 1) ?? [])].map(({ system, code }) => ({
        system,
        code,
      })),
    };
  if (outcome === 'done') observation.valueString = 'done';
  if (value !== undefined) {
    observation.valueQuantity = {
      value: Number(value),
      ...(comparator !== undefined && { comparator: comparator as '>' }),
      ...(unit !== undefined && { unit, system: 'http://unitsofmeasure.org', code: unit }),
    };
  }
  for (const part of rest
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== ''))
    qualify(observation, part, now);
  return observation;
}

function qualify(observation: fhir4.Observation, part: string, now: Date): void {
  const { value: _value, comparator: _comparator, ...unit } = observation.valueQuantity ?? {};
  const [word = '', argument = ''] = part.split(' ');
  const days = /^(\d+) days? ago$/u.exec(part)?.[1];
  if (days !== undefined) observation.effectiveDateTime = dayBefore(now, Number(days));
  else if (word === 'limit') {
    const [low, high] = argument.includes('-') ? argument.split('-') : [undefined, argument];
    observation.referenceRange = [
      {
        ...(low !== undefined && { low: { value: Number(low), ...unit } }),
        high: { value: Number(high), ...unit },
      },
    ];
  } else if (word === 'flag')
    observation.interpretation = [
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', code: argument },
        ],
      },
    ];
  else if (word === 'version') {
    observation.meta = { versionId: argument };
    // Versions of one result, sent as resources of their own, share the laboratory's identifier.
    observation.identifier = [
      { system: 'urn:example:result', value: observation.code.coding?.[0]?.code ?? '' },
    ];
  } else observation.status = part as 'final';
}

/** The molar code of a lab for a molar unit, else its first. */
function codeFor(lab: Lab, unit = ''): fhir4.Coding {
  const molar =
    unit.includes('mol/') &&
    lab.codes.find(
      ({ display }) => /moles|sCnc/u.test(display.replace('Moles', 'moles')) && !display.includes('Mass'),
    );
  const coding = (molar === false ? undefined : molar) ?? lab.codes[0];
  return { system: coding?.system ?? '', code: coding?.code ?? '' };
}

function conditionOf(line: string, index: number, knowledge: Knowledge): fhir4.Condition {
  const [id = '', clinical = 'active', verification = 'confirmed'] = line.split(', ');
  return {
    resourceType: 'Condition',
    id: `condition-${String(index)}`,
    subject,
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: clinical }],
    },
    verificationStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: verification }],
    },
    code: { coding: [firstCode(id, knowledge)] },
  };
}

/** `iron-oral, 20 days ago` or with a code: `iron-oral 24947, …`. */
function medicationOf(line: string, index: number, knowledge: Knowledge, now: Date): fhir4.MedicationRequest {
  const match = /^([a-z0-9-]+)(?: (\S+))?, (\d+) days ago(?:, ([a-z-]+))?$/u.exec(line);
  if (!match) throw new Error(`not a medicine: ${line}`);
  const [, id = '', code, days, status = 'active'] = match;
  const first = firstCode(id, knowledge);
  return {
    resourceType: 'MedicationRequest',
    id: `medication-${String(index)}`,
    status: status as 'active',
    intent: 'order',
    subject,
    medicationCodeableConcept: { coding: [{ ...first, ...(code !== undefined && { code }) }] },
    authoredOn: dayBefore(now, Number(days)),
  };
}

/** `transfusion, 20 days ago`. */
function procedureOf(line: string, index: number, knowledge: Knowledge, now: Date): fhir4.Procedure {
  const match = /^([a-z0-9-]+), (\d+) days? ago$/u.exec(line);
  if (!match) throw new Error(`not a procedure: ${line}`);
  return {
    resourceType: 'Procedure',
    id: `procedure-${String(index)}`,
    status: 'completed',
    subject,
    code: { coding: [firstCode(match[1] ?? '', knowledge)] },
    performedDateTime: dayBefore(now, Number(match[2])),
  };
}

/** `order ggt, active, 20 days ago`. */
function serviceRequestOf(
  line: string,
  index: number,
  knowledge: Knowledge,
  now: Date,
): fhir4.ServiceRequest {
  const { id, status, days } = asked(line);
  return {
    resourceType: 'ServiceRequest',
    id: `order-${String(index)}`,
    status: status as 'active',
    intent: 'order',
    subject,
    code: { coding: [orderCode(id, knowledge)] },
    authoredOn: dayBefore(now, days),
  };
}

/** `report liver-ultrasound, final, 20 days ago`. */
function reportOf(line: string, index: number, knowledge: Knowledge, now: Date): fhir4.DiagnosticReport {
  const { id, status, days } = asked(line);
  return {
    resourceType: 'DiagnosticReport',
    id: `report-${String(index)}`,
    status: status as 'final',
    subject,
    code: { coding: [orderCode(id, knowledge)] },
    effectiveDateTime: dayBefore(now, days),
  };
}

function asked(line: string): { id: string; status: string; days: number } {
  const match = /^(?:order|report) ([a-z0-9-]+), ([a-z-]+), (-?\d+) days? ago$/u.exec(line);
  if (!match) throw new Error(`not an order or report: ${line}`);
  return { id: match[1] ?? '', status: match[2] ?? '', days: Number(match[3]) };
}

function orderCode(testId: string, knowledge: Knowledge): fhir4.Coding {
  for (const order of knowledge.orders.values())
    for (const test of order.tests)
      if (test.id === testId) return { system: test.codes[0]?.system ?? '', code: test.codes[0]?.code ?? '' };
  throw new Error(`no test ${testId}`);
}

function firstCode(id: string, knowledge: Knowledge): fhir4.Coding {
  const coding = knowledge.valueSets.get(id)?.codes[0];
  if (!coding) throw new Error(`no value set ${id}`);
  return { system: coding.system, code: coding.code };
}
