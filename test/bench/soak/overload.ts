import { spawn } from 'node:child_process';
import { type Generator, startGenerator } from './generator.js';
import { percentile, type Seen, timesOf } from './rates.js';
import type { Result, Say } from './result.js';
import { exampleTargets, type Service, startService } from './service.js';

const RUNS = 3;
const SECONDS = 60;
const TIMES = 3;
/** Of the peak, for what nobody may be refused at, and for what is called normal. */
const NEARLY = 0.9;
const NORMAL = 0.6;
const NEARLY_SECONDS = 20;
const NORMAL_SECONDS = 10;
const CALLERS = 8;
/** Shares of what a few callers get who never pause; the highest that is answered in time is the peak. */
const STEPS = [0.7, 0.8, 0.9, 1, 1.1];
const STEP_SECONDS = 8;
/** Milliseconds: what a request may wait, and what a hook may take. */
const MAX_WAIT = 250;
const MAX_TIME = 500;
/** As many as it takes for requests to wait in the service and not in front of it. */
const CONNECTIONS = 2_000;

interface Run {
  readonly peak: number;
  readonly alone: readonly Seen[];
  readonly besideHog: readonly Seen[];
  readonly over: readonly Seen[];
  readonly after: readonly Seen[];
}

/** L6, both sides: nobody is refused up to nearly the peak, and three times the peak costs little of what is answered. */
export async function overload(say: Say): Promise<readonly Result[]> {
  const runs: Run[] = [];
  for (let run = 1; run <= RUNS; run++)
    runs.push(await oneRun((line) => say(`run ${run} of ${RUNS}: ${line}`)));
  return [overloaded(runs), notRefused(runs)];
}

async function oneRun(say: Say): Promise<Run> {
  const service = await startService({ MAX_CONNECTIONS: String(CONNECTIONS * 2) });
  const generator = startGenerator(exampleTargets());
  const steady = async (rate: number, seconds: number): Promise<Seen[]> => {
    const before = [await service.cpu(), await generator.cpu()] as const;
    const { port } = service;
    const answers = await generator.send({ kind: 'steady', port, rate, seconds, connections: CONNECTIONS });
    const [own, sender] = [(await service.cpu()) - before[0], (await generator.cpu()) - before[1]];
    say(
      `${rate.toFixed(0)}/s for ${seconds} s: ${told(answers)}; processor: service ${own.toFixed(1)} s, sender ${sender.toFixed(1)} s`,
    );
    return answers;
  };
  try {
    const peak = await highest(service, generator, steady, say);
    const alone = await steady(peak * NEARLY, NEARLY_SECONDS);
    const besideHog = await withHog(() => steady(peak * NEARLY, NEARLY_SECONDS));
    const over = await steady(peak * TIMES, SECONDS);
    const after = await steady(peak * NORMAL, NORMAL_SECONDS);
    return { peak, alone, besideHog, over, after };
  } finally {
    generator.stop();
    await service.stop();
  }
}

async function highest(
  { port }: Service,
  generator: Generator,
  steady: (rate: number, seconds: number) => Promise<Seen[]>,
  say: Say,
): Promise<number> {
  const most = await peakOf(port, generator, say);
  let peak = most * STEPS[0]! * 0.9;
  for (const step of STEPS) {
    const answers = await steady(most * step, STEP_SECONDS);
    const inTime = percentile(timesOf(answers), 0.99) <= MAX_WAIT;
    if (!inTime || answers.some(({ status }) => status !== 200)) break;
    peak = most * step;
  }
  say(`peak: ${peak.toFixed(0)}/s`);
  return peak;
}

/** Requests a second that a few callers get answered who never pause. */
export async function peakOf(port: number, generator: Generator, say: Say, keep = false): Promise<number> {
  const job = { kind: 'press', port, count: CALLERS, keep } as const;
  await generator.send({ ...job, seconds: 5 });
  const peak = timesOf(await generator.send({ ...job, seconds: 5 })).length / 5;
  say(`${peak.toFixed(0)} requests a second for ${CALLERS} callers`);
  return peak;
}

/** While a process beside it takes all that it gets of a processor. */
async function withHog<T>(work: () => Promise<T>): Promise<T> {
  const hog = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  try {
    return await work();
  } finally {
    hog.kill('SIGKILL');
  }
}

