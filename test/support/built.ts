import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type Built, builtText, readBuilt } from '../../src/knowledge/built.js';

const ROOT = new URL('../../', import.meta.url);
const PLACE = new URL('node_modules/.cache/hepacue/', ROOT);
const FILE = new URL('knowledge.json', PLACE);

/**
 * What a start reads of the shipped folder, kept from one test file and run to the next, as the build keeps it: reading and checking it
 * takes longer than most test files. It is made anew when a byte of the folder or of the program that reads it has changed.
 */
export async function builtOf(folder: string): Promise<Built> {
  const program = programIn(['src/knowledge', 'src/cases', 'src/core', 'src/hooks']);
  const kept = readBuilt(FILE, folder, program);
  if (kept) return kept;
  const { build } = await import('../../src/cases/build.js');
  const built = build(folder);
  // Two may do it at the same time; the name is there when the file is whole.
  const own = new URL(`${process.pid}.json`, PLACE);
  mkdirSync(PLACE, { recursive: true });
  writeFileSync(own, builtText(built, folder, program));
  renameSync(own, FILE);
  return built;
}

/** A word for all that reads knowledge: our own files, and the libraries by the lock file. */
function programIn(folders: readonly string[]): string {
  const hash = createHash('sha256').update(readFileSync(new URL('package-lock.json', ROOT)));
  for (const folder of folders)
    for (const name of readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' }).sort())
      if (/\.[a-z]+$/u.test(name)) hash.update(name).update(readFileSync(new URL(`${folder}/${name}`, ROOT)));
  return hash.digest('hex');
}
