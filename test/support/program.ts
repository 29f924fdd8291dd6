import { transformSync } from '@swc/core';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtText } from '../../src/knowledge/built.js';
import { builtOf } from './built.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const KNOWLEDGE_FOLDER = join(ROOT, 'cds-hooks');
const PLACE = join(ROOT, 'node_modules/.cache/hepacue');

/**
 * The program as JavaScript, for tests that start it in a process of its own: without a compiler in that process it starts in a fraction of
 * the time. Made once for each state of `src/` and `cds-hooks/`, by what jest makes the tests with, and with what a build keeps of the knowledge.
 * @returns the folder that stands for `src/`
 */
export async function program(): Promise<string> {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('web') && statSync(join(ROOT, 'src', name)).isFile())
    .sort();
  const knowledge = builtText(await builtOf(KNOWLEDGE_FOLDER), KNOWLEDGE_FOLDER);
  const hash = createHash('sha256').update(knowledge);
  for (const name of files) hash.update(name).update(readFileSync(join(ROOT, 'src', name)));
  const made = join(PLACE, `program-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(made)) return join(made, 'dist');
  const own = join(PLACE, `making-${process.pid}`);
  for (const name of files) write(name, join(own, 'dist'));
  writeFileSync(join(own, 'dist/knowledge.built.json'), knowledge);
  cpSync(join(ROOT, 'package.json'), join(own, 'package.json'));
  symlinkSync(KNOWLEDGE_FOLDER, join(own, 'cds-hooks'), 'junction');
  for (const name of readdirSync(PLACE))
    if (name.startsWith('program-')) rmSync(join(PLACE, name), { recursive: true, force: true });
  // Another may have been quicker; then both are the same.
  if (existsSync(made)) rmSync(own, { recursive: true });
  else renameSync(own, made);
  return join(made, 'dist');
}

function write(name: string, folder: string): void {
  const from = join(ROOT, 'src', name);
  const to = join(folder, name);
  if (name.endsWith('.d.ts')) return;
  mkdirSync(dirname(to), { recursive: true });
  if (!name.endsWith('.ts')) {
    cpSync(from, to);
    return;
  }
  const { code } = transformSync(readFileSync(from, 'utf8'), {
    filename: from,
    swcrc: false,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
    module: { type: 'es6' },
    sourceMaps: 'inline',
  });
  writeFileSync(to.replace(/\.ts$/u, '.js'), code);
}
