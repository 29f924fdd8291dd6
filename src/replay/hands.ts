import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Done, Performer, type Task, type WorkerData } from './performer.js';

/** Those who do the work of a replay, each one task at a time. */
export interface Hands {
  readonly count: number;
  /** Rejects when the task fails, or the hand is gone. */
  readonly perform: <T extends Task>(hand: number, task: T) => Promise<Done<T>>;
  readonly dismiss: () => Promise<void>;
}

/** Makes hands for a work folder; all that differs between them is which files they write. */
export type HandsFor = (data: Omit<WorkerData, 'writer'>) => Hands;

/** One pair, in this thread. */
export const ownHands: HandsFor = (data) => {
  const performer = new Performer({ ...data, writer: 0 });
  return {
    count: 1,
    perform: async <T extends Task>(_hand: number, task: T) => (await performer.perform(task)) as Done<T>,
    dismiss: () => Promise.resolve(),
  };
};

/**
 * Worker threads.
 * @param execArgv of Node, where theirs are to be others than those of this process
 */
export function threads(count: number, execArgv?: string[]): HandsFor {
  return (data) => {
    const url = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);
    const workers = Array.from(
      { length: count },
      (_, writer) => new Worker(url, { workerData: { ...data, writer }, ...(execArgv && { execArgv }) }),
    );
    return {
      count,
      perform: <T extends Task>(hand: number, task: T) =>
        new Promise<Done<T>>((resolve, reject) => {
          const worker = workers[hand];
          if (!worker) throw new Error(`there is no hand ${String(hand)}`);
          const settle = (then: () => void): void => {
            worker.off('message', answered).off('error', broke).off('exit', left);
            then();
          };
          const answered = (said: { readonly value?: unknown; readonly failed?: string }): void => {
            settle(() => {
              if (said.failed === undefined) resolve(said.value as Done<T>);
              else reject(new Error(said.failed));
            });
          };
          const broke = (error: unknown): void => {
            settle(() => {
              reject(error instanceof Error ? error : new Error(String(error)));
            });
          };
          const left = (): void => {
            settle(() => {
              reject(new Error('a worker ended before its task'));
            });
          };
          worker.once('message', answered).once('error', broke).once('exit', left);
          worker.postMessage(task);
        }),
      dismiss: async () => {
        await Promise.all(workers.map((worker) => worker.terminate()));
      },
    };
  };
}

/**
 * Does all tasks, each by the hand that is free, until they are done or the signal comes; what is under way then is left.
 * @throws Error of the first task that fails
 */
export async function doAll<T extends Task>(
  hands: Hands,
  tasks: readonly T[],
  signal: AbortSignal | undefined,
  done: (result: Done<T>, task: T) => void,
): Promise<void> {
  const open = [...tasks];
  const stopped = new Promise<'stopped'>((resolve) => {
    if (signal?.aborted) resolve('stopped');
    signal?.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
  const work = async (hand: number): Promise<void> => {
    for (let task = open.shift(); task && !signal?.aborted; task = open.shift())
      done(await hands.perform(hand, task), task);
  };
  const all = Promise.all(Array.from({ length: hands.count }, (_, hand) => work(hand)));
  // What was left under way ends in a rejection that nobody waits for any more.
  all.catch(() => undefined);
  await Promise.race([all, stopped]);
}
