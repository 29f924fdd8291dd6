/** A worker thread: does the tasks it is sent, one after the other, and answers each. */
import { parentPort, workerData } from 'node:worker_threads';
import { Performer, type Task, type WorkerData } from './performer.js';

const performer = new Performer(workerData as WorkerData);

parentPort?.on('message', (task: Task) => {
  performer.perform(task).then(
    (value) => parentPort?.postMessage({ value }),
    (error: unknown) =>
      parentPort?.postMessage({ failed: error instanceof Error ? error.message : String(error) }),
  );
});
