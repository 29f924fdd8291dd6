import { describe, expect, test } from '@jest/globals';
import { trusted } from '../../src/clients/trust.js';
import type { Client } from '../../src/core/model/knowledge.js';
import { client } from '../support/fake-knowledge.js';
import { knowledge } from '../support/shipped.js';
import { ec } from '../support/tokens.js';

const keys = { file: 'a.jwks.json', jwks: [ec.jwk] };

function clients(...some: Client[]): ReadonlyMap<string, Client> {
  return new Map(some.map((one) => [one.id, one]));
}

const a: Client = { ...client, id: 'a', issuer: 'https://a.example', keys };
const b: Client = { ...client, id: 'b', issuer: 'https://b.example', keys };
const bare: Client = { ...client, id: 'bare' };
const keyless: Client = { ...client, id: 'keyless', issuer: 'https://keyless.example' };
const sandbox = knowledge.clients.get('public-sandbox')!;

const idsOf = (...[all, how]: Parameters<typeof trusted>): string[] => trusted(all, how).map(({ id }) => id);

describe('who is trusted', () => {
  test('everyone with issuer and keys, but nobody for development', () => {
    const all = clients(a, b, bare, keyless, sandbox);
    for (const local of [true, false]) expect(idsOf(all, { local })).toEqual(['a', 'b']);
  });

  test('or those that are named', () => {
    expect(idsOf(clients(a, b), { named: ['b'], local: false })).toEqual(['b']);
    expect(idsOf(clients(a, sandbox), { named: ['public-sandbox'], local: true })).toEqual([
      'public-sandbox',
    ]);
  });

  test.each<[string, Client]>([
    ['the shipped file', sandbox],
    ['its issuer under another name', { ...a, issuer: 'https://sandbox.cds-hooks.org' }],
    ['the address of its keys', { ...a, keys: { url: 'https://sandbox.cds-hooks.org/other.json' } }],
    [
      'its key in a file',
      { ...a, keys: { ...keys, jwks: [{ ...ec.jwk, kid: '44823f3d-0b01-4a6c-a80e-b9d3e8a7226f' }] } },
    ],
    ['any other that is for development', { ...a, development: true }],
  ])('the public sandbox is trusted on loopback alone: %s', (_what, one) => {
    const how = { named: [one.id], local: false };
    expect(() => trusted(clients(one), how)).toThrow(`the private key of ${one.id} is public knowledge`);
    expect(idsOf(clients(one), { ...how, local: true })).toEqual([one.id]);
  });

  test('nobody is a mistake, and so is the shipped folder as it is', () => {
    expect(() => trusted(clients(bare, keyless), { local: true })).toThrow('nobody could call');
    expect(() => trusted(knowledge.clients, { local: false })).toThrow('nobody could call');
  });

  test('everything wrong is said at once', () => {
    const named = ['bare', 'keyless', 'nobody', 'public-sandbox'];
    expect(() => trusted(clients(a, bare, keyless, sandbox), { named, local: false })).toThrow(
      /bare, whose file has no issuer\n.*keyless, whose file has no keys\n.*no nobody.yaml in clients\/ \(there is: a, bare, keyless, public-sandbox\)\n.*public-sandbox is public knowledge/u,
    );
  });
});
