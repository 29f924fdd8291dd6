import { expect, test } from '@jest/globals';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { systemNow } from '../support/clock.js';
import { usually } from '../support/seed.js';
import { startService } from '../support/service-process.js';
import { shippedExamples } from '../support/shipped.js';
import { record } from '../support/record.js';

/** A search stops it as often as L7 asks. */
const TIMES = usually(5, 20);
/** Of the stops, so that starting does not take the time of the test. */
const AT_ONCE = 5;
const CONNECTIONS = 12;

const example = shippedExamples().find(({ id }) => id === '01-both-raised')!;
const body = JSON.stringify(example.requestAt(systemNow()));
const path = `/cds-services/${example.service}`;

/** A request that has begun before the word to stop and is complete only after the door is shut. */
async function lateBody(base: string): Promise<Ending> {
  return new Promise((resolve) => {
    const sent = request(base + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
    });
    sent.on('response', (answer) => {
      answer.resume();
      answer.on('end', () => resolve('answered'));
      answer.on('error', () => resolve('shut'));
    });
    sent.on('error', () => resolve('shut'));
    sent.write(body.slice(0, 100));
    setTimeout(() => sent.end(body.slice(100)), 2_500);
  });
}

/** A refusal under load is an answer too. Shut: the door was; what had come in by then, the log of the service tells. */
type Ending = 'answered' | 'shut';

/** A request on a kept connection. */
async function post(base: string, agent: Agent): Promise<Ending> {
  return new Promise((resolve) => {
    const sent = request(base + path, {
      agent,
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
    });
    sent.on('response', (answer) => {
      answer.resume();
      answer.on('end', () => resolve('answered'));
      answer.on('error', () => resolve('shut'));
    });
    sent.on('error', () => resolve('shut'));
    sent.end(body);
  });
}

interface Stopped {
  readonly answered: number;
  /** Requests the service had begun and did not answer to the end, by its log. */
  readonly dropped: number;
  readonly ready: readonly number[];
  readonly exit: readonly unknown[];
}

async function stopUnderLoad(): Promise<Stopped> {
  const { process: service, base, said } = await startService();
  // Before the load, which may be refused.
  const late = [lateBody(base), lateBody(base), lateBody(base)];
  await pause(200);
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let answered = 0;
  let open = true;
  const load = Array.from({ length: CONNECTIONS }, async () => {
    // Until /readyz has said 503, as whatever stands in front does.
    while (open) {
      if ((await post(base, agent)) === 'shut') return;
      answered++;
      // Five services share the machine, and what they are asked beside this says nothing more.
      await pause(100);
    }
  });
  await pause(300);
  const ready = [(await fetch(`${base}/readyz`)).status];
  // All it has written has come when its output is closed.
  const exited = new Promise<unknown[]>((resolve) =>
    service.once('close', (...exit: unknown[]) => resolve(exit)),
  );
  service.kill('SIGTERM');
  // It says so for a second before the door is shut.
  while (ready.at(-1) === 200) ready[1] = (await fetch(`${base}/readyz`)).status;
  open = false;
  for (const ending of await Promise.all(late)) if (ending === 'answered') answered++;
  await Promise.all(load);
  const exit = await exited;
  agent.destroy();
  const dropped = said()
    .split('\n')
    .filter((line) => line.includes('"method":"POST"') && line.includes('"code":"aborted"'));
  return { answered, dropped: dropped.length, ready, exit };
}

test('L7: a stop under load drops nothing, says so on /readyz, and ends by itself', async () => {
  let answered = 0;
  let dropped = 0;
  for (let time = 0; time < TIMES; time += AT_ONCE) {
    for (const one of await Promise.all(Array.from({ length: AT_ONCE }, stopUnderLoad))) {
      answered += one.answered;
      dropped += one.dropped;
      expect(one.ready).toEqual([200, 503]);
      expect(one.exit).toEqual([0, null]);
      expect(one.answered).toBeGreaterThan(CONNECTIONS);
    }
  }
  record(`L7: ${TIMES} stops under ${CONNECTIONS} connections: ${answered} answered, ${dropped} dropped`);
  expect(dropped).toBe(0);
});
