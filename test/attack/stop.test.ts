import { expect, test } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { record } from '../support/tokens.js';

const TIMES = 20;
/** Of the stops, so that starting does not take the time of the test. */
const AT_ONCE = 5;
const CONNECTIONS = 12;

const root = fileURLToPath(new URL('../../', import.meta.url));
const body = readFileSync(`${root}cds-hooks/examples/01-both-raised.request.json`, 'utf8');
const path = '/cds-services/raised-ferritin-b12-result-review';

async function start(): Promise<{ service: ChildProcess; base: string }> {
  const service = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    cwd: root,
    env: { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  const base = await new Promise<string>((done, fail) => {
    service.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /^Discovery: (\S+)\/cds-services$/mu.exec(said)?.[1];
      if (found !== undefined) done(found);
    });
    service.once('exit', () => fail(new Error(said)));
  });
  return { service, base };
}

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
  const { service, base } = await start();
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
}, 120_000);
