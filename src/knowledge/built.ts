import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Node } from '../core/language/parse-tree.js';
import type { Knowledge } from '../core/model/knowledge.js';
import { compileFiles } from './compile-files.js';
import { type Files, FOLDERS } from './files.js';
import { deepFreeze } from './freeze.js';
import { stage } from './knowledge-error.js';
import { lateEngine } from './late-engine.js';
import { namesOf } from './names.js';

/**
 * What reading and parsing a folder of knowledge gave, once it had passed every check. It stands for that folder alone: one that
 * differs in a byte or a name is read anew.
 */
export interface Built {
  readonly files: Files;
  /** The whole patients among the examples, as written. */
  readonly vignettes: readonly unknown[];
  /** The parse tree of each expression, by its text. */
  readonly trees: Readonly<Record<string, Node>>;
}

/**
 * The text of the file that keeps it: a line that says what it was made from, then the rest.
 * @param program a word for the program that made it, where it is not known that it is this one
 */
export function builtText(built: Built, folder: string, program = ''): string {
  const content = textOf(built);
  return `${seal(folder, content, program) ?? ''}\n${content}`;
}

/** What a file keeps of a folder; nothing when there is no such file, when it is damaged, or when folder or program is not as it was. */
export function readBuilt(file: string | URL, folder: string, program = ''): Built | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const end = text.indexOf('\n');
  const content = text.slice(end + 1);
  if (end < 1 || text.slice(0, end) !== seal(folder, content, program)) return undefined;
  return builtIn(content);
}

/** What was built as a text, for those who hand it on. */
export function textOf(built: Pick<Built, 'files' | 'trees'>): string {
  return JSON.stringify(built, (_key, value: unknown) => (value instanceof Map ? [...value] : value));
}

/** What such a text holds; vignettes where it was made with them. */
export function builtIn(text: string): Built {
  const { files, ...rest } = JSON.parse(text) as Built;
  const kinds = FOLDERS.map((name) => [name, new Map(files[name] as Iterable<[string, unknown]>)]);
  return {
    ...rest,
    files: { ...files, ...(Object.fromEntries(kinds) as Pick<Files, (typeof FOLDERS)[number]>) },
  };
}

/** The knowledge that was checked then, compiled and frozen. */
export function knowledgeOf({ files, trees }: Pick<Built, 'files' | 'trees'>): Knowledge {
  return deepFreeze(
    stage((report) => compileFiles(files, namesOf(files, report), lateEngine(trees), report)).knowledge,
  );
}

/** One word for a folder and what was made of it; none when the folder cannot be read, whose problems are for those who name them. */
function seal(folder: string, content: string, program: string): string | undefined {
  const hash = createHash('sha256').update(`${program}\0`);
  try {
    for (const name of namesIn(folder)) {
      const bytes = readFileSync(join(folder, name));
      hash.update(`${name}\0${bytes.length}\0`).update(bytes);
    }
  } catch {
    return undefined;
  }
  return hash.update(content).digest('hex');
}

/** Every file, below its folders too, in an order that does not depend on the disk. */
function namesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll('\\', '/'))
    .sort();
}
