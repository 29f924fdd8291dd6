import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { framed } from '../../../src/intake/v2/frames.js';
import { runFeed, withFiles } from '../../support/feed.js';
import { fixture, OBR, oru, PID, withResults } from '../../support/v2.js';

const MESSAGES = fileURLToPath(new URL('../../intake/messages', import.meta.url));

interface Json {
  readonly results: number;
  readonly patients: number;
  readonly unreadable: number;
  readonly tables: Readonly<
    Record<string, { readonly rows: readonly Readonly<Record<string, string>>[] } | undefined>
  >;
}

/** What `--json` tells of these files. */
async function told(files: Readonly<Record<string, Buffer>>, ...args: string[]): Promise<Json> {
  return withFiles(files, async (folder) => {
    const named = Object.keys(files).map((name) => `${folder}/${name}`);
    const { code, out, err } = await runFeed([...named, '--json', ...args]);
    if (code !== 0) throw new Error(err);
    return JSON.parse(out) as Json;
  });
}

const ferritin = (table: Json['tables'][string]): object[] =>
  (table?.rows ?? []).filter(({ test: lab }) => lab === 'ferritin');

describe('files of HL7 v2', () => {
  test.each<[what: string, name: string, bytes: Buffer]>([
    ['by their name', 'a.hl7', fixture('batch')],
    ['packed', 'a.hl7.gz', gzipSync(fixture('batch'))],
    ['by how they begin', 'export.txt', fixture('batch')],
    ['as recorded off a wire', 'wire.dump', Buffer.concat([fixture('a01'), fixture('a02')].map(framed))],
    ['with LF', 'unix', Buffer.from(fixture('batch').toString().replaceAll('\r', '\n'))],
  ])('are read %s', async (_what, name, bytes) => {
    const { results, patients, tables } = await told({ [name]: bytes });
    expect([results, patients]).toEqual([4, 2]);
    expect(tables['tests']!.rows.map(({ test: lab, read }) => [lab, read])).toEqual([
      ['b12', '2'],
      ['ferritin', '2'],
    ]);
  });

  test('of a folder are all read, and the same patient is one', async () => {
    const { code, out } = await runFeed([MESSAGES, '--json']);
    const { results, tables, unreadable } = JSON.parse(out) as Json;
    expect([code, unreadable]).toEqual([0, 0]);
    expect(results).toBeGreaterThan(40);
    expect(ferritin(tables['tests'])).toEqual([expect.objectContaining({ results: '23', read: '20' })]);
  });

  test('are placed by message and segment', async () => {
    const bytes = Buffer.concat([
      fixture('a01'),
      withResults('OBX|1|NM|1742-6^ALT^LN||96|U/L', 'OBX|2|TX|2276-4^Ferritin^LN||soon||||||F'),
    ]);
    const { tables } = await told({ 'a.hl7': bytes });
    expect(ferritin(tables['not-read'])).toEqual([
      expect.objectContaining({ why: 'value-unreadable', first: 'file 1, line 8, OBX 2' }),
    ]);
  });

  test('that cannot be read are told by code and place, and the rest is there', async () => {
    const bytes = Buffer.concat([
      Buffer.from('hello\r'),
      oru([
        PID,
        OBR,
        'OBX|1|NM|2276-4^Ferritin^LN||540|ug/L||||||||20261399',
        'OBX|2|NM|2132-9^B12^LN||1120|pg/mL|||||F',
      ]),
      oru([PID.replace('19660301', '19661301'), OBR]),
      Buffer.from('BTS|7\r'),
    ]);
    const { tables, unreadable, results } = await told({ 'a.hl7': bytes });
    expect(unreadable).toBe(4);
    expect(results).toBe(2);
    expect(tables['unreadable']!.rows.map(({ why }) => why)).toEqual([
      'not-hl7 at MSH',
      'date-malformed at OBX-14 (segment 1)',
      'date-malformed at PID-7 (segment 1)',
      'count-wrong at BTS-1',
    ]);
  });

  test('are read as the client file says', async () => {
    const of = (pid3: string): Buffer =>
      oru([`PID|1||${pid3}`, OBR, 'OBX|1|NM|2276-4^Ferritin^LN||540|ug/L|30-400||||F']);
    const files = {
      'a.hl7': Buffer.concat([of('1^^^EXAMPLE^MR'), of('2'), of('3^^^OTHER^MR'), of('4^^^EXAMPLE^PE')]),
    };
    const [sample, agreed] = [await told(files), await told(files, '--client', 'example-ehr')];
    expect([sample.patients, sample.unreadable]).toEqual([4, 0]);
    expect([agreed.patients, agreed.unreadable]).toEqual([2, 2]);
    expect(agreed.tables['unreadable']!.rows.map(({ why }) => why)).toEqual(
      Array(2).fill('authority-unknown at PID-3 (segment 1)'),
    );
  });
});

test('nothing of a patient is printed', async () => {
  const texts = await Promise.all(
    [[], ['--json'], ['--markdown'], ['--list-files']].map((args) => runFeed([MESSAGES, ...args])),
  );
  const all = texts.map(({ out }) => out).join('\n');
  const secrets =
    'Muster|Alex|MR1001|9990001112|1008A|1008B|O&M|Zoe|ller|Smith|5551|1970|1955|previously reported|not enough|weighed|F10\\d\\d|09:25|JVBER|img\\.example|\\b1120\\b|\\b310\\b|\\b168\\b';
  expect(all).not.toMatch(new RegExp(secrets, 'u'));
  // They are there to be found.
  const sent = readdirSync(MESSAGES).map((name) => readFileSync(`${MESSAGES}/${name}`, 'latin1'));
  for (const secret of secrets.split('|').filter((one) => !one.includes('09:25')))
    expect(sent.join('\n')).toMatch(new RegExp(secret.replace('O&M', 'O\\\\T\\\\M'), 'u'));
});
