/** Sends requests from a process of its own, so that what the soak itself does makes no answer late. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { requestOf } from './exchange.js';
import { press, type Seen, steady } from './rates.js';

export interface Target {
  readonly path: string;
  readonly body: string;
}

type Job =
  | { readonly kind: 'steady'; readonly port: number; readonly rate: number; readonly seconds: number }
  | { readonly kind: 'press'; readonly port: number; readonly count: number; readonly seconds: number };

export interface Generator {
  readonly send: (job: Job) => Promise<Seen[]>;
  readonly stop: () => void;
}

/** A process that sends these requests in turn. */
export function startGenerator(targets: readonly Target[]): Generator {
  const child: ChildProcess = fork(fileURLToPath(import.meta.url), {
    execArgv: ['--import', 'tsx'],
    env: { PATH: process.env['PATH'], SENDER: 'yes' },
    serialization: 'advanced',
  });
  child.send(targets);
  return {
    async send(job) {
      child.send(job);
      const [answers] = (await once(child, 'message')) as [Seen[]];
      return answers;
    },
    stop: () => child.disconnect(),
  };
}

function work(): void {
  let requests: readonly Buffer[] = [];
  const make = (index: number): Buffer => requests[index % requests.length]!;
  process.on('message', (message: Job | readonly Target[]) => {
    if (!('kind' in message)) requests = message.map(({ path, body }) => requestOf(path, body));
    else {
      const { port, seconds } = message;
      const sent =
        message.kind === 'steady'
          ? steady(port, message.rate, seconds, make)
          : press(port, message.count, seconds, make);
      void sent.then((answers) => process.send?.(answers));
    }
  });
}

if (process.env['SENDER'] === 'yes') work();
