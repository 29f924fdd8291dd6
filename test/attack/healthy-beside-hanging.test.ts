import { beforeAll, describe, expect, test } from '@jest/globals';
import type { RequestListener } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { demoServer } from '../../src/demo/demo-server.js';
import { demoPatients } from '../../src/demo/patients.js';
import { bundleOf, man, resultOf, VIEW } from '../support/ask.js';
import { access, serveFetching } from '../support/fetching.js';
import { loopbackServer, sendJson } from '../support/fhir-server.js';
import { NOW, systemNow } from '../support/clock.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../support/shipped.js';
import { record } from '../support/record.js';

/** Of the service. How fast it is meanwhile is measured by `npm run soak`, which holds the bars of L3. */
const DEADLINE = 3_000;
const LEFT_ALONE = 5_000;
/** Requests for the server that hangs: at once, and then one after the other. */
const AT_ONCE = 10;
const AFTERWARDS = 50;
const QUERIES = Object.keys(knowledge.services.get(VIEW)!.prefetch).length;

const demo = demoServer({
  base: 'http://unused.example.org',
  now: () => NOW,
  resources: demoPatients(KNOWLEDGE_FOLDER, knowledge),
});
const answering: RequestListener = ({ url = '' }, response) => {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  const [, , type = '', id] = pathname.split('/');
  sendJson(response, id === undefined ? demo.search(type, searchParams) : demo.read(type, id));
};
const healthy = loopbackServer(answering);
const hanging = loopbackServer(answering);
const service = serveFetching(() => [healthy.base(), hanging.base()], {
  deadline: DEADLINE,
  halfOpenAfter: LEFT_ALONE,
});

const LACKING = /not available to this service|were not available|came only in part/iu;

interface Answered {
  readonly status: number;
  readonly text: string;
}
const isWhole = ({ status, text }: Answered): boolean => status === 200 && !LACKING.test(text);

async function ask(base: string, prefetch: object = {}): Promise<Answered> {
  const answer = await service.post(`/cds-services/${VIEW}`, {
    hook: 'patient-view',
    hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    context: { userId: 'Practitioner/1', patientId: 'c01' },
    prefetch,
    ...access(base),
  });
  return { status: answer.status, text: await answer.text() };
}

const ferritin = {
  patient: { ...man, id: 'c01' },
  ferritin: bundleOf([{ ...resultOf('ferritin', 900), subject: { reference: 'Patient/c01' } }]),
};

/** With nothing at hand, and with one result of two. */
const askHanging = (one: number): Promise<Answered> => ask(hanging.base(), one % 2 ? ferritin : {});

function expectTold({ status, text }: Answered, one: number): void {
  expect(status).toBe(one % 2 ? 200 : 412);
  if (one % 2) expect(text).toContain('Vitamin B12 results were not available to this service');
}

describe('L3: one of two FHIR servers hangs', () => {
  beforeAll(async () => {
    expect(isWhole(await ask(healthy.base()))).toBe(true);
    expect(isWhole(await ask(hanging.base()))).toBe(true);
    hanging.clear();
    hanging.answer = () => undefined;
  });

  test('the tenant of the other gets complete cards meanwhile; its own is told what could not be checked', async () => {
    let waiting = AT_ONCE;
    const lacking = Array.from({ length: AT_ONCE }, async (_, one) => {
      const answer = await askHanging(one);
      waiting--;
      return answer;
    });
    let whole = 0;
    while (waiting > 0) {
      expect(isWhole(await ask(healthy.base()))).toBe(true);
      whole++;
    }
    for (const [one, answer] of (await Promise.all(lacking)).entries()) expectTold(answer, one);
    record(`L3: ${whole} requests beside a server that hangs, all complete`);
    expect(whole).toBeGreaterThan(0);
  });

  test('it is left alone, but for one request now and then', async () => {
    hanging.clear();
    const begun = systemNow().getTime();
    for (let one = 0; one < AFTERWARDS; one++) expectTold(await askHanging(one), one);
    const rounds = Math.ceil((systemNow().getTime() - begun) / LEFT_ALONE) + 1;
    record(
      `L3: ${AFTERWARDS} requests for the one that hangs, ${hanging.calls.length} of ${AFTERWARDS * QUERIES} queries let through`,
    );
    expect(hanging.calls.length).toBeLessThanOrEqual(rounds * QUERIES);
  });

  test('once it answers again it is asked again', async () => {
    hanging.answer = answering;
    while (!isWhole(await ask(hanging.base()))) await pause(50);
    expect(isWhole(await ask(hanging.base()))).toBe(true);
  });
});
