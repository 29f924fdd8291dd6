import { expect, test } from '@jest/globals';
import type { Card } from '../../src/core/model/advice.js';
import { TODAY } from '../support/clock.js';
import { bundleOf, resultOf, REVIEW, reviewOf, TRIGGERS, VIEW, viewOf } from '../support/ask.js';
import { PATIENT_ID } from '../support/case.js';
import { serveShipped } from '../support/shipped.js';
import { count } from './hostile.js';

/** K1: results that do not say they are of the patient in context, however near they come to saying it. */

const service = serveShipped();
const id = PATIENT_ID;

const references: unknown[] = [
  ...['Patient/other', 'Patient/', 'Patient', '/', '', ' ', id, `/${id}`, `//Patient/${id}`],
  ...[
    `patient/${id}`,
    `PATIENT/${id}`,
    `Patients/${id}`,
    `Group/${id}`,
    `Person/${id}`,
    `RelatedPerson/${id}`,
  ],
  ...[
    `Patient/${id} `,
    ` Patient/${id}`,
    `Patient/${id}\n`,
    `Patient/${id}\u0000`,
    `Patient/${id}\u200b`,
    `Patient /${id}`,
  ],
  ...[
    `Patient/${id}/`,
    `Patient/${id}/x`,
    `Patient/${id}?x`,
    `Patient/${id}#x`,
    `Patient/${id},other`,
    `Patient/${id}|1`,
  ],
  ...[
    `Patient/x${id}`,
    `Patient/${id}x`,
    `Patient/${id.slice(1)}`,
    `Patient/${id.slice(0, -1)}`,
    `Patient/${id}0`,
  ],
  ...[`Patient/${id.toUpperCase()}`, `Patient/${id.replace('-', '‐')}`, `Patient/${id.replace('-', '%2D')}`],
  ...[
    `Patient/${id.replace('1', '１')}`,
    `Patient/${id.replace('a', 'а')}`,
    `Patient//${id}`,
    `Patient\\${id}`,
  ],
  ...[
    `Patient/other/_history/${id}`,
    `Patient/other/_history/Patient/${id}`,
    `_history/Patient/${id}`,
    `Patient/_history/${id}`,
  ],
  ...[
    `../Patient/${id}`,
    `./Patient/${id}`,
    `x/Patient/${id}`,
    `Patient/other/../${id}`,
    `Patient?_id=${id}`,
  ],
  ...[
    `#${id}`,
    '#',
    `#Patient/${id}`,
    `urn:uuid:${id}`,
    `urn:uuid:4ad92a3b-4f0c-4c0f-bd3b-95d4b3c6a3c9`,
    `urn:oid:1.2.3`,
  ],
  ...[
    `ftp://ehr.example.org/Patient/${id}`,
    `file:///Patient/${id}`,
    `javascript:/Patient/${id}`,
    `data:,/Patient/${id}`,
  ],
  ...[
    `https:/Patient/${id}`,
    `https:Patient/${id}`,
    `HTTPS//ehr.example.org/Patient/${id}`,
    `://x/Patient/${id}`,
  ],
  ...[
    `https://ehr.example.org/Group/${id}`,
    `https://ehr.example.org/Patient/${id}x`,
    `https://ehr.example.org/Patient/x${id}`,
  ],
  ...[
    `https://ehr.example.org/Patient/other?x=${id}`,
    `https://ehr.example.org/xPatient/${id}`,
    `Observation/${id}`,
  ],
  ...[
    'urn:uuid:',
    `urn:uuid:Patient/${id}`,
    `Patient:${id}`,
    `Patient.${id}`,
    `Patient=${id}`,
    `Patient/*`,
    'Patient/%',
  ],
  ...[`Patient/{{${id}}}`, `\u202ePatient/${id}`, `\ufeffPatient/${id}`, `Patient/${id}${'x'.repeat(5_000)}`],
  ...[0, 1, true, null, [], {}, [`Patient/${id}`], { reference: `Patient/${id}` }],
];

const subjects: unknown[] = [
  ...references.map((reference) => ({ reference })),
  ...[{}, [], '', 0, true, `Patient/${id}x`, [{ reference: 'Patient/other' }], { display: 'x' }],
  ...[
    { type: 'Patient' },
    { identifier: { value: id } },
    { identifier: { system: 'urn:x', value: id }, type: 'Patient' },
  ],
  ...[
    { id },
    { Reference: `Patient/${id}` },
    { reference: 'Patient/other', identifier: { value: id }, display: id },
  ],
  ...[{ extension: [{ url: 'x', valueReference: { reference: `Patient/${id}` } }] }, undefined],
];

const HIGH = { ferritin: 62_000, b12: 118_000 } as const;

test(`K1: ${subjects.length} subjects in 4 kinds of resource: no card from them`, async () => {
  expect(subjects.length).toBeGreaterThanOrEqual(100);
  const wrong: unknown[] = [];
  let tried = 0;
  for (const subject of subjects)
    for (const lab of TRIGGERS) {
      const own = resultOf(lab, HIGH[lab], { subject });
      const { subject: _, ...inner } = own;
      const report = {
        ...{
          resourceType: 'DiagnosticReport',
          id: 'report',
          status: 'final',
          subject,
          effectiveDateTime: TODAY,
        },
        code: { text: 'Chemistry' },
        contained: [inner],
      };
      const panel = resultOf(lab, 1, {
        ...{ id: 'panel', subject, code: { text: 'Chemistry' }, valueQuantity: undefined },
        component: [{ code: own['code'], valueQuantity: own['valueQuantity'] }],
      });
      for (const [body, path] of [
        [viewOf([own]), VIEW],
        [viewOf([], { any: bundleOf([report]) }), VIEW],
        [viewOf([panel]), VIEW],
        [reviewOf([own]), REVIEW],
      ] as const) {
        tried += 1;
        const answer = await service.post(`/cds-services/${path}`, body);
        const { cards = [] } = (await answer.json()) as { cards?: Card[] };
        const found = cards.filter(({ source }) => source.topic.code !== 'context');
        // A word on a malformed result may stand where nothing says that it is of somebody else.
        if (answer.status !== 200 || found.length > 0)
          wrong.push([subject, lab, path, answer.status, found.length]);
      }
    }
  expect(wrong).toEqual([]);
  count('K1', tried, 'made a card');
});
