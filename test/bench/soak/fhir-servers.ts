/** Two FHIR servers with the same invented patients, in a process of their own; the second can be made to hang. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { demoServer } from '../../../src/demo/demo-server.js';
import { demoPatients } from '../../../src/demo/patients.js';
import { loadKnowledge } from '../../../src/knowledge/load.js';

interface Opened {
  /** Base addresses: the healthy one, and the one that can hang. */
  readonly bases: readonly [string, string];
  readonly patients: readonly string[];
}

export interface FhirServers extends Opened {
  /** Answers nothing from now on, or answers again. */
  readonly hang: (yes: boolean) => Promise<unknown>;
  /** Queries that came to the second while it hung. */
  readonly calls: () => Promise<number>;
  /** Resolves when a caller has given up waiting. */
  readonly givenUp: () => Promise<unknown>;
  readonly stop: () => void;
}

export async function startFhirServers(): Promise<FhirServers> {
  const child: ChildProcess = fork(fileURLToPath(import.meta.url), {
    execArgv: ['--import', 'tsx'],
    env: { PATH: process.env['PATH'], FHIR_SERVERS: 'yes' },
  });
  const [opened] = (await once(child, 'message')) as [Opened];
  const next = async (question: string): Promise<unknown> => {
    child.send(question);
    return ((await once(child, 'message')) as [unknown])[0];
  };
  return {
    ...opened,
    hang: (yes) => next(yes ? 'hang' : 'answer'),
    calls: async () => Number(await next('calls')),
    givenUp: () => next('given-up'),
    stop: () => child.disconnect(),
  };
}

/** What a server elsewhere takes at least. */
const LATENCY = 10;

async function serve(): Promise<void> {
  const folder = fileURLToPath(new URL('../../../cds-hooks', import.meta.url));
  const resources = demoPatients(folder, loadKnowledge(folder));
  const now = new Date();
  const demo = demoServer({ base: 'http://127.0.0.1/fhir', now: () => now, resources });
  const known = new Map<string, string>();
  const textOf = (url: string): string => {
    const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
    const [, , type = '', id] = pathname.split('/');
    return JSON.stringify(id === undefined ? demo.search(type, searchParams) : demo.read(type, id)) ?? '';
  };
  const answer = (url: string, response: ServerResponse): void => {
    const text = known.get(url) ?? textOf(url);
    known.set(url, text);
    setTimeout(() => {
      response.writeHead(text === '' ? 404 : 200, { 'Content-Type': 'application/fhir+json' }).end(text);
    }, LATENCY);
  };

  let hanging = false;
  let calls = 0;
  let waits = false;
  const givenUp = (): void => {
    if (waits) process.send?.('given-up');
    waits = false;
  };
  const bases = await Promise.all([
    listen(({ url = '' }, response) => answer(url, response)),
    listen(({ url = '' }, response) => {
      if (hanging) {
        calls++;
        response.once('close', givenUp);
      } else answer(url, response);
    }),
  ]);
  process.on('message', (message) => {
    if (message === 'calls') process.send?.(calls);
    else if (message === 'given-up') waits = true;
    else {
      hanging = message === 'hang';
      process.send?.('done');
    }
  });
  const patients = resources(now).flatMap((one) => (one.resourceType === 'Patient' ? [one.id] : []));
  process.send?.({ bases, patients });
  process.once('disconnect', () => process.exit());
}

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`;
}

if (process.env['FHIR_SERVERS'] === 'yes') await serve();
