import { isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { progressBar } from './progress.js';
import { run } from './commands.js';

process.exitCode = run(process.argv.slice(2), {
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
  folder: fileURLToPath(new URL('../../cds-hooks', import.meta.url)),
  path: (folder, file) => {
    const near = relative(process.cwd(), join(folder, file));
    return near.startsWith('..') || isAbsolute(near) ? join(folder, file) : near;
  },
  progress: progressBar(process.stderr, () => performance.now()),
});
