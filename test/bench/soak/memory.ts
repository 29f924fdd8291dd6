import { type Generator, startGenerator } from './generator.js';
import { peakOf } from './overload.js';
import { percentile, timesOf } from './rates.js';
import type { Result, Say } from './result.js';
import { exampleTargets, type Service, startService, type Used } from './service.js';
import { type Slope, slopeOf } from './slope.js';

/** Of the peak. */
const SHARE = 0.6;
/** Seconds between two samples. */
const SLICE = 10;
/** Slices after which the peak is measured again: a shared machine is not as fast in one minute as in the next. */
const SLICES_AT_A_RATE = 5;
/** Until all is quiet. */
const PAUSE = 500;
/** Before the first sample that counts. Compiled code is part of the heap, and some comes in for minutes. */
const WARM_UP_MINUTES = 6;
const MEGABYTE = 1_048_576;

interface Sample extends Used {
  readonly minute: number;
  /** Requests a second. */
  readonly rate: number;
  readonly n: number;
  /** Answers that were not 200; some of them refusals. */
  readonly errors: number;
  readonly refused: number;
}

/**
 * L5: memory and open handles over minutes, after a collection. The peak is measured by asking as fast as can be, for ten seconds a minute;
 * how that was answered is not counted.
 */
export async function memory(say: Say, minutes: number): Promise<Result> {
  const service = await startService();
  const generator = startGenerator(exampleTargets());
  try {
    await soaked(service, generator, WARM_UP_MINUTES, (line) => say(`warm-up, ${line}`));
    const before = await service.objects();
    const samples = await soaked(service, generator, minutes, say);
    return judged(samples, (await service.objects()) - before, minutes);
  } finally {
    generator.stop();
    await service.stop();
  }
}

async function soaked(
  { port, used }: Service,
  generator: Generator,
  minutes: number,
  say: Say,
): Promise<Sample[]> {
  const samples: Sample[] = [];
  const start = performance.now();
  let rate = 0;
  while (performance.now() - start < minutes * 60_000) {
    if (samples.length % SLICES_AT_A_RATE === 0) rate = (await peakOf(port, generator, say, true)) * SHARE;
    const answers = await generator.send({ kind: 'steady', port, rate, seconds: SLICE, keep: true });
    const failed = answers.filter(({ status }) => status !== 200);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    const sample: Sample = {
      ...(await used()),
      minute: (performance.now() - start) / 60_000,
      rate,
      n: answers.length,
      errors: failed.length,
      refused: failed.filter(({ status }) => status === 503).length,
    };
    samples.push(sample);
    const { minute, heap, rss, handles, errors, refused } = sample;
    const slowest = percentile(timesOf(answers), 1).toFixed(0);
    say(
      `${minute.toFixed(1)} of ${minutes} min: heap ${inMegabytes(heap)} MB, RSS ${inMegabytes(rss)} MB, ${handles} handles, ${errors} errors (${refused} refused), slowest ${slowest} ms`,
    );
  }
  return samples;
}

function inMegabytes(bytes: number): string {
  return (bytes / MEGABYTE).toFixed(2);
}

function judged(samples: readonly Sample[], objects: number, minutes: number): Result {
  const slope = (of: (sample: Sample) => number): Slope =>
    slopeOf(samples.map((sample) => [sample.minute, of(sample) / MEGABYTE]));
  const sum = (of: (sample: Sample) => number): number =>
    samples.reduce((total, sample) => total + of(sample), 0);
  const [heap, rss] = [slope((sample) => sample.heap), slope((sample) => sample.rss)];
  const handles = samples.map((sample) => sample.handles);
  const rates = samples.map(({ rate }) => rate);
  const range = (values: readonly number[]): string =>
    `${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)}`;
  const errors = sum((sample) => sample.errors);
  return {
    id: 'L5',
    what: `${minutes} min, 50 s of each at ${SHARE * 100} % of the peak (${range(rates)} requests a second), five examples`,
    n: sum(({ n }) => n),
    result: `heap ${inWords(heap)}, RSS ${inWords(rss)} MB/min (${samples.length} samples), ${objects} objects more, handles ${range(handles)}, ${errors} errors (${sum(({ refused }) => refused)} refused)`,
    bar: 'slope of heap and RSS with its interval < 1 MB/min, 95 % interval includes 0, handles flat, 0 errors',
    met: isFlat(heap) && isFlat(rss) && Math.max(...handles) - Math.min(...handles) <= 1 && errors === 0,
  };
}

function inWords({ perMinute, margin }: Slope): string {
  return `${perMinute.toFixed(3)} (95 %: ${(perMinute - margin).toFixed(3)} to ${(perMinute + margin).toFixed(3)})`;
}

function isFlat({ perMinute, margin }: Slope): boolean {
  return perMinute + margin < 1 && Math.abs(perMinute) <= margin;
}
