/**
 * What takes too long for the tests, against the built service on loopback: F4 at full number, memory over minutes (L5), overload (L6).
 * `npm run soak -- [minutes] [shapes]`; 2 minutes and 50,000 shapes when not said.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { fileURLToPath } from 'node:url';
import { reshaped, seeded } from '../support/shapes.js';

const [MINUTES = 2, SHAPES = 50_000] = process.argv.slice(2).map(Number);
const SEED = 20_261_122;
const OVERLOAD_SECONDS = 20;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

interface Request {
  readonly path: string;
  readonly body: { readonly hook: string };
}

const examples = new URL('../../cds-hooks/examples/', import.meta.url);
const requests = readdirSync(examples)
  .filter((name) => name.endsWith('.request.json'))
  .slice(0, 5)
  .map((name): Request => {
    const body = JSON.parse(readFileSync(new URL(name, examples), 'utf8')) as Request['body'];
    const id = body.hook === 'patient-view' ? 'patient-view' : 'result-review';
    return { path: `/cds-services/raised-ferritin-b12-${id}`, body };
  });

const good = { path: requests[0]!.path, body: JSON.stringify(requests[0]!.body) };

const child = fork(fileURLToPath(new URL('../../dist/main.js', import.meta.url)), {
  execArgv: ['--expose-gc', '--import', new URL('meter.js', import.meta.url).href],
  env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent' },
  stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
});
try {
  const base = await addressOf(child);
  await shapes(base);
  const peak = await capacity(base);
  await memory(base, peak * 0.6);
  await overload(base, peak);
} finally {
  child.disconnect();
  child.kill();
}

function addressOf({ stdout }: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, fail) => {
    stdout!.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /^Discovery: (\S+)\/cds-services$/mu.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => fail(new Error('the service did not start')));
  });
}

interface Answer {
  readonly status: number;
  readonly ms: number;
}

function post(base: string, agent: Agent, path: string, body: string): Promise<Answer> {
  const start = performance.now();
  return new Promise((resolve) => {
    const ended = (status: number): void => resolve({ status, ms: performance.now() - start });
    const sent = httpRequest(base + path, {
      agent,
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
    });
    sent.on('response', (answer) => {
      answer.resume();
      answer.on('end', () => ended(answer.statusCode ?? 0));
      answer.on('error', () => ended(0));
    });
    sent.on('error', () => ended(0));
    sent.end(body);
  });
}

function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

function tally(answers: readonly Answer[]): string {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return JSON.stringify(counts);
}

async function shapes(base: string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const random = seeded(SEED);
  const answers: Answer[] = [];
  let left = SHAPES;
  const work = async (): Promise<void> => {
    while (left-- > 0) {
      const { path, body } = requests[left % requests.length]!;
      answers.push(await post(base, agent, path, JSON.stringify(reshaped(body, random).body)));
    }
  };
  await Promise.all(Array.from({ length: 4 }, work));
  agent.destroy();
  const failed = answers.filter(({ status }) => status === 0 || status >= 500).length;
  const p99 = percentile(
    answers.map(({ ms }) => ms),
    0.99,
  );
  say(
    `F4: ${answers.length} changed requests (seed ${SEED}), ${failed} with 5xx or lost (bar 0), p99 ${p99.toFixed(0)} ms (bar 250); ${tally(answers)}`,
  );
}

/** Asks on so many connections, without a pause, for so many seconds. */
async function press(base: string, connections: number, seconds: number): Promise<Answer[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const answers: Answer[] = [];
  const end = performance.now() + seconds * 1000;
  const work = async (): Promise<void> => {
    while (performance.now() < end) {
      const answer = await post(base, agent, good.path, good.body);
      answers.push(answer);
      // Half of what Retry-After asks: callers are not all polite.
      if (answer.status === 503) await new Promise((resolve) => setTimeout(resolve, 500));
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  agent.destroy();
  return answers;
}

/** Requests a second that 8 connections get answered. */
async function capacity(base: string): Promise<number> {
  await press(base, 8, 3);
  const answers = await press(base, 8, 5);
  const peak = answers.filter(({ status }) => status === 200).length / 5;
  say(`Peak: ${peak.toFixed(0)} requests a second`);
  return peak;
}

/** Sends at a steady rate, whatever the answers take. */
async function steady(base: string, rate: number, seconds: number): Promise<Answer[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 2_000 });
  const sent: Promise<Answer>[] = [];
  const start = performance.now();
  while (performance.now() - start < seconds * 1000) {
    const due = ((performance.now() - start) / 1000) * rate;
    while (sent.length < due) sent.push(post(base, agent, good.path, good.body));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const answers = await Promise.all(sent);
  agent.destroy();
  return answers;
}

async function memoryNow(): Promise<{ rss: number; heap: number }> {
  child.send('memory');
  const [used] = (await once(child, 'message')) as [{ rss: number; heap: number }];
  return used;
}

/** Megabytes a minute, by least squares over samples taken after a collection. */
function slope(samples: readonly (readonly [minute: number, bytes: number])[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(samples.map(([minute]) => minute));
  const y = mean(samples.map(([, bytes]) => bytes));
  const above = samples.reduce((sum, [minute, bytes]) => sum + (minute - x) * (bytes - y), 0);
  return above / samples.reduce((sum, [minute]) => sum + (minute - x) ** 2, 0) / 1_048_576;
}

async function memory(base: string, rate: number): Promise<void> {
  const samples: { minute: number; rss: number; heap: number }[] = [];
  let errors = 0;
  const seconds = 10;
  for (let done = 0; done < MINUTES * 60; done += seconds) {
    errors += (await steady(base, rate, seconds)).filter(({ status }) => status !== 200).length;
    samples.push({ minute: (done + seconds) / 60, ...(await memoryNow()) });
  }
  // The first third warms up.
  const kept = samples.slice(Math.floor(samples.length / 3));
  const [rss, heap] = (['rss', 'heap'] as const).map((what) =>
    slope(kept.map((sample) => [sample.minute, sample[what]])),
  );
  say(
    `L5: ${MINUTES} min at ${rate.toFixed(0)} requests a second: heap ${heap!.toFixed(2)} MB/min, RSS ${rss!.toFixed(2)} MB/min (bar 1), ${errors} errors (bar 0)`,
  );
}

async function overload(base: string, peak: number): Promise<void> {
  const before = percentile(
    (await steady(base, peak * 0.6, 5)).map(({ ms }) => ms),
    0.99,
  );
  // Three times as many callers at once as can be answered within the quarter of a second after which some are refused.
  const callers = Math.min(900, Math.ceil(peak * 0.25 * 3));
  const answers = await press(base, callers, OVERLOAD_SECONDS);
  const taken = answers.filter(({ status }) => status === 200).map(({ ms }) => ms);
  const start = performance.now();
  const agent = new Agent({ keepAlive: true });
  while ((await post(base, agent, good.path, good.body)).status !== 200)
    await new Promise((resolve) => setTimeout(resolve, 50));
  agent.destroy();
  say(
    `L6: ${OVERLOAD_SECONDS} s of ${callers} callers without a pause: ${tally(answers)}, those answered p50 ${percentile(taken, 0.5).toFixed(0)} ms, p99 ${percentile(taken, 0.99).toFixed(0)} ms (before ${before.toFixed(0)} ms), answered again after ${(performance.now() - start).toFixed(0)} ms`,
  );
}
