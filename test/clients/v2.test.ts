import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '../../src/core/model/knowledge.js';
import { KnowledgeError, loadKnowledge } from '../../src/knowledge/load.js';
import { builtOf } from '../support/built.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../support/shipped.js';

const built = await builtOf(KNOWLEDGE_FOLDER);
const base = 'id: a\ntitle: EHR\nlanguage: en\nsuggestions: grouped\nacceptStatuses: []\nlocalCodes: []\n';
const good = 'zone: Europe/Berlin, authorities: [{ authority: CLINIC, system: "urn:x" }]';

/** The client of a file with this `v2`; or what is wrong with it. */
function load(v2: string): Client | readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'clients-'));
  writeFileSync(join(folder, 'a.yaml'), `${base}v2: { ${v2} }\n`);
  try {
    return loadKnowledge(KNOWLEDGE_FOLDER, folder, built).clients.get('a')!;
  } catch (error) {
    if (!(error instanceof KnowledgeError)) throw error;
    return error.problems;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('what is agreed about HL7 v2', () => {
  test('is read, every choice of it', () => {
    const all =
      'type: MR, system: "urn:x" }], defaultAuthority: CLINIC, pid2: true, charset: iso-8859-1, ack: enhanced, onUnreadable: park, judgePreliminary: true, allowBatch: true, effectiveFrom: [OBR-7], snapshot: true';
    expect(load(`zone: Europe/Berlin, authorities: [{ authority: CLINIC, ${all}`)).toMatchObject({
      v2: { zone: 'Europe/Berlin', effectiveFrom: ['OBR-7'], ack: 'enhanced' },
    });
  });

  test.each([
    ['authorities: [{ authority: A, system: x }]', "v2: 'zone' is missing"],
    ['zone: UTC', "v2: 'authorities' is missing"],
    [
      'zone: Europe/Berln, authorities: [{ authority: A, system: x }]',
      "v2.zone: there is no time zone 'Europe/Berln'; did you mean 'Europe/Berlin'?",
    ],
    [
      `${good}, charset: iso-8859`,
      "v2.charset: 'iso-8859' is no character set that is read; did you mean 'iso-8859-1'?",
    ],
    [`${good}, charset: utf-16le`, "v2.charset: 'utf-16le' is no character set that is read"],
    [
      `${good}, defaultAuthority: CLINIK`,
      "v2.defaultAuthority: 'CLINIK' is not among the authorities; did you mean 'CLINIC'?",
    ],
    [
      'zone: UTC, authorities: [{ authority: A, system: x }, { authority: A, system: y }]',
      "v2.authorities[1]: 'A' has two systems: numbers of it would be of two registers",
    ],
    ['zone: UTC, authorities: []', 'v2.authorities: must NOT have fewer than 1 items'],
    [`${good}, pid: true`, "v2: unknown key 'pid'; did you mean 'pid2'?"],
    [`${good}, ack: both`, 'v2.ack: must be one of original, enhanced'],
    [`${good}, effectiveFrom: [OBX-19]`, 'v2.effectiveFrom[0]: must be one of OBX-14, OBR-7, SPM-17'],
  ])('%s: %s', (v2, problem) => {
    const found = load(v2);
    expect(Array.isArray(found) ? found.map(String).join('\n') : found).toContain(problem);
  });

  test('two types of one authority may be of two registers', () => {
    expect(
      load(
        'zone: UTC, authorities: [{ authority: A, type: MR, system: x }, { authority: A, type: NI, system: y }]',
      ),
    ).toMatchObject({ id: 'a' });
  });

  test('is shown by the example, and its keys by the page', () => {
    expect(knowledge.clients.get('example-ehr')?.v2).toMatchObject({ zone: 'Europe/Berlin' });
    const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
    const schema = JSON.parse(read('../../src/knowledge/schema/client.schema.json')) as {
      properties: { v2: { properties: object } };
    };
    const keys = Object.keys(schema.properties.v2.properties);
    const [, table = ''] = read('../../docs/integrate.md').split('<!-- v2 keys -->');
    const told = [...table.split('<!-- /v2 keys -->')[0]!.matchAll(/^\| `(\w+)`/gmu)].map(([, key]) => key);
    expect([...told].sort()).toEqual([...keys].sort());
    const example = read('../../cds-hooks/clients/example-ehr.yaml');
    expect(keys.filter((key) => !new RegExp(`^ *#? *${key}:`, 'mu').test(example))).toEqual([]);
  });
});
