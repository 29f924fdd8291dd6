import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Target } from './generator.js';

/** The built service in a process of its own. */
export interface Service {
  readonly port: number;
  /** After a collection: bytes, and the number of open handles and requests. */
  readonly used: () => Promise<Used>;
  /** The number of objects, functions and arrays among them. */
  readonly objects: () => Promise<number>;
  /** Seconds of processor time so far. */
  readonly cpu: () => Promise<number>;
  /** From here on it is watched. */
  readonly watch: () => Promise<unknown>;
  /** What was seen since. */
  readonly held: () => Promise<Held>;
  readonly stop: () => Promise<void>;
}

/** In milliseconds and bytes. */
export interface Held {
  /** The longest `JSON.parse`. */
  readonly parse: number;
  /** The longest time in which the event loop did not come round. */
  readonly held: number;
  /** By how much its memory grew at most. */
  readonly grown: number;
}

export interface Used {
  readonly rss: number;
  readonly heap: number;
  readonly handles: number;
}

const root = new URL('../../../', import.meta.url);

/** Starts `dist/main.js` on loopback, on a port that the system chooses. */
export async function startService(
  environment: Readonly<Record<string, string>> = {},
  options: readonly string[] = [],
): Promise<Service> {
  const child = fork(fileURLToPath(new URL('dist/main.js', root)), {
    execArgv: [...options, '--expose-gc', '--import', new URL('test/bench/meter.js', root).href],
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      PORT: '0',
      LOG_LEVEL: 'silent',
      STORE: 'none',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const port = await new Promise<number>((resolve, fail) => {
    let said = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /^Discovery: \S+:(\d+)\/cds-services$/mu.exec(said)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    child.once('exit', () => fail(new Error('the service did not start')));
  });
  const asked = async (question: 'memory' | 'objects' | 'cpu' | 'watch' | 'held'): Promise<unknown> => {
    child.send(question);
    return ((await once(child, 'message')) as [unknown])[0];
  };
  return {
    port,
    used: async () => (await asked('memory')) as Used,
    objects: async () => Number(await asked('objects')),
    cpu: async () => Number(await asked('cpu')) / 1e6,
    watch: () => asked('watch'),
    held: async () => (await asked('held')) as Held,
    async stop() {
      const exited = once(child, 'exit');
      // A server that stops cleanly ends once nothing holds it, and the channel would.
      child.disconnect();
      child.kill('SIGINT');
      await exited;
    },
  };
}

/** The first five requests of the knowledge folder: two services, with and without cards. */
export function exampleRequests(): { readonly path: string; readonly body: { readonly hook: string } }[] {
  const folder = new URL('cds-hooks/examples/', root);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.request.json'))
    .slice(0, 5)
    .map((name) => {
      const body = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { hook: string };
      const id = body.hook === 'patient-view' ? 'patient-view' : 'result-review';
      return { path: `/cds-services/raised-ferritin-b12-${id}`, body };
    });
}

export function exampleTargets(): Target[] {
  return exampleRequests().map(({ path, body }) => ({ path, body: JSON.stringify(body) }));
}
