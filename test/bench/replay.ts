/**
 * What a replay costs against parsing every line of its input as JSON, in one run in turns: with every line parsed, with those alone whose
 * bytes leave it open, and by two threads; then how many openings of a chart one core evaluates on a dense mix. From bytes read to findings
 * written. `npm run bench:replay -- <folder>` takes an export of yours for the realistic mix.
 */
import { mkdtempSync, readFileSync, rmSync, statSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as buildModule from '../../src/knowledge/build.js';
import type * as builtModule from '../../src/knowledge/built.js';
import type * as handsModule from '../../src/replay/hands.js';
import type * as inputsModule from '../../src/replay/lines/inputs.js';
import type * as linesModule from '../../src/replay/lines/read-lines.js';
import type { Mode } from '../../src/replay/lines/scan.js';
import type * as runModule from '../../src/replay/run.js';
import type * as workModule from '../../src/replay/work-folder.js';
import { median } from './numbers.js';
import { DENSE, REALISTIC, writeExport } from './replay-export.js';
import { SERVICE } from './workloads.js';

const ROUNDS = 3;
const dist = new URL('../../dist/', import.meta.url);
const built = async <T>(path: string): Promise<T> => (await import(new URL(path, dist).href)) as T;

const { readLines } = await built<typeof linesModule>('replay/lines/read-lines.js');
const { inputFiles, unitsOf } = await built<typeof inputsModule>('replay/lines/inputs.js');
const { ownHands, threads } = await built<typeof handsModule>('replay/hands.js');
const { runReplay } = await built<typeof runModule>('replay/run.js');
const { WorkFolder } = await built<typeof workModule>('replay/work-folder.js');
const { buildKnowledge } = await built<typeof buildModule>('knowledge/build.js');
const { textOf } = await built<typeof builtModule>('knowledge/built.js');

const folder = mkdtempSync(join(tmpdir(), 'hepacue-bench-'));
const { files, trees } = buildKnowledge(fileURLToPath(new URL('../../cds-hooks', import.meta.url)));
const knowledge = textOf({ files, trees });
const print = (line: string): unknown => process.stdout.write(`${line}\n`);

interface Cost {
  readonly cpu: number;
  readonly wall: number;
  readonly rss: number;
}

async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const [begun, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return {
    cpu: (user + system) / 1e6,
    wall: (performance.now() - begun) / 1e3,
    rss: process.memoryUsage.rss() / 1e6,
  };
}

async function parseAll(input: string): Promise<void> {
  for (const unit of unitsOf(inputFiles([input])))
    await readLines(unit, {
      line: (bytes, start, end) => void JSON.parse(bytes.toString('utf8', start, end)),
      tooLong: () => undefined,
    });
}

let openings = 0;
let findings = '';
async function replay(input: string, mode: Mode, workers: number): Promise<void> {
  const result = await runReplay({
    files: inputFiles([input]),
    knowledges: [knowledge],
    settings: {
      ...{
        service: SERVICE,
        profile: 'us-nondevice',
        mode,
        variants: ['as it stands'],
        samples: 0,
        key: 'bench',
      },
      partitions: 8,
    },
    work: new WorkFolder(join(folder, 'work')),
    resume: false,
    handsFor: workers === 1 ? ownHands : threads(workers),
    findings: join(folder, 'findings'),
    progress: () => undefined,
  });
  openings = Object.entries(result.counts).reduce(
    (sum, [key, count]) => (key === 'openings' ? sum + count : sum),
    0,
  );
  const text = readFileSync(join(folder, 'findings'), 'utf8');
  if (findings !== '' && findings !== text) throw new Error('the findings differ');
  findings = text;
}

try {
  const [given] = process.argv.slice(2);
  const realistic = given ?? join(folder, 'realistic');
  if (given === undefined) {
    mkdirSync(realistic);
    writeExport(realistic, REALISTIC);
  }
  const bytes = inputFiles([realistic]).reduce((sum, { path }) => sum + statSync(path).size, 0) / 1e6;
  const kinds: Readonly<Record<string, () => Promise<unknown>>> = {
    'JSON.parse of every line': () => parseAll(realistic),
    'exact, 1 worker': () => replay(realistic, 'exact', 1),
    'fast, 1 worker': () => replay(realistic, 'fast', 1),
    'fast, 2 workers': () => replay(realistic, 'fast', 2),
  };
  const costs = new Map<string, Cost[]>(Object.keys(kinds).map((kind) => [kind, []]));
  for (let round = 0; round <= ROUNDS; round++)
    for (const [kind, work] of Object.entries(kinds)) {
      const cost = await costOf(work);
      if (round > 0) costs.get(kind)?.push(cost);
    }
  const limit = median((costs.get('JSON.parse of every line') ?? []).map(({ wall }) => wall));
  print(
    `Node ${process.version}; ${bytes.toFixed(0)} MB, ${openings} openings; medians of ${ROUNDS} rounds in turns`,
  );
  for (const [kind, found] of costs) {
    const of = (what: keyof Cost): number => median(found.map((one) => one[what]));
    print(
      `${kind.padEnd(26)}${of('wall').toFixed(2).padStart(7)} s ${of('cpu').toFixed(2).padStart(7)} s CPU ${(bytes / of('wall')).toFixed(0).padStart(6)} MB/s   ${(limit / of('wall')).toFixed(2)} x JSON.parse   RSS ${of('rss').toFixed(0)} MB`,
    );
  }
  const dense = join(folder, 'dense');
  mkdirSync(dense);
  writeExport(dense, DENSE);
  findings = '';
  const rates: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const { cpu } = await costOf(() => replay(dense, 'fast', 1));
    if (round > 0) rates.push(openings / cpu);
  }
  print(
    `Dense mix: ${openings} openings, ${median(rates).toFixed(0)} a second of one core, reading included`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
