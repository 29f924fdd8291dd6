/**
 * What a sample of a site's results holds, and how each is read:
 *
 *     npm run feed -- <files or folders>
 */
import { fileURLToPath } from 'node:url';
import { loadKnowledge } from '../knowledge/load.js';
import { feed } from './feed/command.js';
import { progressBar } from './progress.js';

/** The bar tells megabytes; each is gone through twice. */
const STEP = 2_000_000;
const USUAL_WIDTH = 100;

const bar = progressBar(process.stderr, () => performance.now(), 'MB');

process.exitCode = await feed(process.argv.slice(2), {
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
  knowledge: (clients) => loadKnowledge(fileURLToPath(new URL('../../cds-hooks', import.meta.url)), clients),
  width: process.stdout.columns || USUAL_WIDTH,
  now: new Date(),
  progress: (done, all) =>
    done === all ? bar(1, 1) : bar(Math.floor(done / STEP), Math.max(Math.ceil(all / STEP), 1)),
});