function overloaded(runs: readonly Run[]): Result {
  const seen = runs.map(({ peak, over, after }) => {
    const taken = timesOf(over);
    const refused = over.filter(({ status }) => status === 503);
    return {
      share: taken.length / SECONDS / peak,
      p99: percentile(taken, 0.99),
      unsaid: refused.filter(({ retryAfter }) => !retryAfter).length,
      lost: over.length - taken.length - refused.length,
      back: firstNormalSecond(after),
    };
  });
  const share = median(seen.map((one) => one.share));
  const p99 = median(seen.map((one) => one.p99));
  const wrong = seen.reduce((sum, { unsaid, lost }) => sum + unsaid + lost, 0);
  const shown = (value: (one: (typeof seen)[number]) => string): string => seen.map(value).join(', ');
  return {
    id: 'L6',
    what: `${TIMES} x the peak (${runs.map(({ peak }) => peak.toFixed(0)).join(', ')}/s) for ${SECONDS} s, median of ${RUNS} runs`,
    n: runs.reduce((sum, { over }) => sum + over.length, 0),
    result: [
      `goodput ${percent(share)} of the peak (${shown((one) => percent(one.share))})`,
      `p99 of answered ${p99.toFixed(0)} ms (${shown((one) => one.p99.toFixed(0))})`,
      `refused without Retry-After ${shown(({ unsaid }) => String(unsaid))}, lost ${shown(({ lost }) => String(lost))}`,
      `normal in second ${shown(({ back }) => String(back ?? 'never'))}`,
    ].join('; '),
    bar: `goodput >= 90 %, p99 of answered <= ${MAX_TIME} ms, all refusals with Retry-After, 0 lost, normal < 5 s`,
    met:
      share >= 0.9 &&
      p99 <= MAX_TIME &&
      wrong === 0 &&
      seen.every(({ back }) => back !== undefined && back <= 5),
  };
}

function notRefused(runs: readonly Run[]): Result {
  const alone = runs.map((run) => needless(run.alone));
  const beside = runs.map((run) => needless(run.besideHog));
  const counts = (some: readonly (readonly Seen[])[]): string =>
    some.map((answers) => told(answers)).join(' | ');
  return {
    id: 'L6',
    what: `${NEARLY * 100} % of the peak for ${NEARLY_SECONDS} s, and the same beside a processor hog, ${RUNS} runs`,
    n: runs.reduce((sum, run) => sum + run.alone.length + run.besideHog.length, 0),
    result: [
      `refused while nobody waited longer than ${MAX_WAIT} ms: ${alone.join(', ')}; beside the hog ${beside.join(', ')}`,
      `alone ${counts(runs.map((run) => run.alone))}`,
      `beside the hog ${counts(runs.map(({ besideHog }) => besideHog))}`,
    ].join('; '),
    bar: `0 refused while nobody waits longer than ${MAX_WAIT} ms`,
    met: [...alone, ...beside].every((count) => count === 0),
  };
}

/** Refusals in seconds in which, and in that before, no answer took longer than a request may wait. */
function needless(answers: readonly Seen[]): number {
  const longest = new Map<number, number>();
  for (const { at, ms, status } of answers) {
    const second = Math.floor((at + ms) / 1000);
    if (status === 200) longest.set(second, Math.max(ms, longest.get(second) ?? 0));
  }
  return answers.filter(({ at, ms, status }) => {
    const second = Math.floor((at + ms) / 1000);
    const near = [second - 1, second, second + 1].map((one) => longest.get(one) ?? 0);
    return status === 503 && Math.max(...near) <= MAX_WAIT;
  }).length;
}

function told(answers: readonly Seen[]): string {
  const taken = timesOf(answers);
  const lag = answers.map((one) => one.lag);
  const refused = answers.filter(({ status }) => status === 503).length;
  const ms = (share: number): string => percentile(taken, share).toFixed(0);
  return `${taken.length} answered (p50 ${ms(0.5)}, p99 ${ms(0.99)}, most ${ms(1)} ms), ${refused} refused, sender late by ${percentile(lag, 0.99).toFixed(0)} ms`;
}

/** Counted from 1; the first with nothing refused and a p99 as at the peak. */
function firstNormalSecond(answers: readonly Seen[]): number | undefined {
  for (let second = 0; second < NORMAL_SECONDS; second++) {
    const within = answers.filter(({ at }) => Math.floor(at / 1000) === second);
    const inTime = percentile(timesOf(within), 0.99) <= MAX_WAIT;
    if (within.length > 0 && within.every(({ status }) => status === 200) && inTime) return second + 1;
  }
  return undefined;
}

function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
