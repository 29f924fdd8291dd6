/**
 * A made-up Bulk Data export, for demonstrations, tests and benches:
 *
 *     npm run synth -- --patients 1000 --years 3 <empty folder>
 */
import { fileURLToPath } from 'node:url';
import { loadKnowledge } from '../knowledge/load.js';
import { readCohorts } from './cohort-file.js';
import { progressBar } from './progress.js';
import { synth } from './synth/command.js';
import { readSynthetic } from './synth/read-synthetic.js';

process.exitCode = synth(process.argv.slice(2), {
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
  load() {
    const folder = fileURLToPath(new URL('../../cds-hooks', import.meta.url));
    const knowledge = loadKnowledge(folder);
    const cohorts = readCohorts(folder, knowledge);
    if (!cohorts) throw new Error(`There is no examples/cohorts.yaml in ${folder}.`);
    return { data: readSynthetic(folder, knowledge, cohorts), cohorts, knowledge };
  },
  now: new Date(),
  progress: progressBar(process.stderr, () => performance.now(), 'patients'),
});
