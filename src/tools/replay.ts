/**
 * What the service would have said to an export of a site's records:
 *
 *     npm run replay -- <folders or files>
 */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readBuilt } from '../knowledge/built.js';
import { loadKnowledge } from '../knowledge/load.js';
import { feed } from './feed/command.js';
import { timedBar } from './progress.js';
import { replayCommand } from './replay/command.js';
import { threadArguments } from './replay/thread-arguments.js';

const folder = fileURLToPath(new URL('../../cds-hooks', import.meta.url));
const MB = 1_000_000;
const KEY = 32;

const stop = new AbortController();
process.on('SIGINT', () => {
  // Who asks twice does not wait for what is done so far.
  if (stop.signal.aborted) process.exit(130);
  process.stderr.write('\nStopping: what is done so far is put together. Again to leave at once.\n');
  stop.abort();
});

const execArgv = threadArguments();
const bar = timedBar(process.stderr, () => performance.now());

process.exitCode = await replayCommand(process.argv.slice(2), {
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
  folder,
  // What the build left beside the program.
  builtBefore: (of) => readBuilt(new URL('../knowledge.built.json', import.meta.url), of),
  input: process.stdin,
  progress: (what, done, all) =>
    what === 'bytes' ? bar('MB', done / MB, all / MB) : bar('parts of the patients', done, all),
  signal: stop.signal,
  ...(execArgv && { execArgv }),
  newKey: () => randomBytes(KEY).toString('base64url'),
  feed: async (paths, file, { client, clients }) => {
    const lines: string[] = [];
    const named = client === undefined ? [] : ['--client', client];
    await feed([...paths, '--markdown', ...named, ...(clients === undefined ? [] : ['--clients', clients])], {
      print: (line) => lines.push(line),
      complain: (line) => process.stderr.write(`${line}\n`),
      knowledge: (from) => loadKnowledge(folder, from),
      width: 100,
      now: new Date(),
      progress: () => undefined,
    });
    writeFileSync(file, `${lines.join('\n')}\n`);
  },
});
