import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textOf } from '../../src/knowledge/built.js';
import { ownHands } from '../../src/replay/hands.js';
import { inputFiles } from '../../src/replay/lines/inputs.js';
import type { ReplayResult } from '../../src/replay/merge.js';
import type { Finding, Untold } from '../../src/replay/patient/findings.js';
import { type Replay, runReplay } from '../../src/replay/run.js';
import type { Settings } from '../../src/replay/settings.js';
import { WorkFolder } from '../../src/replay/work-folder.js';
import { builtOf } from '../support/built.js';
import { KNOWLEDGE_FOLDER } from '../support/shipped.js';

export const KNOWLEDGE = textOf(await builtOf(KNOWLEDGE_FOLDER));
export const VIEW = 'raised-ferritin-b12-patient-view';

export const SETTINGS: Settings = {
  service: VIEW,
  profile: 'us-nondevice',
  mode: 'fast',
  variants: ['as it stands'],
  samples: 5,
  key: 'a key of the tests',
  partitions: 3,
};

/** What a replay came to, and every finding. */
export interface Replayed extends ReplayResult {
  /** The very bytes. */
  readonly text: string;
  readonly findings: readonly (Finding | Untold)[];
  readonly cards: readonly Finding[];
}

export type Files = Readonly<Record<string, string | Buffer>>;
export type Wish = Omit<Partial<Replay>, 'settings'> & { readonly settings?: Partial<Settings> };

/** Replays files whose contents are given by name, in a folder of its own that is gone afterwards. */
export async function replay(files: Files, wish: Wish = {}): Promise<Replayed> {
  const folder = newFolder();
  try {
    return await replayIn(folder, files, wish);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'hepacue-replay-test-'));
}

/** The same in a folder that stays. A file that is there already is left as it is. */
export async function replayIn(
  folder: string,
  files: Files,
  { settings, ...wish }: Wish = {},
): Promise<Replayed> {
  const paths = Object.entries(files).map(([name, content]) => {
    const path = join(folder, name);
    if (!existsSync(path)) writeFileSync(path, content);
    return path;
  });
  const findings = join(folder, 'findings');
  const result = await runReplay({
    files: inputFiles(paths),
    knowledges: [KNOWLEDGE],
    work: new WorkFolder(join(folder, 'work')),
    resume: false,
    handsFor: ownHands,
    findings,
    progress: () => undefined,
    ...wish,
    settings: { ...SETTINGS, ...settings },
  });
  const text = readFileSync(findings, 'utf8');
  const all = text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Finding | Untold);
  return { ...result, text, findings: all, cards: all.filter((one): one is Finding => 'rule' in one) };
}

/** Resources as one line each. */
export function ndjson(resources: readonly object[]): string {
  return resources.map((one) => `${JSON.stringify(one)}\n`).join('');
}
