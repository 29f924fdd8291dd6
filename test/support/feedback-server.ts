import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Place } from '../../src/store/open.js';
import type { StoreState } from '../../src/store/service-store.js';
import { inherited } from './service-process.js';
import { program } from './program.js';

const SCRIPT = fileURLToPath(new URL('./store-child.js', import.meta.url));

/** What is sent as feedback. */
export interface Item {
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  readonly outcomeTimestamp: string;
}

/** A store behind its doors, in a process of its own. */
export interface FeedbackServer {
  readonly child: ChildProcess;
  /** The status of the answer; undefined when none came. */
  readonly send: (items: readonly Item[]) => Promise<number | undefined>;
  readonly post: (path: string) => Promise<Response>;
  readonly state: () => Promise<StoreState>;
  /** Ends it as a loss of power would. */
  readonly kill: () => Promise<void>;
}

/** Of tests that failed on their way. */
const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

const PATH = '/cds-services/s/feedback';

export async function startFeedbackServer(place: Place): Promise<FeedbackServer> {
  const child = fork(SCRIPT, [await program(), JSON.stringify(place)], {
    env: inherited(),
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  running.add(child);
  void exited.then(() => running.delete(child));
  const port = await new Promise<number>((done, fail) => {
    child.on('message', (message: { port?: number }) => {
      if (message.port !== undefined) done(message.port);
    });
    void exited.then(() => fail(new Error('it did not start')));
  });
  const base = `http://127.0.0.1:${port}`;
  const post = (path: string, body?: object): Promise<Response> =>
    fetch(base + path, {
      method: 'POST',
      ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
  return {
    child,
    post,
    send: async (items) => {
      try {
        const response = await post(PATH, { feedback: items });
        await response.arrayBuffer();
        return response.status;
      } catch {
        return undefined;
      }
    },
    state: async () => (await fetch(`${base}/state`)).json() as Promise<StoreState>,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
