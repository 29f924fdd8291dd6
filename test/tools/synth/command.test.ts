import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { synth } from '../../../src/tools/synth/command.js';
import { readSynthetic } from '../../../src/tools/synth/read-synthetic.js';
import { cohorts } from '../../support/cohort.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../../support/shipped.js';
import { synthetic } from '../../support/synthetic.js';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Name and content. */
  readonly files: ReadonlyMap<string, Buffer>;
}

function run(words: string, now = new Date('2026-11-28T10:00:00Z'), before?: string): Run {
  const folder = mkdtempSync(join(tmpdir(), 'synth-'));
  try {
    if (before !== undefined) writeFileSync(join(folder, before), 'kept');
    const out: string[] = [];
    const err: string[] = [];
    const code = synth([...words.split(' ').filter((word) => word !== ''), folder], {
      print: (line) => out.push(line),
      complain: (line) => err.push(line),
      load: () => ({ data: synthetic, cohorts, knowledge }),
      now,
      progress: () => undefined,
    });
    const files = new Map(
      readdirSync(folder)
        .sort()
        .map((name) => [name, readFileSync(join(folder, name))] as const),
    );
    return { code, out: out.join('\n'), err: err.join('\n'), files };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const WISHES = '--patients 20 --years 0.5 --until 2026-06-30 --shapes mixed --dense';

describe('npm run synth', () => {
  test('writes the same bytes for the same wishes on any day, and others for another seed', () => {
    const first = run(WISHES);
    const again = run(WISHES, new Date('2031-02-03'));
    expect(first).toMatchObject({ code: 0, err: '' });
    expect([...first.files.keys()]).toContain('Observation.000.ndjson');
    expect(again.files).toEqual(first.files);
    expect(run(`${WISHES} --seed 8`).files).not.toEqual(first.files);
  });

  test('the wishes it prints give the same again', () => {
    const first = run('--patients 20 --years 0.5 --dense');
    const wishes = /The same again: (.+)$/u.exec(first.out)![1]!;
    expect(wishes).toContain('--until 2026-11-27');
    expect(run(wishes, new Date('2031-02-03')).files).toEqual(first.files);
  });

  test('writes fewer people as the first of more', () => {
    const lines = ({ files }: Run): string[] => files.get('Observation.000.ndjson')!.toString().split('\n');
    const few = lines(run('--patients 10 --years 1 --until 2026-06-30')).slice(0, -1);
    expect(lines(run('--patients 30 --years 1 --until 2026-06-30')).slice(0, few.length)).toEqual(few);
  });

  test('packs the same lines', () => {
    const plain = run(WISHES).files;
    const packed = run(`${WISHES} --gzip`).files;
    expect(
      new Map([...packed].map(([name, bytes]) => [name.replace(/\.gz$/u, ''), gunzipSync(bytes)])),
    ).toEqual(plain);
  });

  test('begins another file where one is full, in the middle of no line', () => {
    const whole = run('--patients 100 --years 1 --until 2026-06-30').files;
    const split = run('--patients 100 --years 1 --until 2026-06-30 --split 1').files;
    const parts = [...split].filter(([name]) => name.startsWith('Observation.'));
    expect(parts.length).toBeGreaterThan(2);
    expect(Buffer.concat(parts.map(([, bytes]) => bytes))).toEqual(whole.get('Observation.000.ndjson'));
    for (const [, bytes] of parts) expect(bytes.at(-1)).toBe(10);
  });

  test('says how many lines of each type and of each odd shape there are', () => {
    const { out, files } = run(WISHES);
    const all = files.get('Observation.000.ndjson')!.toString();
    expect(out).toMatch(new RegExp(`Observation +${all.split('\n').length - 1}\\b`, 'u'));
    const [, tags = ''] = out.split('in meta.tag');
    const counted = [...tags.matchAll(/^ +[a-z-]+ +(\d+)$/gmu)].reduce(
      (sum, [, one]) => sum + Number(one),
      0,
    );
    const tagged = [...files.values()].join('').split('/synthetic-shape"').length - 1;
    expect(tagged).toBeGreaterThan(10);
    expect(counted).toBe(tagged);
  });

  test('leaves a folder alone that holds something', () => {
    const { code, err, files } = run(WISHES, undefined, 'mine.txt');
    expect(code).toBe(2);
    expect(err).toContain('is not empty');
    expect([...files.keys()]).toEqual(['mine.txt']);
  });

  test.each([
    ['--patients many', '--patients takes a whole number'],
    ['--patients 10 --years none', '--years takes a number'],
    ['--patients 10 --until 2026-02-31x', '--until takes a day'],
    ['--patients 10 --shapes odd', '--shapes is plain or mixed'],
    ['--patients 10 --shape plain', "Unknown option '--shape'"],
    ['--patients 10 elsewhere', 'Name one folder'],
  ])('refuses %s', (words, said) => {
    const { code, err, files } = run(words);
    expect({ code, files: files.size }).toEqual({ code: 2, files: 0 });
    expect(err).toContain(said);
    expect(err).toContain('npm run synth --');
  });
});

describe('what an export is drawn with', () => {
  function problemsWith(text: string, other: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'synth-'));
    try {
      const shipped = readFileSync(join(KNOWLEDGE_FOLDER, 'examples/synthetic.yaml'), 'utf8');
      expect(shipped).toContain(text);
      writeFileSync(join(folder, 'synthetic.yaml'), shipped.replace(text, other));
      readSynthetic(folder, knowledge, cohorts, 'synthetic.yaml');
      return '';
    } catch (error) {
      return (error as Error).message;
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test.each([
    ['labs: [ferritin]', 'labs: [ferritine]', "there is no 'ferritine'; did you mean 'ferritin'?"],
    ['fillers: [tsh]', 'fillers: [tsx]', "there is no 'tsx'"],
    ['order: crp,', 'order: crq,', "there is no 'crq'"],
    ['set: obesity', 'set: obese', "there is no 'obese'"],
    ['b12: "pmol/L"', 'b12: "pmol/l"', "there is no 'pmol/l'"],
    ['valueString: "$value"', 'valueString: "$vale"', "there is no 'vale'"],
    ['ill: { shifts: { b12', 'ill: { shifts: { b13', "there is no 'b13'"],
    ['perYear: 4,', 'perYears: 4,', "unknown key 'perYears'"],
    ['source: [own-knowledge]', 'source: [own-knowlege]', "there is no 'own-knowlege'"],
  ])('%s as %s is found', (text, other, said) => {
    expect(problemsWith(text, other)).toContain(said);
  });
});
