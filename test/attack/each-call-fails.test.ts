import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Card } from '../../src/core/model/advice.js';
import { demoServer } from '../../src/demo/demo-server.js';
import { demoPatients } from '../../src/demo/patients.js';
import { VIEW } from '../support/ask.js';
import { access, cardsOf, serveFetching, textOf } from '../support/fetching.js';
import { loopbackServer, sendJson } from '../support/fhir-server.js';
import { NOW } from '../support/clock.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../support/shipped.js';

const resources = demoPatients(KNOWLEDGE_FOLDER, knowledge);
const demo = demoServer({ base: 'http://unused.example.org', now: () => NOW, resources });
const server = loopbackServer();
const service = serveFetching(() => [server.base()], { deadline: 10_000 });

/** The place of the call that fails, in the order in which they come; none fails below 0. */
let failing = -1;
let failed = '';

beforeAll(() => {
  server.answer = ({ url = '' }, response) => {
    const { pathname, searchParams } = new URL(url, server.base());
    const [, , type = '', id] = pathname.split('/');
    if (server.calls.length - 1 === failing) {
      failed = url;
      sendJson(response, { resourceType: 'OperationOutcome' }, 500);
    } else sendJson(response, id === undefined ? demo.search(type, searchParams) : demo.read(type, id));
  };
});

async function ask(patientId: string, call: number): Promise<readonly Card[]> {
  server.clear();
  failing = call;
  failed = '';
  const answer = await service.post(`/cds-services/${VIEW}`, {
    hook: 'patient-view',
    hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    context: { userId: 'Practitioner/1', patientId },
    ...access(server.base()),
  });
  expect(answer.status).toBe(200);
  return cardsOf(answer);
}

const { prefetch } = knowledge.services.get(VIEW)!;
const CALLS = Object.keys(prefetch).length;

/** What the cards call the data behind an address. */
function nameOf(url: string): string {
  const [type, search = ''] = url.replace('/fhir/', '').split('?');
  const decoded = decodeURIComponent(search);
  if (type === 'Observation') {
    if (decoded.includes('|2276-4')) return 'Ferritin';
    if (decoded.includes('|2132-9')) return 'Vitamin B12';
    const group = Object.entries(prefetch).find(([, template]) => {
      const [lab = ''] = 'labs' in template ? template.labs : [];
      return decoded.includes(`|${knowledge.labs.get(lab)?.codes[0]?.code ?? '-'}`);
    });
    return knowledge.words.get('en')?.['prefetch']?.[group?.[0] ?? ''] ?? 'a group without a name';
  }
  const names: Record<string, string> = {
    Condition: 'problem list',
    Procedure: 'procedures',
    ServiceRequest: 'earlier orders',
    DiagnosticReport: 'reports',
  };
  return names[type ?? ''] ?? (type?.startsWith('Medication') ? 'medication list' : 'birth date and sex');
}

const patients = resources(NOW).flatMap((one) => (one.resourceType === 'Patient' ? [one.id ?? ''] : []));

describe('L2: each call to the FHIR server fails in turn', () => {
  test(`${patients.length} patients, every call`, async () => {
    let tried = 0;
    const silent: string[] = [];
    const unsaid: string[] = [];
    for (const patient of patients) {
      const whole = await ask(patient, -1);
      const calls = server.calls.length;
      expect(calls).toBe(CALLS);
      for (let call = 0; call < calls; call++) {
        tried++;
        const cards = await ask(patient, call);
        const name = nameOf(failed);
        const place = `${patient}: ${name}`;
        if (cards.length === 0) {
          // Nothing is raised: what cannot raise anything need not be said to be missing.
          const decides = /Ferritin|Vitamin B12/.test(name);
          if (whole.length > 0 || decides) silent.push(place);
          continue;
        }
        const text = textOf(cards);
        const said = new RegExp(
          `(Not received|only in part): [^.]*${name}|${name} results (were not available|were asked for)${name.startsWith('birth') ? '|birth date' : ''}`,
        );
        const isContextOnly = cards.every(({ source }) => source.topic.code === 'context');
        if (!said.test(text) && !(isContextOnly && !/Ferritin|Vitamin|birth/.test(name))) unsaid.push(place);
      }
    }
    expect({ silent, unsaid }).toEqual({ silent: [], unsaid: [] });
    expect(tried).toBe(patients.length * CALLS);
  });

  test('both triggers fail: 412', async () => {
    const previous = server.answer;
    server.answer = (request, response) =>
      /Observation/.test(request.url ?? '') ? sendJson(response, {}, 500) : previous(request, response);
    const answer = await service.post(`/cds-services/${VIEW}`, {
      hook: 'patient-view',
      hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
      context: { userId: 'Practitioner/1', patientId: patients[0] },
      ...access(server.base()),
    });
    server.answer = previous;
    expect(answer.status).toBe(412);
  });
});
