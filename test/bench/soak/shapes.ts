import { reshaped, seeded } from '../../support/shapes.js';
import { type Answer, openConnections, requestOf } from './exchange.js';
import { percentile } from './rates.js';
import type { Result, Say } from './result.js';
import { exampleRequests, startService } from './service.js';

const COUNT = 50_000;
const SEED = 20_261_122;
const CALLERS = 4;
const LEAK = /node_modules|at .*:\d+:\d+|TypeError|RangeError/u;
/** Of those that failed, told with their body. */
const MOST_TOLD = 5;

/** F4: requests of changed shape; the same seed makes the same ones in the same order. */
export async function shapes(say: Say): Promise<Result> {
  const service = await startService();
  const connections = openConnections(service.port, CALLERS);
  const random = seeded(SEED);
  const requests = exampleRequests();
  const times: number[] = [];
  const statuses: Record<number, number> = {};
  let failed = 0;
  let begun = 0;
  const work = async (): Promise<void> => {
    while (begun < COUNT) {
      const number = begun++;
      const { path, body } = requests[number % requests.length]!;
      const changed = reshaped(body, random);
      const text = JSON.stringify(changed.body);
      const start = performance.now();
      const answer = await connections.exchange(requestOf(path, text));
      times.push(performance.now() - start);
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      if (isWrong(answer) && ++failed <= MOST_TOLD)
        say(`number ${number}, ${changed.changed.join(', ')}: ${answer.status} to ${text.slice(0, 4_000)}`);
      if (times.length % 5_000 === 0) say(`${times.length} of ${COUNT}, ${failed} failed`);
    }
  };
  try {
    await Promise.all(Array.from({ length: CALLERS }, work));
  } finally {
    connections.close();
    await service.stop();
  }
  const p99 = percentile(times, 0.99);
  return {
    id: 'F4',
    what: `requests of changed shape, seed ${SEED}`,
    n: times.length,
    result: `${failed} with 5xx, a leak, no JSON or no answer; p99 ${p99.toFixed(1)} ms; ${JSON.stringify(statuses)}`,
    bar: '0, p99 < 250 ms',
    met: failed === 0 && p99 < 250,
  };
}

function isWrong({ status, text }: Answer): boolean {
  const body = text.slice(text.indexOf('\r\n\r\n') + 4);
  return status === 0 || status >= 500 || LEAK.test(body) || !isJson(body);
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
