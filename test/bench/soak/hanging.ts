import { rmSync } from 'node:fs';
import { startFhirServers } from './fhir-servers.js';
import { percentile, type Seen, steady, timesOf } from './rates.js';
import type { Result, Say } from './result.js';
import { startService } from './service.js';
import { asking, makeTenants } from './tenants.js';

/** Requests a second of each of the two tenants. */
const RATE = 25;
const SECONDS = 60;
/** Before the one server hangs, and again after it has come back. */
const BASELINE = 30;
const WARM_UP = 8;
/** Longer than twice the time for which the server is left alone. */
const RECOVERY = 24;
const DEADLINE = 400;

/** L3: one of two FHIR servers hangs; everything is fetched, by two clients with a key each. */
export async function besideHanging(say: Say): Promise<Result> {
  const servers = await startFhirServers();
  const { folder, tenants } = await makeTenants(servers.bases);
  const service = await startService({
    AUTHENTICATION: 'jwt',
    CLIENTS_FOLDER: folder,
    RATE_LIMIT_PER_MINUTE: '0',
    FHIR_DEADLINE_MS: String(DEADLINE),
  });
  const makes = tenants.map((tenant) => asking(tenant, service.port, servers.patients));
  const both = (seconds: number): Promise<Seen[][]> =>
    Promise.all(makes.map((make) => steady(service.port, RATE, seconds, make)));
  try {
    await both(WARM_UP);
    const before = await both(BASELINE);
    say(`both answer, ${BASELINE} s: p99 ${p99(before[0]!).toFixed(1)} ms`);
    await servers.hang(true);
    const meanwhile = await both(SECONDS);
    say(`one hangs, ${SECONDS} s: p99 of the healthy ${p99(meanwhile[0]!).toFixed(1)} ms`);
    const calls = await servers.calls();
    const recovery = await recovered(servers, both);
    say(`answers again: complete cards after ${(recovery / 1000).toFixed(2)} s`);
    return judged(before, meanwhile, await both(BASELINE), calls, recovery);
  } finally {
    await service.stop();
    servers.stop();
    rmSync(folder, { recursive: true });
  }
}

/**
 * Milliseconds from when the server answers again until its client gets complete cards, at the worst moment: it comes back
 * just after it was tried in vain.
 */
async function recovered(
  servers: Awaited<ReturnType<typeof startFhirServers>>,
  both: (seconds: number) => Promise<Seen[][]>,
): Promise<number> {
  const start = performance.now();
  const sent = both(RECOVERY);
  await servers.givenUp();
  await servers.hang(false);
  const back = performance.now() - start;
  const [, answers = []] = await sent;
  return Math.min(...answers.filter(({ whole }) => whole).map(({ at, ms }) => at + ms)) - back;
}

function p99(answers: readonly Seen[]): number {
  return percentile(timesOf(answers), 0.99);
}

function judged(
  before: readonly Seen[][],
  [healthy = [], hanging = []]: readonly Seen[][],
  after: readonly Seen[][],
  calls: number,
  recovery: number,
): Result {
  const baseline = [...before[0]!, ...after[0]!];
  const ratio = p99(healthy) / p99(baseline);
  const incomplete = [...baseline, ...healthy].filter(({ whole }) => !whole).length;
  const slowest = Math.max(...hanging.map(({ ms }) => ms));
  const silent = hanging.filter(({ whole }) => whole).length;
  const failed = [...baseline, ...healthy, ...hanging].filter(
    ({ status }) => status !== 200 && status !== 412,
  ).length;
  return {
    id: 'L3',
    what: `1 of 2 FHIR servers hangs for ${SECONDS} s, ${RATE * 2} requests a second`,
    n: healthy.length + hanging.length,
    result: [
      `healthy p99 ${p99(healthy).toFixed(1)} ms against ${p99(baseline).toFixed(1)} (${ratio.toFixed(2)}; p50 ${percentile(timesOf(healthy), 0.5).toFixed(1)} against ${percentile(timesOf(baseline), 0.5).toFixed(1)}), ${incomplete} incomplete`,
      `hanging: ${calls} queries let through, slowest answer ${slowest.toFixed(0)} ms, ${silent} that do not say what is missing; ${failed} neither 200 nor 412`,
      `recovery ${(recovery / 1000).toFixed(2)} s`,
    ].join('; '),
    bar: 'p99 within 20 %, left alone, recovery < 10 s',
    met:
      ratio <= 1.2 &&
      incomplete === 0 &&
      silent + failed === 0 &&
      calls < hanging.length &&
      recovery < 10_000,
  };
}
