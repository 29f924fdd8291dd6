import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { jsonValues } from '../../../src/tools/feed/json-values.js';
import { loadKnowledge } from '../../../src/knowledge/load.js';
import { bundleOf, resultOf, reviewOf } from '../../support/ask.js';
import { runFeed, withFiles } from '../../support/feed.js';
import { KNOWLEDGE_FOLDER } from '../../support/shipped.js';

const one = resultOf('ferritin', 100);
const other = resultOf('b12', 300);
const lines = [one, other].map((result) => JSON.stringify(result));

async function counts(files: Readonly<Record<string, string | Uint8Array>>): Promise<[number, number]> {
  return withFiles(files, async (folder) => {
    const { out, err } = await runFeed([folder, '--json']);
    if (out === '') throw new Error(err);
    const { results, unreadable } = JSON.parse(out) as { results: number; unreadable: number };
    return [results, unreadable];
  });
}

describe('files are read as they come', () => {
  test.each<[string, Readonly<Record<string, string | Uint8Array>>]>([
    ['one result a line', { 'a.ndjson': lines.join('\n') }],
    [
      'with carriage returns, blank lines and a mark at the start',
      { 'a.jsonl': `\uFEFF\r\n${lines.join('\r\n\r\n')}\r\n` },
    ],
    ['lines in a file that is called .json', { 'a.json': lines.join('\n') }],
    ['a list', { 'a.json': JSON.stringify([one, other]) }],
    ['a list over many lines', { 'a.json': JSON.stringify([one, other], null, 2) }],
    ['a Bundle', { 'a.json': JSON.stringify(bundleOf([one, other])) }],
    ['a Bundle over many lines', { 'a.ndjson': JSON.stringify(bundleOf([one, other]), null, 2) }],
    ['Bundles in lines', { 'a.ndjson': [one, other].map((it) => JSON.stringify(bundleOf([it]))).join('\n') }],
    ['a Bundle in a Bundle', { 'a.json': JSON.stringify(bundleOf([bundleOf([one, other])])) }],
    ['one result a file, in folders of folders', { 'a/1.json': lines[0]!, 'a/b/2.json': lines[1]! }],
    ['packed', { 'a.ndjson.gz': gzipSync(lines.join('\n')), 'b.txt': 'passed over' }],
    ['a recorded request', { 'a.json': JSON.stringify(reviewOf([one, other])) }],
  ])('%s', async (_what, files) => {
    expect(await counts(files)).toEqual([2, 0]);
  });

  test('a line that is no JSON is counted and located, and the others are read', async () => {
    const text = [lines[0], lines[0]!.slice(0, 50), 'null', '"text"', '', lines[1]].join('\n');
    await withFiles({ 'a.ndjson': text, 'b.json': '{"cut', 'c.ndjson.gz': 'not packed' }, async (folder) => {
      const { code, out } = await runFeed([folder]);
      expect(code).toBe(0);
      expect(out).toContain('2 results');
      expect(out.split('\n').slice(-6)).toEqual([
        'At              Why',
        'file 1, line 2  not-json',
        'file 1, line 3  not-json',
        'file 1, line 4  not-json',
        'file 2, line 1  cut-short',
        'file 3          unreadable (Z_DATA_ERROR)',
      ]);
    });
  });

  test('when the first line is cut, the others are read all the same', async () => {
    expect(await counts({ 'a.ndjson': [lines[0]!.slice(0, 50), ...lines].join('\n') })).toEqual([2, 1]);
  });

  test('what is longer than can be held is passed over, in lines and over lines', async () => {
    const small = '{"a":1}';
    const collected = async (text: string, most: number): Promise<unknown[]> =>
      withFiles({ 'a.json': text }, async (folder) => {
        const found: unknown[] = [];
        for await (const line of jsonValues(join(folder, 'a.json'), () => undefined, most)) found.push(line);
        return found;
      });
    expect(await collected(`${small}\n{"b":"${'x'.repeat(100)}"}\n${small}`, 50)).toEqual([
      { line: 1, value: { a: 1 } },
      { line: 2, bad: 'too-long' },
      { line: 3, value: { a: 1 } },
    ]);
    const long = await collected(`[\n${'1,\n'.repeat(40)}${small}\n]`, 30);
    expect(long).toContainEqual({ line: 42, value: { a: 1 } });
    expect(long).not.toContainEqual(expect.objectContaining({ value: expect.any(Array) }));
  });

  test('a link that leads round in a circle is not followed', async () => {
    await withFiles({ 'a/1.json': lines[0]! }, async (folder) => {
      symlinkSync(folder, join(folder, 'a', 'round'));
      const { out } = await runFeed([folder, '--json']);
      expect(JSON.parse(out)).toMatchObject({ results: 1 });
    });
  });
});

