/**
 * What the service keeps: counted, looked at, handed on, deleted, moved.
 *
 *     npm run store -- stats
 */
import { once } from 'node:events';
import { store } from './store/command.js';

const { env, stdout, stderr } = process;

process.exitCode = await store(process.argv.slice(2), {
  print: async (text) => {
    if (!stdout.write(text)) await once(stdout, 'drain');
  },
  complain: (line) => stderr.write(`${line}\n`),
  usual: { url: env['DATABASE_URL'], folder: env['DATA_FOLDER'] },
  now: new Date(),
});
