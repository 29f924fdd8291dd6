import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bundleOf, resultOf, VIEW, viewOf } from '../support/ask.js';
import { access, cardsOf, serveFetching } from '../support/fetching.js';
import { loopbackServer, sendJson } from '../support/fhir-server.js';
import { runs } from '../support/seed.js';

const server = loopbackServer((_request, response) => sendJson(response, bundleOf([])));
const service = serveFetching(() => [server.base()], { deadline: 10_000 });

const strings = [
  '1&_include=*',
  '1&patient=2',
  '1?x',
  '1#x',
  '1;x',
  '1,2',
  '1|2',
  '1$everything',
  '1 2',
  ' 1',
  '1 ',
  '1\t',
  '1\n',
  '1\r\nX-Evil: 1',
  '1\r\n\r\nGET /admin HTTP/1.1',
  '1\u0000',
  '1\u00002',
  '\u0000',
  '.',
  '..',
  './1',
  '../1',
  '../Observation',
  '../../admin',
  '..\\admin',
  '..%2fadmin',
  '%2e%2e',
  '%2e',
  '%2e%2e%2fadmin',
  '%252e%252e',
  '1%00',
  '1%26x',
  '1%0d%0a',
  '%',
  '1/2',
  '1/$everything',
  '1/_history/1',
  '/1',
  '//evil.test/1',
  '\\1',
  'Patient/123',
  'https://evil.test/fhir/Patient/1',
  'https://evil.test',
  'urn:uuid:d1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
  '{{context.userId}}',
  '${7*7}',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '"onload="x',
  "' OR '1'='1",
  '1; DROP TABLE Patient',
  '`id`',
  '$(id)',
  '*',
  '1*',
  '_id',
  '1_2',
  '1+2',
  '1=2',
  '1:2',
  '1@evil.test',
  '1~2',
  '1!2',
  '(1)',
  '[1]',
  '1^2',
  'ä',
  'é1',
  '１',
  '\u200b1',
  '1\u202e2',
  '\ud83d\ude00',
  '\ud800',
  '',
  'a'.repeat(65),
  'a'.repeat(10_000),
];
const noStrings = [0, 1, true, [], ['1'], {}, { id: '1' }];

const wrong: readonly [element: string, value: unknown][] = [
  ...[...strings, ...noStrings, null].map((value) => ['patientId', value] as [string, unknown]),
  ...[
    ...strings.map((value) => `Practitioner/${value}`),
    'Practitioner',
    '/1',
    'Pra ct/1',
    ...noStrings,
    null,
  ].map((value) => ['userId', value] as [string, unknown]),
];

describe('S3: ids that are none', () => {
  test(`${wrong.length} tried: 400, and nothing is asked`, async () => {
    expect(wrong.length).toBeGreaterThanOrEqual(150);
    const taken: unknown[] = [];
    for (const [element, value] of wrong) {
      const body = viewOf([]) as { context: object };
      const answer = await service.post(`/cds-services/${VIEW}`, {
        ...body,
        prefetch: {},
        ...access(server.base()),
        context: { ...body.context, [element]: value },
      });
      if (answer.status !== 400) taken.push([element, value, answer.status]);
    }
    expect(taken).toEqual([]);
    expect(server.connections).toBe(0);
  });

  test('an encounter that is none is as none: nothing of it is on an order', async () => {
    const body = viewOf([resultOf('ferritin', 620)]) as { context: object };
    for (const value of [...strings, ...noStrings]) {
      const context = { ...body.context, encounterId: value };
      const answer = await service.post(`/cds-services/${VIEW}`, { ...body, context });
      const cards = await cardsOf(answer);
      const orders = cards.flatMap(({ suggestions = [] }) => suggestions.flatMap(({ actions }) => actions));
      expect([value, orders.length > 0]).toEqual([value, true]);
      // Only what stands before an id as FHIR has it is taken off.
      const encounters = orders.flatMap(({ resource }) => resource.encounter?.reference ?? []);
      expect(encounters.filter((one) => !/^Encounter\/(?!\.{1,2}$)[A-Za-z0-9\-.]{1,64}$/u.test(one))).toEqual(
        [],
      );
    }
  });

  test('200 good ids: every address asked is the one meant', async () => {
    const letters = Array.from('ABCXYZabcxyz0189-.');
    const id = fc
      .string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 64 })
      .filter((text) => text !== '.' && text !== '..');
    for (const patientId of fc.sample(id, runs(200))) {
      server.clear();
      const body = viewOf([]) as { context: object };
      const answer = await service.post(`/cds-services/${VIEW}`, {
        ...body,
        prefetch: { supporting: null, conditions: null, procedures: null, orders: null, reports: null },
        ...access(server.base()),
        context: { ...body.context, patientId },
      });
      expect(answer.status).toBe(200);
      for (const { url } of server.calls) {
        const { pathname, searchParams } = new URL(url, server.base());
        const [, fhir, type, read] = pathname.split('/');
        expect([fhir, read ?? searchParams.getAll('patient')]).toEqual([
          'fhir',
          read ? patientId : [patientId],
        ]);
        expect(type).toMatch(/^(Patient|Observation|Medication(Request|Statement|Administration))$/);
        expect([...searchParams.keys()].every((name) => /^(patient|code|_sort|_count)$/.test(name))).toBe(
          true,
        );
      }
      expect(server.calls).toHaveLength(6);
    }
  });
});
