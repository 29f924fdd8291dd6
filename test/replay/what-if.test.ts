import { afterAll, describe, expect, test } from '@jest/globals';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { tablesOf } from '../../src/replay/tally.js';
import { TABLES } from '../../src/replay/tables.js';
import { replayCommand } from '../../src/tools/replay/command.js';
import { threadArguments } from '../../src/tools/replay/thread-arguments.js';
import { builtOf } from '../support/built.js';
import { KNOWLEDGE_FOLDER } from '../support/shipped.js';
import { wildLines } from './wild.js';

const built = await builtOf(KNOWLEDGE_FOLDER);
const place = mkdtempSync(join(tmpdir(), 'hepacue-replay-command-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));
const input = join(place, 'export.ndjson');
writeFileSync(input, wildLines().join('\n'));

interface Run {
  readonly code: number;
  readonly printed: string;
  readonly complained: string;
}

async function run(args: readonly string[], piped = ''): Promise<Run> {
  const said = { printed: '', complained: '' };
  const execArgv = threadArguments();
  const code = await replayCommand([...args, '--workers', '1', '--key', 'a key'], {
    print: (line) => (said.printed += `${line}\n`),
    complain: (line) => (said.complained += `${line}\n`),
    folder: KNOWLEDGE_FOLDER,
    builtBefore: (folder) => (folder === KNOWLEDGE_FOLDER ? built : undefined),
    input: Readable.from([piped]),
    progress: () => undefined,
    signal: new AbortController().signal,
    newKey: () => 'made up',
    ...(execArgv && { execArgv }),
    feed: (_paths, file) => {
      writeFileSync(file, 'fed');
      return Promise.resolve();
    },
  });
  return { code, ...said };
}

interface Counts {
  readonly complete: boolean;
  readonly about: { readonly variants: readonly string[] };
  readonly tables: Readonly<Record<string, { readonly rows: readonly { cells: string[]; count: number }[] }>>;
}

function countsIn(out: string): Counts {
  return JSON.parse(readFileSync(join(out, 'counts.json'), 'utf8')) as Counts;
}

test('who gains and who loses a card is told of each limit of a sweep, and of other knowledge, with both reasonings', async () => {
  const other = join(place, 'other');
  cpSync(KNOWLEDGE_FOLDER, other, { recursive: true });
  const file = join(other, 'labs', 'ferritin.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('high: 300', 'high: 600'));
  const out = join(place, 'sweep');
  const { code, printed, complained } = await run([
    ...[input, '--out', out, '--samples', '2'],
    ...['--sweep', 'labs.ferritin.limits[1].high=600', '--against', other],
  ]);
  expect([code, complained]).toEqual([0, '']);
  const { about, tables } = countsIn(out);
  const [, high] = about.variants;
  expect(about.variants).toEqual(['as it stands', 'labs.ferritin.limits[1].high=600', other]);
  const of = (name: string, variant = ''): readonly unknown[] =>
    tables[name]!.rows.filter(({ cells }) => cells[0] === variant).map(({ cells, count }) => [
      ...cells.slice(1),
      count,
    ]);
  expect(of('variant-loses', high)).not.toEqual([]);
  expect(of('variant-gains', high)).toEqual([]);
  for (const name of Object.keys(tables).filter((one) => one.startsWith('variant-')))
    expect(of(name, other)).toEqual(of(name, high));
  const samples = readFileSync(join(out, 'samples.ndjson'), 'utf8').trimEnd().split('\n');
  expect(samples).toHaveLength(4);
  const [sample] = samples.map(
    (line) => JSON.parse(line) as { variant: string; before: object; after: object },
  );
  expect(JSON.stringify(sample!.before)).toContain('ferritin is raised: yes');
  expect(JSON.stringify(sample!.after)).toContain('ferritin is raised: no');
  expect(printed).toContain(`What if: ${high!}`);
});

test('a value that is none stops it before anything is read, as a start would', async () => {
  const out = join(place, 'wrong');
  const wrong = await run([input, '--out', out, '--set', 'labs.ferritin.limits[1].high=many']);
  expect([wrong.code, existsSync(out)]).toEqual([2, false]);
  expect(wrong.complained).toContain('labs/ferritin.yaml: limits[1].high');
});

describe('the command', () => {
  test('reads what is piped in, packed or not, and writes every number twice', async () => {
    const [one, two] = [join(place, 'file'), join(place, 'piped')];
    expect((await run([input, '--out', one, '--feed'])).code).toBe(0);
    expect((await run(['-', '--out', two], readFileSync(input, 'utf8'))).code).toBe(0);
    expect(readFileSync(join(two, 'findings.ndjson'))).toEqual(readFileSync(join(one, 'findings.ndjson')));
    const packed = join(place, 'packed.ndjson');
    writeFileSync(packed, gzipSync(readFileSync(input)));
    expect((await run([packed, '--out', two, '--exact'])).code).toBe(0);
    expect(readFileSync(join(two, 'findings.ndjson'))).toEqual(readFileSync(join(one, 'findings.ndjson')));
    expect(readFileSync(join(one, 'feed.md'), 'utf8')).toBe('fed');
    const { tables, complete } = countsIn(one);
    const [head, ...rows] = readFileSync(join(one, 'counts.csv'), 'utf8').trimEnd().split('\n');
    expect([complete, head]).toEqual([true, 'table,cell 1,cell 2,cell 3,cell 4,count']);
    expect(rows).toHaveLength(Object.values(tables).reduce((sum, { rows: own }) => sum + own.length, 0));
  });

  test.each<[what: string, args: string[]]>([
    ['Name folders or files', []],
    ["there is no service 'raised-feritin'", [input, '--service', 'raised-feritin']],
    ["there is no client 'nobody'", [input, '--client', 'nobody']],
    ['--profile is us-nondevice or full', [input, '--profile', 'mine']],
    ['need --work', [input, '--resume']],
    ['needs --queue', ['--help-out', '--work', place]],
    ['no such file', [join(place, 'nothing')]],
    ['no-such-revision', [input, '--against', 'no-such-revision']],
    ['holds other files', [input, '--work', place]],
    ['--unknown', [input, '--unknown']],
  ])('says what is wrong: %s', async (what, args) => {
    const { code, complained } = await run(args);
    expect(code).toBe(2);
    expect(complained).toContain(what);
  });
});

test('every table that is counted has a name for each of its cells', () => {
  const { tables } = countsIn(join(place, 'sweep'));
  for (const [name, { rows }] of Object.entries(tables))
    for (const { cells } of rows) expect([name, cells.length]).toEqual([name, TABLES[name]!.length]);
  const csv = readFileSync(join(place, 'sweep', 'counts.csv'), 'utf8')
    .split('\n')
    .slice(1, -1);
  for (const line of csv) expect(Object.keys(TABLES)).toContain(line.split(',')[0]);
  expect([...tablesOf({ 'a\tb': 1 })]).toEqual([['a', [{ cells: ['b'], count: 1 }]]]);
});
