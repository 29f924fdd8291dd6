/** Sends requests from a process of its own, so that what the soak itself does makes no answer late. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Connections, requestOf } from './exchange.js';
import { connectionsTo, press, pressOver, type Seen, steady, steadyOver } from './rates.js';

export interface Target {
  readonly path: string;
  readonly body: string;
}

type Job = {
  readonly port: number;
  readonly seconds: number;
  /** Over the connections of the job before, and in turn, so that none is closed meanwhile. */
  readonly keep?: boolean;
} & (
  | {
      readonly kind: 'steady';
      /** Requests a second. */
      readonly rate: number;
      /** How many connections there may be. */
      readonly connections?: number;
    }
  | { readonly kind: 'press'; /** How many callers. */ readonly count: number }
);

export interface Generator {
  readonly send: (job: Job) => Promise<Seen[]>;
  /** Seconds of processor time so far. */
  readonly cpu: () => Promise<number>;
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
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the sender ended')));
  ended.catch(() => undefined);
  return {
    async send(job) {
      child.send(job);
      const [answers] = (await Promise.race([once(child, 'message'), ended])) as [Seen[]];
      return answers;
    },
    async cpu() {
      child.send('cpu');
      return ((await Promise.race([once(child, 'message'), ended])) as [number])[0];
    },
    stop: () => child.disconnect(),
  };
}

function work(): void {
  let requests: readonly Buffer[] = [];
  let kept: Connections | undefined;
  const make = (index: number): Buffer => requests[index % requests.length]!;
  const keep = async (port: number): Promise<Connections> => {
    kept = connectionsTo(port, true);
    await kept.open();
    return kept;
  };
  const answersTo = async (job: Job): Promise<Seen[]> => {
    const { port, seconds } = job;
    const over = job.keep ? (kept ?? (await keep(port))) : undefined;
    if (job.kind === 'press')
      return over ? pressOver(over, job.count, seconds, make) : press(port, job.count, seconds, make);
    return over
      ? steadyOver(over, job.rate, seconds, make)
      : steady(port, job.rate, seconds, make, job.connections);
  };
  // What is measured comes first.
  setPriority(10);
  process.on('message', (message: Job | readonly Target[] | 'cpu') => {
    if (message === 'cpu') {
      const { user, system } = process.cpuUsage();
      process.send?.((user + system) / 1e6);
    } else if (!('kind' in message)) requests = message.map(({ path, body }) => requestOf(path, body));
    else void answersTo(message).then((answers) => process.send?.(answers));
  });
  process.once('disconnect', () => kept?.close());
}

if (process.env['SENDER'] === 'yes') work();
