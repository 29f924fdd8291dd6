import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PATIENT_ID } from '../support/case.js';
import { median } from './numbers.js';
import { ask, end, post, serve, type Server, tell } from './servers.js';
import { SERVICE, type Workload } from './workloads.js';

const KEY = 'a key for the bench, of no use elsewhere';

/**
 * What keeping costs: microseconds of CPU per request of the service with SQLite and without, both in processes of their own, asked in turns
 * about the same patients, each twice.
 */
export async function storeRatio(
  main: string,
  environment: NodeJS.ProcessEnv,
  { body, requests }: Workload,
  rounds: number,
): Promise<{ readonly on: number; readonly off: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const servers: Server[] = [];
  try {
    const kept = { STORE: 'sqlite', DATA_FOLDER: folder, PSEUDONYM_KEY: KEY };
    for (const more of [kept, {}]) servers.push(await serve(main, { ...environment, ...more }));
    const costs: [number[], number[]] = [[], []];
    for (let round = 0; round <= rounds; round++)
      for (const [which, server] of round % 2
        ? [...servers.entries()]
        : [...servers.entries()].toReversed()) {
        const url = `${server.url}/cds-services/${SERVICE}`;
        let asked = round * requests;
        const next = (): string => body.replaceAll(PATIENT_ID, `p-${Math.floor(asked++ / 2)}`);
        // The first warms both up.
        if (round === 0) await post(url, next());
        const before = await tell<number>(server.child, 'cpu');
        await ask(url, next, requests);
        if (round > 0)
          costs[which === 0 ? 0 : 1].push(((await tell<number>(server.child, 'cpu')) - before) / requests);
      }
    return { on: median(costs[0]), off: median(costs[1]) };
  } finally {
    servers.forEach(end);
    rmSync(folder, { recursive: true });
  }
}
