import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../../src/tools/random.js';

/** How an export is mixed. */
export interface Mix {
  readonly patients: number;
  readonly results: number;
  /** Of patients, how many have a ferritin and a B12 now and then. */
  readonly measured: number;
  /** Of these, results that are one of the two. */
  readonly share: number;
}

/** One result in a thousand is ferritin or B12. */
export const REALISTIC: Mix = { patients: 2_000, results: 250, measured: 0.2, share: 0.005 };
/** One in ten, of everybody. */
export const DENSE: Mix = { patients: 400, results: 100, measured: 1, share: 0.1 };

/** LOINC code, name, unit, usual value. Half of them are labs that the knowledge reads. */
const OTHERS = [
  ['718-7', 'Hemoglobin [Mass/volume] in Blood', 'g/dL', 13.9],
  ['777-3', 'Platelets [#/volume] in Blood by Automated count', '10*3/uL', 240],
  ['2160-0', 'Creatinine [Mass/volume] in Serum or Plasma', 'mg/dL', 0.9],
  ['1742-6', 'Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma', 'U/L', 24],
  ['1920-8', 'Aspartate aminotransferase [Enzymatic activity/volume] in Serum or Plasma', 'U/L', 22],
  ['8480-6', 'Systolic blood pressure', 'mm[Hg]', 128],
  ['8462-4', 'Diastolic blood pressure', 'mm[Hg]', 79],
  ['8867-4', 'Heart rate', '/min', 71],
  ['29463-7', 'Body weight', 'kg', 80],
  ['2951-2', 'Sodium [Moles/volume] in Serum or Plasma', 'mmol/L', 140],
  ['2823-3', 'Potassium [Moles/volume] in Serum or Plasma', 'mmol/L', 4.1],
] as const;
const TRIGGERS = [
  ['2276-4', 'Ferritin [Mass/volume] in Serum or Plasma', 'ng/mL', 180],
  ['2132-9', 'Cobalamin (Vitamin B12) [Mass/volume] in Serum or Plasma', 'pg/mL', 520],
] as const;

/** Writes an export of about 900 bytes a result, the same each time, and gives its number of lines. */
export function writeExport(folder: string, { patients, results, measured, share }: Mix): number {
  const random = createRandom(20_261_128);
  const [people, observations] = ['Patient', 'Observation'].map((name) =>
    openSync(join(folder, `${name}.ndjson`), 'w'),
  );
  const put = (file: number | undefined, lines: readonly object[]): unknown =>
    writeSync(file ?? 0, lines.map((one) => `${JSON.stringify(one)}\n`).join(''));
  for (let patient = 0; patient < patients; patient++) {
    const id = `patient-${patient}`;
    const isMeasured = random() < measured;
    put(people, [
      {
        ...{ resourceType: 'Patient', id, gender: patient % 2 ? 'male' : 'female' },
        birthDate: `${1940 + (patient % 60)}-03-01`,
      },
    ]);
    put(
      observations,
      Array.from({ length: results }, (_, place) => {
        const list = isMeasured && random() < share ? TRIGGERS : OTHERS;
        const [code, display, unit, usual] = list[Math.floor(random() * list.length)] ?? OTHERS[0];
        return resultOf(id, place, code, display, unit, usual * Math.exp(random() - 0.4));
      }),
    );
  }
  for (const file of [people, observations]) closeSync(file ?? 0);
  return patients * (results + 1);
}

function resultOf(
  id: string,
  place: number,
  code: string,
  display: string,
  unit: string,
  value: number,
): object {
  const day = new Date(Date.UTC(2024, 0, 1) + ((place * 37) % 1_000) * 86_400_000).toISOString().slice(0, 10);
  const quantity = (one: number): object => ({
    value: one,
    unit,
    system: 'http://unitsofmeasure.org',
    code: unit,
  });
  return {
    resourceType: 'Observation',
    id: `${id}-${place}`,
    meta: { versionId: '1', lastUpdated: `${day}T09:12:44.000Z` },
    identifier: [{ system: 'https://lab.example/result', value: `${id}-${place}` }],
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
    code: { coding: [{ system: 'http://loinc.org', code, display }], text: display },
    subject: { reference: `Patient/${id}`, display: 'Example, Patient' },
    encounter: { reference: `Encounter/e-${place % 40}` },
    effectiveDateTime: `${day}T07:30:00Z`,
    issued: `${day}T09:12:44.000Z`,
    performer: [{ reference: 'Organization/laboratory', display: 'Central laboratory' }],
    valueQuantity: quantity(Number(value.toPrecision(3))),
    referenceRange: [{ text: `laboratory range of ${unit}` }],
  };
}
