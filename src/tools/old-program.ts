import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Patient } from '../cases/case-patients.js';
import type { Knowledge } from '../core/model/knowledge.js';
import type { Outcome } from './outcome.js';

/** Run inside the program of that time: its own reader of the files, its own rules. */
const SCRIPT = `import { readFileSync, writeFileSync } from 'node:fs';
import { loadKnowledge } from './src/knowledge/load.js';
import { outcomes } from './src/tools/outcome.js';

const [folder, asked, answered, version, date] = process.argv.slice(2);
const knowledge = loadKnowledge(folder);
const answer = outcomes({ ...knowledge, release: { ...knowledge.release, version, date } });
const said = readFileSync(asked, 'utf8')
  .split('\\n')
  .map((line) => {
    const { cards, sentences, ...rest } = answer(JSON.parse(line), new Date(date));
    return JSON.stringify({ ...rest, cards: [...cards], sentences: [...sentences] });
  });
writeFileSync(answered, said.join('\\n'));
`;
const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** Whether a checked out repository holds a program that can be asked. */
export function holdsProgram(root: string): boolean {
  return ['src/knowledge/load.ts', 'src/tools/outcome.ts'].every((file) => existsSync(join(root, file)));
}

/**
 * Asks the program of another time about patients, for files in a form that this one does not know. It runs with the packages of this
 * one, in the place where it was checked out.
 * @param folder of knowledge, relative to the root
 * @param release whose version and date the answers carry, so that they are no change
 * @throws Error when that program cannot be run
 */
export function answersOfProgram(
  root: string,
  folder: string,
  patients: Iterable<Patient>,
  { version, date }: Knowledge['release'],
): (patient: Patient) => Outcome {
  const lines = [...new Set([...patients].map((patient) => JSON.stringify(patient)))];
  const [script, asked, answered] = ['ask-then.mts', 'asked.jsonl', 'answered.jsonl'].map((name) =>
    join(root, name),
  ) as [string, string, string];
  writeFileSync(script, SCRIPT);
  writeFileSync(asked, lines.join('\n'));
  const modules = join(root, 'node_modules');
  if (!existsSync(modules)) symlinkSync(MODULES, modules);
  const tsx = join(modules, 'tsx', 'dist', 'cli.mjs');
  execFileSync(process.execPath, [tsx, script, join(root, folder), asked, answered, version, date], {
    cwd: root,
    stdio: 'pipe',
  });
  const said = readFileSync(answered, 'utf8').split('\n');
  const known = new Map(lines.map((line, place) => [line, said[place] ?? '']));
  return (patient) => {
    const text = known.get(JSON.stringify(patient));
    if (text === undefined) throw new Error('a patient whom the program of that time was not asked about');
    const { cards, sentences, ...rest } = JSON.parse(text) as Omit<Outcome, 'cards' | 'sentences'> & {
      readonly cards: [string, 'info' | 'warning' | 'critical'][];
      readonly sentences: [string, string[]][];
    };
    return { ...rest, cards: new Map(cards), sentences: new Map(sentences) };
  };
}
