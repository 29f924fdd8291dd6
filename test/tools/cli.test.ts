import { afterAll, describe, expect, test } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../src/tools/commands.js';
import { lineOf } from '../../src/tools/lines.js';
import { progressBar } from '../../src/tools/progress.js';
import { program } from '../support/program.js';
import { KNOWLEDGE_FOLDER } from '../support/shipped.js';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(join(KNOWLEDGE_FOLDER, 'README.md'), 'utf8');
const places: string[] = [];
afterAll(() => {
  for (const place of places) rmSync(place, { recursive: true });
});

/** A copy of the shipped files in a git repository of its own, committed. */
function repository(): string {
  const place = realpathSync(mkdtempSync(join(tmpdir(), 'knowledge-')));
  places.push(place);
  cpSync(KNOWLEDGE_FOLDER, join(place, 'cds-hooks'), { recursive: true });
  git(place, 'init', '--quiet');
  commit(place);
  return place;
}

function git(place: string, ...args: string[]): void {
  execFileSync('git', ['-C', place, ...args], { stdio: 'pipe' });
}

function commit(place: string): void {
  git(place, 'add', '--all');
  const who = [
    '-c',
    'user.name=Reviewer',
    '-c',
    'user.email=reviewer@example.org',
    '-c',
    'commit.gpgsign=false',
  ];
  git(place, ...who, 'commit', '--quiet', '--message', 'As it was');
}

interface Printed {
  readonly code: number;
  readonly out: string;
  readonly complaint: string;
}

function command(...args: string[]): Printed {
  const out: string[] = [];
  const complaint: string[] = [];
  const code = run(args, {
    print: (line) => out.push(line),
    complain: (line) => complaint.push(line),
    folder: KNOWLEDGE_FOLDER,
    path: (_folder, file) => `cds-hooks/${file}`,
    progress: () => undefined,
  });
  return { code, out: out.join('\n'), complaint: complaint.join('\n') };
}

const check = (place: string): Printed => command('check', join(place, 'cds-hooks'));
const cardsDiff = (place: string, adults = 300): Printed =>
  command('cards:diff', 'HEAD', join(place, 'cds-hooks'), `--adults=${adults}`);

function replace(place: string, file: string, from: string, to: string): void {
  const path = join(place, 'cds-hooks', file);
  const before = readFileSync(path, 'utf8');
  expect(before).toContain(from);
  writeFileSync(
    path,
    before.replace(from, () => to),
  );
}

/** Line of a file, counted from 1, on which a text first stands. */
function lineWith(place: string, file: string, text: string): number {
  const lines = readFileSync(join(place, 'cds-hooks', file), 'utf8').split('\n');
  expect(lines.some((line) => line.includes(text))).toBe(true);
  return lines.findIndex((line) => line.includes(text)) + 1;
}

