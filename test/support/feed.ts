import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { feed } from '../../src/tools/feed/command.js';
import { NOW } from './clock.js';
import { loadKnowledge } from '../../src/knowledge/load.js';
import { knowledge, KNOWLEDGE_FOLDER } from './shipped.js';

export interface Told {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in this process, as of the tests' day. */
export async function runFeed(args: readonly string[], width = 100): Promise<Told> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await feed(args, {
    print: (line) => out.push(line),
    complain: (line) => err.push(line),
    knowledge: (clients) => (clients === undefined ? knowledge : loadKnowledge(KNOWLEDGE_FOLDER, clients)),
    width,
    now: NOW,
    progress: () => undefined,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

/** Does something with a folder of these files, and takes it away again. */
export async function withFiles<T>(
  files: Readonly<Record<string, string | Uint8Array>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'feed-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A table of `--json`. */
export type Table = readonly Readonly<Record<string, string>>[];

interface Json {
  readonly results: number;
  readonly patients: number;
  readonly tables: Readonly<Record<string, { readonly rows: Table } | undefined>>;
}

/** What `--json` tells of these resources, one a line. */
export async function tablesOf(resources: readonly unknown[], ...args: string[]): Promise<Json> {
  const text = resources.map((one) => `${JSON.stringify(one)}\n`).join('');
  return withFiles({ 'sample.ndjson': text }, async (folder) => {
    const { code, out, err } = await runFeed([folder, '--json', ...args]);
    if (code !== 0) throw new Error(err);
    return JSON.parse(out) as Json;
  });
}