describe('what cannot be done is said by a stable code, and nothing else is printed', () => {
  test.each<[string, (folder: string) => string[], RegExp]>([
    ['nothing named', () => [], /^Name files or folders/u],
    ['an unknown option', (folder) => [folder, '--jsn'], /--jsn[\s\S]*npm run feed -- <files or folders>/u],
    ['no such file', (folder) => [join(folder, 'none')], /^not-found: .*ENOENT/u],
    ['a folder without files', (folder) => [join(folder, 'empty')], /^no-files: /u],
    ['files without results', (folder) => [join(folder, 'p.json')], /^no-results: /u],
    [
      'no such client',
      (folder) => [folder, '--client', 'example-er'],
      /^no-client: .*did you mean 'example-ehr'/u,
    ],
    ['a draft with a name that is no id', (folder) => [folder, '--write', 'My EHR.yml'], /--write takes/u],
    [
      'a draft over a file',
      (folder) => [folder, '--write', join(folder, 'there.yaml')],
      /^not-written: .*is there already/u,
    ],
    [
      'a draft in no folder',
      (folder) => [folder, '--write', join(folder, 'no', 'x.yaml')],
      /^not-written: .*ENOENT/u,
    ],
  ])('%s', async (_what, args, message) => {
    const files = {
      'r.json': lines[0]!,
      'p.json': '{"resourceType":"Patient","id":"1"}',
      'empty/x.txt': '',
      'there.yaml': 'mine',
    };
    await withFiles(files, async (folder) => {
      const { code, out, err } = await runFeed(args(folder));
      expect([code, err]).toEqual([2, expect.stringMatching(message)]);
      if (!err.startsWith('not-written')) expect(out).toBe('');
      expect(readFileSync(join(folder, 'there.yaml'), 'utf8')).toBe('mine');
    });
  });
});

describe('the draft client file', () => {
  const local = (code: object, status = 'final'): string =>
    JSON.stringify(resultOf('ferritin', 100, { status, code: { coding: [code] } }));
  const sample = [
    local({ system: 'urn:lab', code: 'FERR', display: 'Ferritin "S" #1\n- evil' }),
    local({ system: 'urn:lab', code: 'FERR', display: 'Ferritin "S" #1\n- evil' }),
    local({ system: 'urn:lab', code: 'B-12: x', display: 'Vitamin B12' }, 'unknown'),
    local({ system: 'urn:lab', code: 'NA', display: 'Sodium' }),
  ].join('\n');

  test('assumes nothing, is valid as it is, and with each line that is uncommented', async () => {
    await withFiles({ 'a.ndjson': sample }, async (folder) => {
      const file = join(folder, 'my-hospital.yaml');
      const { code, err } = await runFeed([join(folder, 'a.ndjson'), '--write', file]);
      expect([code, err]).toEqual([0, `Wrote ${file}: nothing in it is confirmed yet.`]);
      const draft = readFileSync(file, 'utf8');
      expect(draft).toContain('# 2 results of 1 patient\n  # { system: "urn:lab", code: "FERR", ');
      expect(draft).toContain('# unknown: 1 result of 1 patient of the sample\n');
      expect(draft).not.toContain('NA');
      for (const [text, codes] of [
        [draft, []],
        [draft.replaceAll('  # {', '  {'), ['FERR', 'B-12: x']],
      ] as const)
        await withFiles({ 'my-hospital.yaml': text }, (clients) => {
          const client = loadKnowledge(KNOWLEDGE_FOLDER, clients).clients.get('my-hospital');
          expect(client?.localCodes.map((one) => one.code)).toEqual(codes);
          return Promise.resolve();
        });
    });
  });

  test('is not written where the sample could not be read', async () => {
    await withFiles({ 'a.json': '{}' }, async (folder) => {
      await runFeed([folder, '--write', join(folder, 'x.yaml')]);
      expect(existsSync(join(folder, 'x.yaml'))).toBe(false);
    });
  });
});
