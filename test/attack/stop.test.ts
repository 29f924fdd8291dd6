import { expect, test } from '@jest/globals';
import { Agent, request } from 'node:http';
import { systemNow } from '../support/clock.js';
import { startService } from '../support/service-process.js';
import { shippedExamples } from '../support/shipped.js';
import { record } from '../support/record.js';

const TIMES = 20;
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
      answer.on('end', () => resolve(answer.complete ? 'answered' : 'dropped'));
    });
    sent.on('error', () => resolve('dropped'));
    sent.write(body.slice(0, 100));
    setTimeout(() => sent.end(body.slice(100)), 2_500);
  });
}

/** A refusal under load is an answer too. */
type Ending = 'answered' | 'shut' | 'dropped';

/** A request on a kept connection. Shut: the service did not take the connection, so nothing of the request was with it. */
async function post(base: string, agent: Agent): Promise<Ending> {
  return new Promise((resolve) => {
    const sent = request(base + path, {
      agent,
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
    });
    sent.on('response', (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.complete ? 'answered' : 'dropped'));
      answer.on('error', () => resolve('dropped'));
    });
    sent.on('error', (error) =>
      resolve((error as NodeJS.ErrnoException).code === 'ECONNREFUSED' ? 'shut' : 'dropped'),
    );
    sent.end(body);
  });
}

async function stopUnderLoad(): Promise<{ answered: number; dropped: number; ready: number[]; ms: number }> {
  const { process: service, base } = await startService({ LOG_LEVEL: 'silent' });
  // Before the load, which may be refused.
  const late = [lateBody(base), lateBody(base), lateBody(base)];
  await new Promise((resolve) => setTimeout(resolve, 200));
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const counts = { answered: 0, dropped: 0 };
  let open = true;
  const load = Array.from({ length: CONNECTIONS }, async () => {
    // Until /readyz has said 503, as whatever stands in front does.
    while (open) {
      const ending = await post(base, agent);
      if (ending === 'shut') return;
      counts[ending]++;
    }
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  const ready = [(await fetch(`${base}/readyz`)).status];
  const exited = new Promise<void>((resolve) => service.once('exit', () => resolve()));
  const at = performance.now();
  service.kill('SIGTERM');
  // It says so for a second before the door is shut.
  while (ready.at(-1) === 200) ready[1] = (await fetch(`${base}/readyz`)).status;
  open = false;
  for (const ending of await Promise.all(late)) if (ending !== 'shut') counts[ending]++;
  await exited;
  const ms = performance.now() - at;
  await Promise.all(load);
  agent.destroy();
  return { ...counts, ready, ms };
}

test('L7: a stop under load drops nothing, says so on /readyz, and ends in time', async () => {
  let answered = 0;
  let dropped = 0;
  const times: number[] = [];
  for (let time = 0; time < TIMES; time += AT_ONCE) {
    for (const one of await Promise.all(Array.from({ length: AT_ONCE }, stopUnderLoad))) {
      answered += one.answered;
      dropped += one.dropped;
      times.push(one.ms);
      expect(one.ready).toEqual([200, 503]);
      expect(one.answered).toBeGreaterThan(CONNECTIONS);
    }
  }
  const longest = Math.max(...times);
  record(
    `L7: ${TIMES} stops under ${CONNECTIONS} connections: ${answered} answered, ${dropped} dropped, the longest took ${longest.toFixed(0)} ms`,
  );
  expect(dropped).toBe(0);
  expect(longest).toBeLessThan(10_000);
});
