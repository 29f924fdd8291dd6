import { describe, expect, test } from '@jest/globals';
import { vignettesOf } from '../../../src/cases/vignettes.js';
import type { Case } from '../../../src/cases/case.js';
import { viewRequest } from '../../../src/cases/case-requests.js';
import type { Patient } from '../../../src/cases/case-patients.js';
import type { Card } from '../../../src/core/model/advice.js';
import type { Result } from '../../../src/intake/v2/reports.js';
import { supersedes } from '../../../src/intake/v2/versions.js';
import { adviceOn, VIEW } from '../../support/ask.js';
import { builtOf } from '../../support/built.js';
import { NOW } from '../../support/clock.js';
import { oruOf } from '../../support/oru.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../../support/shipped.js';
import { resultsIn } from '../../support/v2.js';

const { vignettes } = await builtOf(KNOWLEDGE_FOLDER);
const patients = vignettesOf(vignettes as readonly Case[], knowledge).map(
  ({ id, patientAt }) => [id, patientAt(NOW)] as const,
);

function cardsOf(patient: Patient): readonly Card[] {
  const { cards } = adviceOn(viewRequest(knowledge.services.get(VIEW)!, patient, knowledge), VIEW);
  // What is offered names the result it is for, and results have other ids here.
  return JSON.parse(
    JSON.stringify(cards).replaceAll(/"reference":"Observation\/[^"]*"/gu, '"reference":""'),
  ) as Card[];
}

/** The same patient, with the results as they come by ORU: a message each, and of one result the telling that stands. */
function byOru(patient: Patient): Patient {
  const subject = { reference: `Patient/${patient.patient.id!}` };
  const kept = new Map<string, Result>();
  let person: object = {};
  for (const observation of patient.observations) {
    const [found] = resultsIn(oruOf(patient.patient, observation)).patients;
    person = found!.person;
    for (const result of found!.reports.flatMap(({ results }) => results)) {
      const before = kept.get(result.key);
      if (!before || supersedes(result.version, before.version)) kept.set(result.key, result);
    }
  }
  return {
    ...patient,
    patient: { ...patient.patient, ...person },
    observations: [...kept.values()].map((one) => ({ ...one.observation, subject })),
  };
}

describe('the same patient by ORU and by hook gives the same cards', () => {
  test('every vignette is here', () => {
    expect(patients.length).toBeGreaterThan(20);
  });

  test.each(patients)('%s', (_id, patient) => {
    expect(cardsOf(byOru(patient))).toEqual(cardsOf(patient));
  });
});
