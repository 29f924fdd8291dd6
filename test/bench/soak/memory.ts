import { type Generator, startGenerator } from './generator.js';
import { peakOf } from './overload.js';
import type { Result, Say } from './result.js';
import { exampleTargets, type Service, startService, type Used } from './service.js';
import { type Slope, slopeOf } from './slope.js';

/** Of the peak. */
const SHARE = 0.6;
/** Seconds between two samples. */
const SLICE = 10;
/** Until closed connections are gone. */
const PAUSE = 500;
/** Before the first sample that counts: for code to be compiled and the heap to find its size. */
const WARM_UP_MINUTES = 2;
const MEGABYTE = 1_048_576;

interface Sample extends Used {
  readonly minute: number;
}

/** L5: memory and open handles over minutes, after a collection. */
export async function memory(say: Say, minutes: number): Promise<Result> {
  const service = await startService();
  const generator = startGenerator(exampleTargets());
  try {
    const rate = (await peakOf(service.port, generator, say)) * SHARE;
    await soaked(service, generator, rate, WARM_UP_MINUTES, (line) => say(`warm-up, ${line}`));
    return judged(await soaked(service, generator, rate, minutes, say), rate, minutes);
  } finally {
    generator.stop();
    await service.stop();
  }
}

interface Soaked {
  readonly samples: readonly Sample[];
  readonly n: number;
  /** Answers that were not 200; some of them refusals. */
  readonly errors: number;
  readonly refused: number;
}

async function soaked(
  service: Service,
  generator: Generator,
  rate: number,
  minutes: number,
  say: Say,
): Promise<Soaked> {
  const samples: Sample[] = [];
  const start = performance.now();
  let [n, errors, refused] = [0, 0, 0];
  while (performance.now() - start < minutes * 60_000) {
    const answers = await generator.send({ kind: 'steady', port: service.port, rate, seconds: SLICE });
    n += answers.length;
    errors += answers.filter(({ status }) => status !== 200).length;
    refused += answers.filter(({ status }) => status === 503).length;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    const used = await service.used();
    samples.push({ minute: (performance.now() - start) / 60_000, ...used });
    say(
      `${samples.at(-1)!.minute.toFixed(1)} of ${minutes} min: heap ${inMegabytes(used.heap)} MB, RSS ${inMegabytes(used.rss)} MB, ${used.handles} handles, ${errors} errors (${refused} refused)`,
    );
  }
  return { samples, n, errors, refused };
}

function inMegabytes(bytes: number): string {
  return (bytes / MEGABYTE).toFixed(2);
}

function judged({ samples, n, errors, refused }: Soaked, rate: number, minutes: number): Result {
  const of = (what: 'rss' | 'heap'): Slope =>
    slopeOf(samples.map((sample) => [sample.minute, sample[what] / MEGABYTE]));
  const [heap, rss] = [of('heap'), of('rss')];
  const handles = samples.map((sample) => sample.handles);
  const [least, most] = [Math.min(...handles), Math.max(...handles)];
  return {
    id: 'L5',
    what: `${minutes} min at ${rate.toFixed(0)} requests a second, five examples`,
    n,
    result: `heap ${inWords(heap)}, RSS ${inWords(rss)} MB/min (${samples.length} samples), handles ${least} to ${most}, ${errors} errors (${refused} refused)`,
    bar: 'both < 1 MB/min, 95 % interval includes 0, handles flat, 0 errors',
    met: isFlat(heap) && isFlat(rss) && most - least <= 1 && errors === 0,
  };
}

function inWords({ perMinute, margin }: Slope): string {
  return `${perMinute.toFixed(3)} (95 %: ${(perMinute - margin).toFixed(3)} to ${(perMinute + margin).toFixed(3)})`;
}

function isFlat({ perMinute, margin }: Slope): boolean {
  return perMinute < 1 && Math.abs(perMinute) <= margin;
}
