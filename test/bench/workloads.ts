import type { Knowledge, Lab } from '../../src/core/model/knowledge.js';
import { dayBefore, type Given, PATIENT_ID, patientOf, viewRequest } from '../support/case.js';

export const SERVICE = 'raised-ferritin-b12-patient-view';

export interface Workload {
  readonly letter: 'a' | 'b' | 'c';
  readonly name: string;
  readonly body: string;
  /** Requests in one round. */
  readonly requests: number;
  readonly rounds: number;
  /** How many times the CPU of the echo is aimed for, where there is an aim. */
  readonly aim?: number;
  readonly answers: 'nothing' | 'cards';
}

const panel = [
  'tsat 31 %',
  'albumin 41 g/L',
  'hemoglobin 14.1 g/dL',
  'wbc 6.2 10*9/L',
  'creatinine 80 umol/L',
];
const well: Given = {
  age: 54,
  sex: 'male',
  results: [
    'ferritin 120 ng/mL',
    'b12 410 pg/mL',
    'alt 22 U/L',
    'ast 20 U/L',
    'platelets 240 10*9/L',
    ...panel,
  ],
};
const ill: Given = {
  age: 54,
  sex: 'male',
  results: [
    'ferritin 1240 ng/mL',
    'b12 1180 pg/mL',
    'alt 92 U/L',
    'ast 78 U/L',
    'platelets 168 10*9/L',
    ...panel,
  ],
  problems: ['type-2-diabetes', 'alcohol-use-disorder'],
  medicines: ['iron-oral, 20 days ago'],
};

export function workloads(knowledge: Knowledge, now: Date): readonly Workload[] {
  const request = (given: Given) => viewRequest(patientOf(given, knowledge, now), knowledge);
  return [
    {
      letter: 'a',
      name: 'nothing raised',
      body: JSON.stringify(request(well)),
      requests: 400,
      rounds: 15,
      aim: 1.8,
      answers: 'nothing',
    },
    {
      letter: 'b',
      name: 'a full card',
      body: JSON.stringify(request(ill)),
      requests: 200,
      rounds: 15,
      aim: 2.5,
      answers: 'cards',
    },
    {
      letter: 'c',
      name: '1 MB, 1,000 results',
      body: JSON.stringify(longRecord(request(ill), knowledge, now)),
      requests: 10,
      rounds: 11,
      answers: 'cards',
    },
  ];
}

/** The request with the supporting results of years: 1,000 in all, as verbose as laboratories send them. */
function longRecord(request: object, knowledge: Knowledge, now: Date): object {
  const { prefetch } = request as { prefetch: Record<string, fhir4.Bundle> };
  const labs = [...knowledge.labs.values()].filter(
    ({ role, kind, unit }) => role === 'supporting' && kind === 'quantity' && unit,
  );
  const newest = Object.values(prefetch).flatMap(({ entry = [] }) => entry);
  const older = Array.from({ length: 1_000 - newest.length }, (_, index) => ({
    fullUrl: `https://ehr.example/fhir/Observation/old-${index}`,
    resource: oldResult(labs[index % labs.length]!, index, now),
    search: { mode: 'match' as const },
  }));
  return {
    ...request,
    prefetch: {
      ...prefetch,
      liver: { ...prefetch['liver'], entry: [...(prefetch['liver']?.entry ?? []), ...older] },
    },
  };
}

function oldResult(lab: Lab, index: number, now: Date): fhir4.Observation {
  const unit = lab.unit ?? '';
  const quantity = (value: number): fhir4.Quantity => ({
    value,
    unit,
    system: 'http://unitsofmeasure.org',
    code: unit,
  });
  const day = dayBefore(now, 5 + Math.floor(index / 8));
  const { system = '', code = '' } = lab.codes[0] ?? {};
  return {
    resourceType: 'Observation',
    id: `old-${index}`,
    meta: { versionId: '1', lastUpdated: `${day}T09:12:44.000Z` },
    identifier: [{ system: 'https://lab.example/result', value: `2026-${index}-0001` }],
    status: 'final',
    category: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/observation-category',
            code: 'laboratory',
            display: 'Laboratory',
          },
        ],
      },
    ],
    code: { coding: [{ system, code, display: lab.id }], text: lab.id },
    subject: { reference: `Patient/${PATIENT_ID}`, display: 'Example, Patient' },
    encounter: { reference: `Encounter/e-${index % 40}` },
    effectiveDateTime: `${day}T07:30:00Z`,
    issued: `${day}T09:12:44.000Z`,
    performer: [{ reference: 'Organization/laboratory', display: 'Central laboratory' }],
    valueQuantity: quantity(20 + (index % 17)),
    referenceRange: [{ low: quantity(10), high: quantity(60), text: `10 - 60 ${unit}` }],
  };
}
