import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { openQueue } from '../../src/replay/queue.js';
import { WorkFolder } from '../../src/replay/work-folder.js';
import { type Postgres, startPostgres } from '../support/postgres.js';
import { newFolder, replay, replayIn } from './replaying.js';
import { wildLines } from './wild.js';

const PROGRAM = fileURLToPath(new URL('../../src/tools/replay.ts', import.meta.url));
const PATIENTS = 12;
const settings = { partitions: 24 };
/** The same people many times, under other ids. */
const files = {
  'all.ndjson': Array.from({ length: PATIENTS }, (_, copy) =>
    wildLines().map((line) => line.replaceAll(/\bp(\d+)-/gu, `p${copy}.$1-`)),
  )
    .flat()
    .join('\n'),
};
const TIMES = { givenUp: 2, look: 50 };

const folders: string[] = [];
const helpers: ChildProcess[] = [];
let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => {
  for (const one of helpers) one.kill('SIGKILL');
  postgres.remove();
  for (const one of folders) rmSync(one, { recursive: true, force: true });
});

function folder(): string {
  folders.push(newFolder());
  return folders.at(-1)!;
}

/** Another process that takes partitions, as on another machine. */
function help(work: WorkFolder, database: string): ChildProcess {
  const args = [
    '--import',
    'tsx',
    PROGRAM,
    '--help-out',
    '--work',
    work.path,
    '--queue',
    database,
    '--workers',
    '1',
  ];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  helpers.push(child);
  return child;
}

test('workers killed in the midst of a partition lose nothing, and nothing is counted twice', async () => {
  const whole = await replay(files, { settings });
  const place = folder();
  const database = postgres.database();
  const client = new pg.Client(database);
  const number = async (query: string): Promise<number> =>
    Number(
      (await client.query<{ number: string }>(`select ${query} as number from hepacue_replay.job`)).rows[0]
        ?.number,
    );
  const queued = await replayIn(place, files, {
    settings,
    distribute: async (hands, open, done) => {
      const work = new WorkFolder(join(place, 'work'));
      const queue = await openQueue(database, work, work.manifest()!, TIMES);
      await client.connect();
      await queue.put(open);
      // What somebody put in before is there twice.
      await queue.put(open.slice(0, 5));
      for (let killed = 0; killed < 2; killed++) {
        const helper = help(work, database);
        const gone = once(helper, 'exit');
        while ((await number(`count(*) filter (where state = 'active')`)) <= killed) await wait(5);
        helper.kill('SIGKILL');
        await gone;
      }
      await queue.work(hands, done);
      await queue.close();
    },
  });
  const retried = await number('max(retry_count)');
  await client.end();
  expect(retried).toBeGreaterThan(0);
  expect([queued.complete, queued.partitions]).toEqual([true, { done: 24, all: 24 }]);
  expect(queued.text).toBe(whole.text);
  expect(queued.counts).toEqual(whole.counts);
  expect(readdirSync(join(place, 'work', 'done')).filter((name) => name.endsWith('.json'))).toHaveLength(24);
});

test('one that helps out does its share of the partitions', async () => {
  const whole = await replay(files, { settings });
  const place = folder();
  const database = postgres.database();
  let own = 0;
  let code: unknown;
  const queued = await replayIn(place, files, {
    settings,
    distribute: async (hands, open, done) => {
      const work = new WorkFolder(join(place, 'work'));
      const queue = await openQueue(database, work, work.manifest()!, { ...TIMES, givenUp: 600 });
      await queue.put(open);
      const helper = help(work, database);
      [code] = (await once(helper, 'exit')) as unknown[];
      await queue.work(hands, () => {
        own++;
        done();
      });
      await queue.close();
    },
  });
  expect([code, own, queued.text]).toEqual([0, 0, whole.text]);
});
