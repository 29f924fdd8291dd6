import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '../../src/core/model/knowledge.js';
import { KnowledgeError, loadKnowledge } from '../../src/knowledge/load.js';
import { KNOWLEDGE_FOLDER } from '../support/shipped.js';
import { ec } from '../support/tokens.js';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const base = 'title: EHR\nlanguage: en\nsuggestions: grouped\nacceptStatuses: []\nlocalCodes: []\n';
const jwks = JSON.stringify({ keys: [ec.jwk] });

/** The clients of a folder with these files; or what is wrong with it. */
function load(files: Readonly<Record<string, string>>): ReadonlyMap<string, Client> | readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'clients-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  try {
    return loadKnowledge(KNOWLEDGE_FOLDER, folder).clients;
  } catch (error) {
    if (!(error instanceof KnowledgeError)) throw error;
    return error.problems;
  }
}

const a = (more: string): Record<string, string> => ({ 'a.yaml': `id: a\n${base}${more}` });

describe('a folder of clients of its own', () => {
  test('takes the place of the shipped one, with key files beside', () => {
    const found = load({
      ...a(
        'issuer: https://a.example\nkeys: { file: a.jwks.json }\ntenants: [t]\nfhirServers: [https://a.example/fhir]\n',
      ),
      'b.yaml': `id: b\n${base}issuer: https://b.example\nkeys: { url: 'https://b.example/jwks?x=1' }\n`,
      'c.yaml': `id: c\n${base}`,
      'a.jwks.json': jwks,
    }) as ReadonlyMap<string, Client>;
    expect([...found.keys()]).toEqual(['a', 'b', 'c']);
    expect(found.get('a')).toMatchObject({
      issuer: 'https://a.example',
      keys: { file: 'a.jwks.json', jwks: [ec.jwk] },
      tenants: ['t'],
      fhirServers: ['https://a.example/fhir'],
    });
    expect(found.get('b')?.keys).toEqual({ url: 'https://b.example/jwks?x=1' });
    expect(found.get('c')?.issuer).toBeUndefined();
    expect(Object.isFrozen((found.get('a')?.keys as { jwks: unknown }).jwks)).toBe(true);
  });

  test('must be there', () => {
    const nowhere = join(tmpdir(), 'clients-nowhere');
    expect(() => loadKnowledge(KNOWLEDGE_FOLDER, nowhere)).toThrow(`${nowhere}: is no folder`);
    const empty = mkdtempSync(join(tmpdir(), 'clients-'));
    folders.push(empty);
    mkdirSync(join(empty, 'sub'));
    expect(() => loadKnowledge(KNOWLEDGE_FOLDER, empty)).toThrow('clients/sub: is not read');
  });

  test.each<[string, Record<string, string>, string]>([
    ['keys without issuer', a('keys: { url: https://a.example/ }\n'), 'must have property issuer'],
    ['tenants without issuer', a('tenants: [x]\n'), 'must have property issuer'],
    ['file and url', a('issuer: x\nkeys: { file: a.json, url: https://a.example/ }\n'), 'a.yaml: keys: '],
    ['neither', a('issuer: x\nkeys: {}\n'), 'a.yaml: keys: '],
    ['a path', a('issuer: x\nkeys: { file: ../a.json }\n'), 'a.yaml: keys.file: '],
    ['an absolute path', a('issuer: x\nkeys: { file: /etc/a.json }\n'), 'a.yaml: keys.file: '],
    ['a file that is not there', a('issuer: x\nkeys: { file: a.json }\n'), "keys.file: no file 'a.json'"],
    ['http', a('issuer: x\nkeys: { url: http://a.example/jwks }\n'), 'a.yaml: keys.url: '],
    ['a user', a('issuer: x\nkeys: { url: https://u@a.example/jwks }\n'), 'a.yaml: keys.url: '],
    [
      'a port that is none',
      a('issuer: x\nkeys: { url: https://a.example:99999/ }\n'),
      'a.yaml: keys.url: is no URL',
    ],
    ['an empty list', a('issuer: x\ntenants: []\n'), 'a.yaml: tenants: '],
    ['development: false', a('development: false\n'), "a.yaml: development: must be 'true'"],
    ['a relative server', a('fhirServers: [/fhir]\n'), 'a.yaml: fhirServers[0]: '],
    ['a server with a user', a('fhirServers: [https://u@a.example/fhir]\n'), 'a.yaml: fhirServers[0]: '],
    ['a server with a query', a('fhirServers: [https://a.example/fhir?x]\n'), 'a.yaml: fhirServers[0]: '],
    [
      'a server that is no URL',
      a('fhirServers: ["https://a:b/fhir"]\n'),
      'a.yaml: fhirServers[0]: is no URL',
    ],
    [
      'an issuer twice',
      { ...a('issuer: x\n'), 'b.yaml': `id: b\n${base}issuer: x\n` },
      'clients/b.yaml: issuer: is the issuer of clients/a.yaml already',
    ],
    [
      'a key file nobody names',
      { ...a(''), 'b.jwks.json': jwks },
      'clients/b.jwks.json: is not read: no client',
    ],
    [
      'a key file that is no JSON',
      { ...a('issuer: x\nkeys: { file: a.json }\n'), 'a.json': '{' },
      'clients/a.json: is no JSON',
    ],
    [
      'a key file that is no set',
      { ...a('issuer: x\nkeys: { file: a.json }\n'), 'a.json': JSON.stringify(ec.jwk) },
      'clients/a.json: is no JSON Web Key Set',
    ],
    [
      'a key file without keys',
      { ...a('issuer: x\nkeys: { file: a.json }\n'), 'a.json': '{"keys":[]}' },
      'clients/a.json: is no JSON Web Key Set',
    ],
  ])('%s stops the start', (_what, files, problem) => {
    expect((load(files) as readonly string[]).join('\n')).toContain(problem);
  });
});
