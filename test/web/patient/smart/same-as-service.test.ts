import { beforeEach, describe, expect, test } from '@jest/globals';
import { readCases } from '../../../../src/cases/case-files.js';
import { demoServer } from '../../../../src/demo/demo-server.js';
import { demoPatients } from '../../../../src/demo/patients.js';
import { filled } from '../../../../src/hooks/fill-tokens.js';
import { smartSettings } from '../../../../src/hooks/smart-settings.js';
import { hookRequest } from '../../../../src/web/patient/smart/hook-request.js';
import { readRecord } from '../../../../src/web/patient/smart/read-record.js';
import { VIEW } from '../../../support/ask.js';
import { NOW } from '../../../support/clock.js';
import { access, cardsOf, serveFetching, TOKEN } from '../../../support/fetching.js';
import { loopbackServer, sendJson } from '../../../support/fhir-server.js';
import { medplumServer } from '../../../support/medplum-server.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../../../support/shipped.js';

// A page that reads a record itself must answer what the service would have answered, had it been told where the record is.

const there = loopbackServer();
const service = serveFetching(() => [there.base()], { deadline: 10_000 });
const patients = demoPatients(KNOWLEDGE_FOLDER, knowledge);
const template = smartSettings(knowledge, 'org.hepacue.result-review', 'https://cds.example.org');
const { prefetch = {}, hook } = template.services.find(({ id }) => id === VIEW)!;

/** A type of the FHIR server that is not as it should be: a status, or one entry, with a next page that fails. */
type Odd = Readonly<Record<string, number | 'one page' | 'another patient'>>;
let odd: Odd = {};

beforeEach(() => {
  const demo = demoServer({ base: there.base(), now: () => NOW, resources: patients });
  there.answer = (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', there.base());
    const [, , type = '', id] = pathname.split('/');
    const how = odd[type];
    if (typeof how === 'number') return void response.writeHead(how).end();
    if (how === 'one page' && searchParams.has('_offset')) return void response.writeHead(400).end();
    if (how === 'one page') searchParams.set('_count', '1');
    if (how === 'another patient') searchParams.set('patient', 'p06');
    const found = id === undefined ? demo.search(type, searchParams) : demo.read(type, id);
    sendJson(response, found ?? { resourceType: 'OperationOutcome' }, found ? 200 : 404);
  };
});

const context = { token: TOKEN, userId: 'Practitioner/7', encounterId: 'e1' };

async function onThePage(patientId: string, scope: string): Promise<unknown> {
  const asked = { ...context, patientId, scope };
  const queries = new Map(
    Object.entries(prefetch).flatMap(([key, query]) => {
      const whole = filled(query, asked);
      return whole === undefined ? [] : [[key, whole] as const];
    }),
  );
  const round = await readRecord(there.base(), asked, queries);
  const answer = await service.post(`/cds-services/${VIEW}`, hookRequest(hook, asked, round, 'here'));
  return [answer.status, plain(await cardsOf(answer))];
}

async function byTheService(patientId: string, scope: string): Promise<unknown> {
  const { userId, encounterId } = context;
  const answer = await service.post(`/cds-services/${VIEW}`, {
    ...{ hook, hookInstance: 'here', context: { patientId, userId, encounterId }, prefetch: {} },
    ...access(there.base(), scope),
  });
  return [answer.status, plain(await cardsOf(answer))];
}

/** Without the ids that differ from one asking to the next. */
function plain(cards: unknown): unknown {
  return JSON.parse(JSON.stringify(cards).replaceAll(/00000000-0000-4000-8000-\d{12}/gu, 'id'));
}

const ids = readCases(KNOWLEDGE_FOLDER)
  .filter(({ file }) => file === 'examples/vignettes.yaml')
  .map(({ name }) => name.split(' ')[0]!.toLowerCase());

/** Where all of them would take minutes. */
const some = ids.filter((_, place) => place % 6 === 0);

describe('read on the page or by the service', () => {
  test(`${ids.length} patients have the same cards`, async () => {
    odd = {};
    let cards = 0;
    for (const id of ids) {
      const [page, same] = [await onThePage(id, 'patient/*.rs'), await byTheService(id, 'patient/*.rs')];
      expect([id, page]).toEqual([id, same]);
      cards += (page as [number, unknown[]])[1].length;
    }
    expect(cards).toBeGreaterThan(ids.length / 2);
  });

  test.each<[string, Odd, string?]>([
    ['some types are refused', { Condition: 403, MedicationRequest: 403 }],
    ['some types fail', { Procedure: 500, DiagnosticReport: 404 }],
    ['the patient cannot be read', { Patient: 403 }],
    ['results end after one page of several', { Observation: 'one page' }],
    ['a type comes of another patient', { Condition: 'another patient' }],
    ['some types may not be asked for', {}, 'patient/Patient.read patient/Observation.read'],
  ])('they have the same cards when %s', async (_what, how, scope = 'patient/*.rs') => {
    odd = how;
    let changed = 0;
    for (const id of some) {
      const [page, same] = [await onThePage(id, scope), await byTheService(id, scope)];
      expect([id, page]).toEqual([id, same]);
      odd = {};
      if (JSON.stringify(await onThePage(id, 'patient/*.rs')) !== JSON.stringify(page)) changed++;
      odd = how;
    }
    expect(changed).toBeGreaterThan(0);
  });
});

describe('a FHIR server that is not ours', () => {
  test('gives the cards that the demo server gives, on the page and by the service', async () => {
    odd = {};
    const ours = there.answer;
    let asked = 0;
    for (const [place, id] of some.entries()) {
      there.answer = ours;
      const expected = await byTheService(id, 'patient/*.rs');
      // Somebody else beside, so that it matters whom a search names.
      const both = [id, some[(place + 1) % some.length]!];
      there.answer = await medplumServer(patients(NOW).filter((one) => both.includes(whose(one) ?? '')));
      there.clear();
      expect([id, await byTheService(id, 'patient/*.rs')]).toEqual([id, expected]);
      expect([id, await onThePage(id, 'patient/*.rs')]).toEqual([id, expected]);
      asked += there.calls.length;
    }
    expect(asked).toBeGreaterThan(some.length * 2 * 10);
  });
});

function whose(resource: fhir4.FhirResource): string | undefined {
  if (resource.resourceType === 'Patient') return resource.id;
  return (resource as fhir4.Observation).subject?.reference?.split('/')[1];
}