describe('check', () => {
  test('finds nothing wrong with the shipped files', () => {
    const { code, out } = command('check');
    expect(out).toMatch(/^\d+ files, no problems\n\d+ rules, .*, \d+ cases$/u);
    expect(code).toBe(0);
  });

  test('names file and line of what is off its schema', () => {
    const place = repository();
    replace(place, 'labs/b12.yaml', 'high: 950', 'high: 90O');
    replace(place, 'orders/ggt.yaml', 'stage:', 'stag:');
    replace(place, 'orders/crp.yaml', 'value: 30', 'valeu: 30');
    const { code, out } = check(place);
    expect(out.split('\n')).toEqual([
      `cds-hooks/labs/b12.yaml:${lineWith(place, 'labs/b12.yaml', '90O')}: limits[0].high: must be number`,
      `cds-hooks/orders/crp.yaml:${lineWith(place, 'orders/crp.yaml', 'window:')}: window.days: 'value' is missing`,
      `cds-hooks/orders/crp.yaml:${lineWith(place, 'orders/crp.yaml', 'valeu')}: window.days: unknown key 'valeu'; did you mean 'value'?`,
      `cds-hooks/orders/ggt.yaml:1: 'stage' is missing`,
      `cds-hooks/orders/ggt.yaml:${lineWith(place, 'orders/ggt.yaml', 'stag:')}: unknown key 'stag'; did you mean 'stage'?`,
      '',
      '5 problems; what rests on these places is not checked yet',
    ]);
    expect(code).toBe(1);
  });

  test('names the line of an id in a list, of a condition by its label, and of a key written twice', () => {
    const place = repository();
    replace(place, 'rules/main-b12.yaml', 'a1at, ceruloplasmin, ', 'a1at, ceruloplasmine, ');
    replace(place, 'rules/main-b12.yaml', '"%alpHigh"', '"%alpHihg"');
    const { out } = check(place);
    const at = (text: string): string =>
      `cds-hooks/rules/main-b12.yaml:${lineWith(place, 'rules/main-b12.yaml', text)}:`;
    expect(out).toContain(
      `${at('ceruloplasmine')} suggest: no order 'ceruloplasmine'; did you mean 'ceruloplasmin'?`,
    );
    expect(out).toContain(
      `${at('alpHihg')} indicator.warning.ALP is more than 1.5 times its limit: there is no %alpHihg`,
    );

    replace(place, 'orders/ggt.yaml', 'id: ggt\n', 'id: ggt\nid: ggt\n');
    const twice = lineWith(place, 'orders/ggt.yaml', 'id: ggt') + 1;
    expect(check(place).out).toContain(`cds-hooks/orders/ggt.yaml:${twice}: Map keys must be unique`);
  });

  test('reads the cases: their patients can be built and what they expect exists', () => {
    const place = repository();
    replace(place, 'rules/main-b12.cases.yaml', '[b12 1000 pmol/L, ', '[b21 1000 pmol/L, ');
    replace(place, 'rules/main-b12.cases.yaml', 'firstCauses: [ckd]', 'firstCauses: [ckdd]');
    const { code, out } = check(place);
    const at = (text: string): string =>
      `cds-hooks/rules/main-b12.cases.yaml:${lineWith(place, 'rules/main-b12.cases.yaml', text)}:`;
    expect(out).toContain(`${at('[b21')} `);
    expect(out).toContain('not a result: b21 1000 pmol/L');
    expect(out).toContain(at('ckdd'));
    expect(out).toContain("there is no 'ckdd'; did you mean 'ckd'?");
    expect(code).toBe(1);
  });

  test('reads the made-up populations', () => {
    const place = repository();
    replace(place, 'examples/cohorts.yaml', '    - lab: b12\n', '    - lab: b13\n');
    const line = lineWith(place, 'examples/cohorts.yaml', 'lab: b13');
    expect(check(place).out).toContain(
      `cds-hooks/examples/cohorts.yaml:${line}: survey.labs[1].lab: there is no 'b13'`,
    );
  });

  test('counts what is not verified, and names the lines of one folder', () => {
    const { code, out } = command('check', '--unverified');
    expect(code).toBe(0);
    const [, count] = /^ {2}causes +(\d+) of +\d+$/mu.exec(out) ?? [];
    const lines = command('check', '--unverified=causes').out.split('\n');
    expect(lines.at(-1)).toBe(`${count} not verified`);
    expect(lines.length).toBe(Number(count) + 1);
    const [, file = '', line] = /^cds-hooks\/(.+):(\d+)$/u.exec(lines[0]!) ?? [];
    const text = readFileSync(join(KNOWLEDGE_FOLDER, file), 'utf8').split('\n')[Number(line) - 1];
    expect(text).toContain('verified: false');
    expect(command('check', '--unverified=labz').code).toBe(1);
  });

  test('names a value that changed while the day it was compared did not', () => {
    const place = repository();
    replace(place, 'labs/b12.yaml', '{ high: 950,', '{ high: 900,');
    replace(place, 'orders/ggt.yaml', 'value: 90', 'value: 80');
    replace(place, 'causes/ckd.yaml', 'label: ', 'label: in short, ');
    const { code, out } = check(place);
    const at = (file: string, text: string): string => `cds-hooks/${file}:${lineWith(place, file, text)}:`;
    expect(out.split('\n')).toEqual([
      `${at('labs/b12.yaml', 'high: 900')} limits[0]: was high 950 and is high 900, but checked is still 2026-11-22: compare it with its source and set the day`,
      `${at('orders/ggt.yaml', 'value: 80')} window.days: was 90 and is 80, but checked is still 2026-11-28: compare it with its source and set the day`,
      '',
      '2 claims changed since the last commit and not compared again',
    ]);
    expect(code).toBe(1);
    expect(cardsDiff(place).out).toMatch(
      /\n\nChanged and not compared with its source again:\n {2}cds-hooks\/labs\/b12\.yaml:\d+: limits\[0\]: was high 950/u,
    );
    commit(place);
    expect(check(place).code).toBe(0);
    const since = command('check', '--since=HEAD~1', join(place, 'cds-hooks'));
    expect(since.out).toContain('2 claims changed since HEAD~1 and not compared again');
    expect(command('check', '--since=v9', join(place, 'cds-hooks')).code).toBe(2);
  });

  test('takes an entry that moved, came or went for no changed claim', () => {
    const place = repository();
    const file = 'labs/alt.yaml';
    const text = readFileSync(join(place, 'cds-hooks', file), 'utf8');
    const codes = text.split('\n').filter((line) => /^ +- \{ system:/u.test(line));
    expect(codes.length).toBeGreaterThan(2);
    replace(place, file, `${codes[0]!}\n`, '');
    replace(place, file, `${codes[1]!}\n${codes[2]!}`, `${codes[2]!}\n${codes[1]!}`);
    expect(check(place)).toMatchObject({ code: 0, out: expect.stringContaining('no problems') });
  });

  test('reads a folder that no git keeps', () => {
    const place = repository();
    rmSync(join(place, '.git'), { recursive: true });
    replace(place, 'orders/ggt.yaml', 'value: 90', 'value: 80');
    expect(check(place).code).toBe(0);
  });

  test('says of another folder that it is none of knowledge', () => {
    const { code, out } = command('check', tmpdir());
    expect(out).toContain('is no folder of knowledge files');
    expect(code).toBe(1);
  });

  test('a key is found by the longest name that fits, else the nearest thing around it', () => {
    const text = 'a: 1\nwhen:\n  limit 1.5: x\n  limit 1: y\nlist:\n  - { b: 1 }\n  -\n    c:\n      d: 2\n';
    expect(lineOf(text, 'when.limit 1.5')).toBe(3);
    expect(lineOf(text, 'when.limit 1')).toBe(4);
    expect(lineOf(text, 'list[1].c.d')).toBe(9);
    expect(lineOf(text, 'list[1].c.gone')).toBe(8);
    expect(lineOf(text, '')).toBe(1);
  });
});

describe('cards:diff', () => {
  test('shows for whom a card, its causes and its tests change, and leaves the files alone', () => {
    const place = repository();
    replace(place, 'orders/ggt.yaml', 'value: 90', 'value: 80');
    replace(place, 'causes/masld.yaml', 'weight: 3,', 'weight: 2.5,');
    replace(place, 'rules/main-ferritin.yaml', ', tsat,', ',');
    const { code, out } = cardsDiff(place);
    expect(code).toBe(0);
    expect(out).toContain('suggested: no longer tsat');
    const [before, after] = ['masld, viral-hepatitis', 'viral-hepatitis, masld'];
    expect(out).toMatch(new RegExp(`\n {4}causes: [a-z-]+, ${before}, .* → [a-z-]+, ${after}, `, 'u'));
    expect(out).toMatch(/\n +\d+ {2}suggested: no longer tsat/u);
    const status = execFileSync('git', ['-C', place, 'status', '--porcelain'], { encoding: 'utf8' });
    expect(status.trim().split('\n').length).toBe(3);
    expect(readFileSync(join(place, 'cds-hooks/causes/masld.yaml'), 'utf8')).toContain('weight: 2.5,');
  });

  test('says when nothing changes, and a new version alone is nothing', () => {
    const place = repository();
    replace(place, 'release.yaml', 'version: ', 'version: 9');
    const { code, out } = cardsDiff(place);
    expect(out).toMatch(/: 0 with other cards, causes or tests, 0 with other words only\n/u);
    expect(out).toContain(': 0 of 300 adults');
    expect(code).toBe(0);
  });

  test('of files in another form it asks the program of that time, and says so', () => {
    const place = repository();
    for (const part of ['src', 'package.json', 'tsconfig.json'])
      cpSync(join(REPOSITORY, part), join(place, part), { recursive: true });
    // A program that knows a key `rank`, and files that have it.
    replace(
      place,
      '../src/knowledge/schema/order.schema.json',
      '"required": ["id", "stage",',
      '"required": ["id", "rank", "stage",',
    );
    replace(
      place,
      '../src/knowledge/schema/order.schema.json',
      '"stage": {',
      '"rank": { "type": "integer" }, "stage": {',
    );
    const orders = readdirSync(join(place, 'cds-hooks/orders'));
    for (const file of orders) replace(place, `orders/${file}`, '\nstage: ', '\nrank: 1\nstage: ');
    replace(place, 'causes/masld.yaml', 'weight: 3,', 'weight: 2.5,');
    commit(place);
    for (const file of orders) replace(place, `orders/${file}`, '\nrank: 1', '');
    replace(place, 'causes/masld.yaml', 'weight: 2.5,', 'weight: 3,');
    const { code, out } = cardsDiff(place, 20);
    expect(out).toContain('have another form: the program of that time answers for them.');
    const [before, after] = ['viral-hepatitis, masld', 'masld, viral-hepatitis'];
    expect(out).toMatch(new RegExp(`\n {4}causes: [a-z-]+, ${before}, .* → [a-z-]+, ${after}, `, 'u'));
    expect(out).not.toContain('suggested: ');
    expect(code).toBe(0);
  });

  test('says plainly when the files of that time cannot be read, or that time is not known', () => {
    const place = repository();
    replace(place, 'orders/ggt.yaml', 'stage:', 'stag:');
    commit(place);
    replace(place, 'orders/ggt.yaml', 'stag:', 'stage:');
    const { code, complaint } = cardsDiff(place);
    expect(complaint).toContain(
      'The knowledge of HEAD cannot be had: this program cannot read the files of that time, so their cards cannot be compared.',
    );
    expect(complaint).toContain("unknown key 'stag'");
    expect(code).toBe(2);
    for (const revision of ['v9', '--output=x']) {
      const unknown = command('cards:diff', '--', revision, join(place, 'cds-hooks'));
      expect([unknown.code, unknown.complaint]).toEqual([
        2,
        expect.stringContaining(`The knowledge of ${revision}`),
      ]);
    }
  });

  test('asks for what is missing, and points to check when the files as they are do not load', () => {
    expect(command('cards:diff').complaint).toContain('cards:diff takes a git revision');
    expect(command('cards:diff', 'HEAD', '--adults=few').code).toBe(2);
    expect(command('cards:diff', 'HEAD', '--adlts=2').complaint).toContain("Unknown option '--adlts'");
    expect(command('nonsense').complaint).toContain('npm run cards:diff');
    const place = repository();
    replace(place, 'orders/ggt.yaml', 'stage:', 'stag:');
    const { code, complaint } = cardsDiff(place);
    expect(code).toBe(1);
    expect(complaint).toContain('npm run knowledge -- check names the lines');
  });
});

describe('the three changes of cds-hooks/README.md', () => {
  const changes = [
    ...readme.matchAll(/<!-- diff: (\w+) -->\n\n```diff\n([\s\S]*?)\n```\n([\s\S]*?)(?=\n##)/gu),
  ];

  test('are there', () => {
    expect(changes.map(([, name]) => name)).toEqual(['limit', 'cause', 'words']);
  });

  test.each(changes.map(([, name = '', diff = '', rest = '']) => [name, diff, rest] as const))(
    '%s: the diff applies, and the commands print what is written there',
    (_name, diff, rest) => {
      const place = repository();
      execFileSync('git', ['-C', place, 'apply', '-'], { input: `${diff}\n` });
      const blocks = [...rest.matchAll(/```text\n([\s\S]*?)\n```/gu)].map(([, text = '']) => text);
      const checked = check(place);
      expect(checked.out).toMatch(asPattern(blocks[0]!));
      expect(checked.code).toBe(0);
      const compared = cardsDiff(place, Number(/--adults=(\d+)/u.exec(rest)?.[1]));
      expect(compared.out).toMatch(asPattern(blocks.at(-1)!));
      expect(compared.code).toBe(0);
    },
  );

  test('the misspelt limit is reported as written there', () => {
    const [, , , rest = ''] = changes[0]!;
    const place = repository();
    replace(place, 'labs/b12.yaml', 'high: 950', 'high: 90O');
    expect(check(place).out).toMatch(asPattern(/(cds-hooks\/labs\/b12[\s\S]*?)\n```/u.exec(rest)![1]!));
  });

  test('every command it names is a script', () => {
    const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const [, name = ''] of readme.matchAll(/npm run ([a-z:]+)/gu))
      expect(Object.keys(scripts)).toContain(name);
  });
});

/** Text with an ellipsis for what is left out: a line of its own stands for any lines. */
function asPattern(text: string): RegExp {
  const escaped = text.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&');
  const lines = escaped.split('\n').map((line) => (line === '…' ? '[\\s\\S]*' : line.replaceAll('…', '.*')));
  return new RegExp(`^${lines.join('\n').replaceAll('\n[\\s\\S]*', '[\\s\\S]*')}\n*$`, 'u');
}

test('the command line runs, prints to the terminal and ends with the code', async () => {
  const folder = await program();
  const cli = (...args: string[]) =>
    spawnSync(process.execPath, [join(folder, 'tools/cli.js'), ...args], { encoding: 'utf8' });
  expect(cli('check').stdout).toContain('no problems');
  const { status, stdout, stderr } = cli('cohort', '--adults=50');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('Adults like those of NHANES 2001-2002 (50 adults, seed');
  expect(cli().status).toBe(2);
});

test('a bar is drawn on a terminal only, and wiped when done', () => {
  const drawn = (isTTY: boolean): string => {
    const written: string[] = [];
    let now = 0;
    const progress = progressBar({ isTTY, write: (text) => written.push(text) }, () => (now += 200));
    progress(1, 2);
    progress(2, 2);
    return written.join('');
  };
  expect(drawn(false)).toBe('');
  expect(drawn(true)).toMatch(/^\r\[#{15}\.{15}\] 1 of 2 adults\r/u);
});
