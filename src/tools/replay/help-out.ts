import { resolve } from 'node:path';
import { threads } from '../../replay/hands.js';
import { openQueue } from '../../replay/queue.js';
import { WorkFolder } from '../../replay/work-folder.js';
import type { ReplayTerminal } from './command.js';
import { type Options, UsageError } from './options.js';

/**
 * Takes partitions of a replay that another machine has begun, until all of them are done. Returns the exit code.
 * @throws UsageError when the work folder holds no replay whose input was read
 */
export async function helpOut(
  { work: path = '', queue: database = '', workers }: Options,
  { print, signal, execArgv }: Pick<ReplayTerminal, 'print' | 'signal' | 'execArgv'>,
): Promise<number> {
  const work = new WorkFolder(resolve(path));
  const manifest = work.manifest();
  if (!manifest?.scanned)
    throw new UsageError(`--work: ${work.path} holds no replay that has read its input`);
  const hands = threads(
    workers,
    execArgv,
  )({
    work: work.path,
    settings: manifest.settings,
    outcomes: manifest.outcomes,
  });
  const queue = await openQueue(database, work, manifest);
  let parts = 0;
  try {
    await queue.work(hands, () => parts++, signal);
  } finally {
    await queue.close();
    await hands.dismiss();
  }
  print(`Replayed ${parts} of ${manifest.settings.partitions} parts of the patients.`);
  return 0;
}
