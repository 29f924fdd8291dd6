import { startGenerator } from './generator.js';
import { percentile, type Seen, timesOf } from './rates.js';
import type { Result, Say } from './result.js';
import { exampleTargets, startService } from './service.js';

const SECONDS = 60;
const TIMES = 3;
/** Of the peak, for what is called normal. */
const NORMAL = 0.6;
const NORMAL_SECONDS = 20;
const CALLERS = 8;

/** L6: three times as many requests as can be answered; the rate and the times are those of the sender. */
export async function overload(say: Say): Promise<Result> {
  const service = await startService();
  const generator = startGenerator(exampleTargets());
  const { port } = service;
  try {
    const peak = await peakOf(port, generator, say);
    const normal = { kind: 'steady', port, rate: peak * NORMAL, seconds: NORMAL_SECONDS } as const;
    await generator.send({ ...normal, seconds: 5 });
    const before = timesOf(await generator.send(normal));
    say(`normal for ${NORMAL_SECONDS} s: p99 ${percentile(before, 0.99).toFixed(1)} ms`);
    const cpu = await service.cpu();
    const answers = await generator.send({ kind: 'steady', port, rate: peak * TIMES, seconds: SECONDS });
    say(`p99 of those answered, by seconds: ${bySecond(answers)}`);
    say(
      `processor time of the service: ${((await service.cpu()) - cpu).toFixed(0)} s (less than ${SECONDS} means that others had it)`,
    );
    return judged(peak, before, answers, await generator.send(normal));
  } finally {
    generator.stop();
    await service.stop();
  }
}

/** Requests a second that a few callers get answered who never pause. */
export async function peakOf(
  port: number,
  generator: ReturnType<typeof startGenerator>,
  say: Say,
  keep = false,
): Promise<number> {
  const job = { kind: 'press', port, count: CALLERS, keep } as const;
  await generator.send({ ...job, seconds: 5 });
  const peak = timesOf(await generator.send({ ...job, seconds: 5 })).length / 5;
  say(`peak: ${peak.toFixed(0)} requests a second for ${CALLERS} callers`);
  return peak;
}

function judged(peak: number, before: number[], answers: readonly Seen[], after: readonly Seen[]): Result {
  const limit = percentile(before, 0.99) * 2;
  const taken = timesOf(answers);
  const refused = answers.filter(({ status }) => status === 503);
  const unsaid = refused.filter(({ retryAfter }) => !retryAfter).length;
  const lost = answers.length - taken.length - refused.length;
  const back = firstNormalSecond(after, limit);
  const p99 = percentile(taken, 0.99);
  const ms = (times: readonly number[]): string =>
    `p50 ${percentile(times, 0.5).toFixed(1)}, p99 ${percentile(times, 0.99).toFixed(1)} ms`;
  const lag = percentile(
    answers.map((one) => one.lag),
    0.99,
  );
  return {
    id: 'L6',
    what: `${TIMES} x the peak of ${peak.toFixed(0)}/s for ${SECONDS} s`,
    n: answers.length,
    result: [
      `before ${ms(before)}`,
      `answered meanwhile ${taken.length} (${(taken.length / SECONDS).toFixed(0)}/s) ${ms(taken)}`,
      `refused ${((refused.length / answers.length) * 100).toFixed(0)} % (${unsaid} without Retry-After, ${ms(timesOf(answers, 503))}), lost ${lost}`,
      `after ${ms(timesOf(after))}, normal in second ${back ?? 'never'}`,
      `sender late by p99 ${lag.toFixed(1)} ms`,
    ].join('; '),
    bar: `p99 of answered < ${limit.toFixed(1)} ms, all refusals with Retry-After, 0 lost, normal < 5 s`,
    met: p99 < limit && unsaid === 0 && lost === 0 && refused.length > 0 && back !== undefined && back <= 5,
  };
}

function bySecond(answers: readonly Seen[]): string {
  const within = (second: number) => answers.filter(({ at }) => Math.floor(at / 1000) === second);
  return Array.from({ length: SECONDS }, (_, second) =>
    percentile(timesOf(within(second)), 0.99).toFixed(0),
  ).join(' ');
}

/** Counted from 1; the first with nothing refused and a p99 below the limit. */
function firstNormalSecond(answers: readonly Seen[], limit: number): number | undefined {
  for (let second = 0; second < NORMAL_SECONDS; second++) {
    const within = answers.filter(({ at }) => Math.floor(at / 1000) === second);
    const p99 = percentile(timesOf(within), 0.99);
    if (within.length > 0 && within.every(({ status }) => status === 200) && p99 < limit) return second + 1;
  }
  return undefined;
}
