import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { OutcomesFile } from '../core/model/files.generated.js';
import type { Settings } from './settings.js';
import type { Counts } from './tally.js';

/** A line that is not read, with the file it stands in and its number there, both counted from 1. */
export interface BadPlace {
  readonly file: number;
  readonly line: number;
  readonly why: string;
}

/** What going through the input came to. */
export interface ScanResult {
  readonly counts: Counts;
  readonly bad: readonly BadPlace[];
}

/** What is done so far of which replay. */
export interface Manifest {
  readonly format: 1;
  /** Of the input, the settings and the knowledge: a replay of anything else is another. */
  readonly digest: string;
  readonly settings: Settings;
  readonly outcomes?: OutcomesFile | undefined;
  readonly scanned?: ScanResult;
}

/** The folder a replay works in: what it holds of patients is for its owner alone, and deleted with it. */
export class WorkFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  manifest(): Manifest | undefined {
    const file = join(this.path, 'manifest.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : undefined;
  }

  /** Begins anew: what stood there of another replay is deleted. */
  begin(manifest: Manifest, knowledges: readonly string[]): void {
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
    for (const name of OWN.filter((one) => one !== 'input'))
      rmSync(join(this.path, name), { recursive: true, force: true });
    for (const name of ['lines', 'done', 'knowledge']) mkdirSync(join(this.path, name), { mode: 0o700 });
    for (const [place, text] of knowledges.entries()) writeFileSync(this.knowledge(place), text);
    this.keep(manifest);
  }

  keep(manifest: Manifest): void {
    whole(join(this.path, 'manifest.json'), JSON.stringify(manifest));
  }

  /** Whether anything stands there that no replay left. */
  isForeign(): boolean {
    return existsSync(this.path) && readdirSync(this.path).some((name) => !OWN.includes(name));
  }

  /** Where input is kept that is no file of its own. */
  input(name: string): string {
    mkdirSync(join(this.path, 'input'), { recursive: true, mode: 0o700 });
    return join(this.path, 'input', name);
  }

  knowledge(variant: number): string {
    return join(this.path, 'knowledge', `${String(variant)}.json`);
  }

  /** The lines that one writer keeps of a partition, or of what has none yet. */
  lines(of: number | 'unresolved' | 'identifiers', writer: number): string {
    return join(this.path, 'lines', `${String(of)}.${String(writer)}`);
  }

  /** All that writers kept of it. */
  linesOf(of: number | 'unresolved' | 'identifiers'): string[] {
    return readdirSync(join(this.path, 'lines'))
      .filter((name) => name.startsWith(`${String(of)}.`))
      .sort()
      .map((name) => join(this.path, 'lines', name));
  }

  /** Bytes of what is kept of a partition. */
  size(partition: number): number {
    return this.linesOf(partition).reduce((sum, path) => sum + statSync(path).size, 0);
  }

  findings(partition: number): string {
    return join(this.path, 'done', `${String(partition)}.ndjson`);
  }

  result(partition: number): string {
    return join(this.path, 'done', `${String(partition)}.json`);
  }

  isDone(partition: number): boolean {
    return existsSync(this.result(partition));
  }

  /** Keeps what a partition came to, the findings first: who sees the result sees all of it, and who does it twice changes nothing. */
  finish(partition: number, findings: string, result: object): void {
    whole(this.findings(partition), findings);
    whole(this.result(partition), JSON.stringify(result));
  }

  clearLines(): void {
    rmSync(join(this.path, 'lines'), { recursive: true, force: true });
    mkdirSync(join(this.path, 'lines'), { mode: 0o700 });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

const OWN: readonly string[] = ['manifest.json', 'lines', 'done', 'knowledge', 'input'];
let written = 0;

/** A file is there whole or not at all, whoever else writes it. */
function whole(path: string, text: string): void {
  const draft = `${path}.${String(Date.now())}-${String(Math.random()).slice(2)}-${String(written++)}`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, path);
}
