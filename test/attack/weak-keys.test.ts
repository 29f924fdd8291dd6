import { describe, expect, test } from '@jest/globals';
import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type { Jwk } from '../../src/core/model/knowledge.js';
import { readKeySet } from '../../src/clients/keys.js';
import { record } from '../support/record.js';
import {
  claims,
  ec,
  ehr,
  encode,
  fixedAuthenticate,
  PUBLIC_URL,
  rsa,
  type Signer,
  signer,
  tokenOf,
} from '../support/tokens.js';
import { paddedHash } from './forged-tokens.js';

const path = '/cds-services/x';

function base64url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url');
}

function rsaKey(modulusLength: number, publicExponent = 65_537): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength, publicExponent });
  return keyed(privateKey, publicKey.export({ format: 'jwk' }));
}

function keyed(privateKey: KeyObject, jwk: Jwk): Signer {
  return { kid: 'weak', alg: 'RS384', privateKey, jwk: { ...jwk, kid: 'weak' } };
}

/** A modulus as the faulty smart cards made them: a power of 65537 modulo the product of many small primes. */
function rocaModulus(): string {
  const primes = [
    2n,
    3n,
    5n,
    7n,
    11n,
    13n,
    17n,
    19n,
    23n,
    29n,
    31n,
    37n,
    41n,
    43n,
    47n,
    53n,
    59n,
    61n,
    67n,
    71n,
  ];
  primes.push(
    73n,
    79n,
    83n,
    89n,
    97n,
    101n,
    103n,
    107n,
    109n,
    113n,
    127n,
    131n,
    137n,
    139n,
    149n,
    151n,
    157n,
  );
  const product = primes.reduce((all, prime) => all * prime, 1n);
  let power = 1n;
  for (let times = 0; times < 12_345; times++) power = (power * 65_537n) % product;
  const start = BigInt(`0xf0${randomBytes(255).toString('hex')}`);
  return base64url(start - (start % product) + power);
}

const p256 = await signer('ES256', 'weak');
const p521 = await signer('ES512', 'weak');
const good = rsa.jwk;
const weak: Readonly<Record<string, Jwk>> = {
  'RSA of 512 bits': rsaKey(512).jwk,
  'RSA of 1024 bits': rsaKey(1024).jwk,
  'RSA of 2047 bits': rsaKey(2047).jwk,
  'RSA of over 8192 bits': { ...good, n: base64url(BigInt(`0xff${'ff'.repeat(1024)}`)) },
  'RSA, exponent 1': { ...good, e: 'AQ' },
  'RSA, exponent 2': { ...good, e: 'Ag' },
  'RSA, exponent 3': rsaKey(2048, 3).jwk,
  'RSA, even exponent': { ...good, e: 'AQAC' },
  'RSA, exponent 0': { ...good, e: 'AA' },
  'RSA, huge exponent': { ...good, e: base64url(2n ** 100n + 1n) },
  'RSA, even modulus': { ...good, n: base64url(2n ** 2047n + 2n) },
  'RSA, modulus with the factor 3': { ...good, n: base64url(3n * (2n ** 2047n + 1n)) },
  'RSA of the ROCA kind': { ...good, n: rocaModulus() },
  'RSA without n': { kid: 'weak', kty: 'RSA', e: 'AQAB' },
  'RSA with n in the other alphabet': { ...good, n: `+/${String(good['n']).slice(2)}` },
  'EC P-256': p256.jwk,
  'EC P-521': p521.jwk,
  'EC P-256 that says P-384': { ...p256.jwk, crv: 'P-384' },
  'EC, point not on the curve': { ...ec.jwk, x: ec.jwk['y'], y: ec.jwk['x'] },
  'EC, point at zero': {
    ...ec.jwk,
    x: encode(Buffer.alloc(48).toString()),
    y: encode(Buffer.alloc(48).toString()),
  },
  'EC for another algorithm': { ...ec.jwk, alg: 'ES256' },
  'EC for encryption': { ...ec.jwk, use: 'enc' },
  'EC for signing only': { ...ec.jwk, key_ops: ['sign'] },
  'a private EC key': { ...ec.jwk, ...ec.privateKey.export({ format: 'jwk' }) },
  'a private RSA key': { ...good, ...rsa.privateKey.export({ format: 'jwk' }) },
  'a secret': { kid: 'weak', kty: 'oct', k: encode('secret') },
  'an Edwards key': { kid: 'weak', kty: 'OKP', crv: 'Ed25519', x: encode('x'.repeat(32)) },
  'no kid': Object.fromEntries(Object.entries(ec.jwk).filter(([name]) => name !== 'kid')),
  'kid that is no text': { ...ec.jwk, kid: 1 },
  'no kind': { kid: 'weak' },
};

describe('J1: weak keys', () => {
  test('none is used, and each is named with its fault', () => {
    const used = Object.entries(weak).filter(([, jwk]) => readKeySet([jwk]).keys.length > 0);
    record(`J1: ${Object.keys(weak).length} weak keys tried, ${used.length} accepted`);
    expect(used).toEqual([]);
    for (const jwk of Object.values(weak)) expect(readKeySet([jwk]).faults).toHaveLength(1);
    expect(readKeySet([ec.jwk, rsa.jwk])).toMatchObject({
      keys: [{ kid: 'ec-1' }, { kid: 'rsa-1' }],
      faults: [],
    });
    expect(readKeySet([ec.jwk, ec.jwk, rsa.jwk]).keys).toHaveLength(1);
  });

  test('what they sign is refused beside a good key', async () => {
    const small = rsaKey(1024);
    const three = rsaKey(2048, 3);
    const one: Jwk = { ...good, kid: 'one', e: 'AQ' };
    const authenticate = fixedAuthenticate([
      {
        ...ehr,
        keys: {
          file: 'x',
          jwks: [ec.jwk, one, { ...small.jwk, kid: 'small' }, { ...three.jwk, kid: 'three' }],
        },
      },
    ]);
    const start = `${encode({ alg: 'RS384', typ: 'JWT', kid: 'one' })}.${encode(claims(path))}`;
    const length = Buffer.from(String(good['n']), 'base64url').length;
    const tokens = [
      `${start}.${paddedHash(start, length).toString('base64url')}`,
      tokenOf(claims(path), { ...small, kid: 'small' }),
      tokenOf(claims(path), { ...three, kid: 'three' }),
    ];
    for (const token of tokens)
      await expect(authenticate(`Bearer ${token}`, PUBLIC_URL + path)).rejects.toMatchObject({
        reason: 'key',
      });
    expect(await authenticate(`Bearer ${tokenOf(claims(path))}`, PUBLIC_URL + path)).toMatchObject({
      client: { id: 'test-ehr' },
    });
  });

  test('a file with nothing usable, or with a private key, stops the start', () => {
    const start = (...jwks: Jwk[]) => fixedAuthenticate([{ ...ehr, keys: { file: 'a.jwks.json', jwks } }]);
    expect(() => start(p256.jwk)).toThrow(
      'clients/a.jwks.json has no key that can be used: "weak": is neither',
    );
    expect(() => start(ec.jwk, weak['a private EC key']!)).toThrow('clients/a.jwks.json holds a private key');
  });
});
