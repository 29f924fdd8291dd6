import { setTimeout as wait } from 'node:timers/promises';
import PgBoss from 'pg-boss';
import type { Hands } from './hands.js';
import type { Manifest, WorkFolder } from './work-folder.js';

/** A queue of partitions in PostgreSQL that machines with the same work folder share. */
export interface PartitionQueue {
  /** Puts partitions in. One that is there twice is done once. */
  readonly put: (partitions: readonly number[]) => Promise<void>;
  /** Takes partitions out and replays them, as many at once as there are hands, until every partition of the replay has its result. */
  readonly work: (hands: Hands, done: () => void, signal?: AbortSignal) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** How the queue treats those who do not answer. */
export interface QueueTimes {
  /** Seconds after which who took a partition is taken for gone, and it is given to another. */
  readonly givenUp: number;
  /** Milliseconds between two looks at an empty queue. */
  readonly look: number;
}

const TIMES: QueueTimes = { givenUp: 1_800, look: 1_000 };
/** Failures of one partition before it is given up. */
const RETRIES = 5;

interface Job {
  readonly partition: number;
}

/**
 * Opens the queue of a replay. The result of a partition is a file that is there whole or not at all and the same whoever writes it, so a
 * worker killed in its midst loses nothing, and one that was taken for gone and was not counts nothing twice.
 * @throws Error of PostgreSQL when the database cannot be used
 */
export async function openQueue(
  database: string,
  work: WorkFolder,
  { digest, settings: { partitions } }: Pick<Manifest, 'digest' | 'settings'>,
  { givenUp, look }: QueueTimes = TIMES,
): Promise<PartitionQueue> {
  const boss = new PgBoss({ connectionString: database, schema: 'hepacue_replay', schedule: false });
  // An error between two jobs is met again by the next call, and told there.
  boss.on('error', () => undefined);
  await boss.start();
  const name = `replay-${digest.slice(0, 16)}`;
  await boss.createQueue(name, { name, retryLimit: RETRIES, expireInSeconds: givenUp });
  const allDone = (): boolean =>
    Array.from({ length: partitions }, (_, one) => one).every((one) => work.isDone(one));
  const isOver = async (): Promise<boolean> => {
    if (allDone()) return true;
    await boss.expire();
    return (await boss.getQueueSize(name, { before: 'completed' })) === 0;
  };
  return {
    put: async (list) => {
      if (list.length > 0)
        await boss.insert(
          list.map((partition) => ({
            name,
            data: { partition },
            retryLimit: RETRIES,
            expireInSeconds: givenUp,
          })),
        );
    },
    work: async (hands, done, signal) => {
      const one = async (hand: number): Promise<void> => {
        while (!signal?.aborted) {
          const [job] = await boss.fetch<Job>(name);
          if (!job) {
            if (await isOver()) return;
            await wait(look);
            continue;
          }
          const { partition } = job.data;
          try {
            if (!work.isDone(partition)) {
              await hands.perform(hand, { kind: 'replay', partition });
              done();
            }
            await boss.complete(name, job.id);
          } catch (error) {
            if (signal?.aborted) return;
            await boss.fail(name, job.id, {
              message: error instanceof Error ? error.message : String(error),
            });
          }
        }
      };
      await Promise.all(Array.from({ length: hands.count }, (_, hand) => one(hand)));
    },
    close: () => boss.stop({ graceful: false, wait: true }),
  };
}
