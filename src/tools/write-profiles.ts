/**
 * `npm run profiles`: writes the artefacts to `profiles/` and deletes those that nothing is written from any more.
 * With `--check` it changes nothing and fails, naming each file that is not as it would be written.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadKnowledge } from '../knowledge/load.js';
import { artefacts } from '../profiles/write.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'profiles');
const wanted = new Map(
  [...artefacts(loadKnowledge(join(root, 'cds-hooks')))].map(([name, artefact]) => [
    name,
    `${JSON.stringify(artefact, null, 2)}\n`,
  ]),
);

/** What is there: the folders of the resource types are ours alone, the rest of `profiles/` is written by hand. */
const found = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && /^[A-Z]/u.test(entry.name))
  .flatMap(({ name }) => readdirSync(join(folder, name)).map((file) => `${name}/${file}`));

const stale = found.filter((name) => !wanted.has(name));
const changed = [...wanted].filter(([name, text]) => {
  const file = join(folder, name);
  return !existsSync(file) || readFileSync(file, 'utf8').replaceAll('\r\n', '\n') !== text;
});

if (process.argv.includes('--check')) {
  const names = [...stale, ...changed.map(([name]) => name)].sort();
  if (names.length > 0) {
    process.stderr.write(`profiles/ is not fresh, run npm run profiles:\n${names.join('\n')}\n`);
    process.exitCode = 1;
  }
} else {
  for (const name of stale) rmSync(join(folder, name));
  for (const [name, text] of changed) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  process.stdout.write(
    `profiles/: ${wanted.size} files, ${changed.length} written, ${stale.length} deleted\n`,
  );
}
