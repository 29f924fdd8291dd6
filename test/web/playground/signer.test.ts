import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { exportJWK, generateKeyPair, importJWK, type JWK, jwtVerify } from 'jose';
import { NotAuthenticated } from '../../../src/clients/authenticate.js';
import {
  expiredToken,
  readSigner,
  throwawaySigner,
  tokenFor,
} from '../../../src/web/playground/connect/signer.js';
import { systemNow } from '../../support/clock.js';
import { ehr, fixedAuthenticate, ISSUER, PUBLIC_URL, SECONDS } from '../../support/tokens.js';

const AUDIENCE = `${PUBLIC_URL}/cds-services/one`;
const TIMES = { issuedAt: SECONDS, expires: SECONDS + 300 };
const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u;

// The page signs by the clock of the machine.
const secondsNow = (): number => Math.floor(systemNow().getTime() / 1000);

interface Pair {
  readonly own: JWK;
  readonly shown: JWK;
}

/** As `npm run token` writes them. */
async function pairOf(alg: string, kid = `key-${alg}`): Promise<Pair> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true, modulusLength: 3072 });
  const common = { kid, alg, use: 'sig' };
  return {
    own: { ...(await exportJWK(privateKey)), ...common },
    shown: { ...(await exportJWK(publicKey)), ...common },
  };
}

const [ec, rsa, small] = (await Promise.all(['ES384', 'RS384', 'ES256'].map((alg) => pairOf(alg)))) as [
  Pair,
  Pair,
  Pair,
];
const authenticate = fixedAuthenticate([
  { ...ehr, keys: { file: 'test-ehr.jwks.json', jwks: [ec.shown, rsa.shown] as never } },
]);

afterEach(() => {
  jest.restoreAllMocks();
});

describe.each([
  ['ES384', ec],
  ['RS384', rsa],
] as const)('%s', (alg, { own, shown }) => {
  test('signs a token that jose verifies', async () => {
    const signer = await readSigner(JSON.stringify(own), ISSUER);
    expect(signer).toMatchObject({ issuer: ISSUER, keyId: own.kid, algorithm: alg });
    const before = secondsNow();
    const token = await tokenFor(signer, AUDIENCE);
    const after = secondsNow();
    const { payload, protectedHeader } = await jwtVerify(token, await importJWK(shown, alg), {
      algorithms: [alg],
      typ: 'JWT',
      issuer: ISSUER,
      audience: AUDIENCE,
      requiredClaims: ['iss', 'aud', 'exp', 'iat', 'jti'],
    });
    expect(protectedHeader).toEqual({ alg, typ: 'JWT', kid: own.kid });
    expect(Object.keys(payload).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'jti']);
    expect(payload.exp! - payload.iat!).toBe(300);
    expect(payload.iat).toBeGreaterThanOrEqual(before);
    expect(payload.iat).toBeLessThanOrEqual(after);
    expect(payload.jti).toMatch(UUID);
  });

  test('signs tokens that the service takes, each once', async () => {
    const signer = await readSigner(JSON.stringify(own), ISSUER);
    for (let times = 0; times < 3; times++) {
      const authorization = `Bearer ${await tokenFor(signer, AUDIENCE, TIMES)}`;
      expect((await authenticate(authorization, AUDIENCE)).client.id).toBe(ehr.id);
      await expect(authenticate(authorization, AUDIENCE)).rejects.toMatchObject({ reason: 'replay' });
    }
    const elsewhere = `Bearer ${await tokenFor(signer, `${AUDIENCE}/feedback`, TIMES)}`;
    await expect(authenticate(elsewhere, AUDIENCE)).rejects.toMatchObject({ reason: 'aud' });
  });

  test('cannot be taken out of the page again', async () => {
    const { key } = await readSigner(JSON.stringify(own), ISSUER);
    expect(key.extractable).toBe(false);
  });
});

describe('reading a key', () => {
  test('takes the first usable private one of a JWKS, and an issuer with blanks around it', async () => {
    const text = JSON.stringify({ keys: [rsa.shown, small.own, rsa.own, ec.own] });
    expect(await readSigner(text, ` ${ISSUER}\n`)).toMatchObject({
      issuer: ISSUER,
      keyId: rsa.own.kid,
      algorithm: 'RS384',
    });
  });

  test('takes a key that does not name its algorithm', async () => {
    const { alg: _alg, use: _use, ...bare } = ec.own;
    expect((await readSigner(JSON.stringify({ ...bare, key_ops: ['verify'] }), ISSUER)).algorithm).toBe(
      'ES384',
    );
  });

  const { kid: _kid, ...nameless } = ec.own;
  test.each<[what: string, text: string, issuer: string, says: string]>([
    ['no JSON', '-----BEGIN PRIVATE KEY-----', ISSUER, 'This is not JSON.'],
    ['no object', '"x"', ISSUER, 'There is no private key in it'],
    ['null', 'null', ISSUER, 'There is no private key in it'],
    ['no keys', '{"keys":{}}', ISSUER, 'There is no private key in it'],
    ['a public key', JSON.stringify(ec.shown), ISSUER, 'There is no private key in it'],
    ['another curve', JSON.stringify(small.own), ISSUER, 'for neither ES384'],
    ['another algorithm', JSON.stringify({ ...rsa.own, alg: 'RS256' }), ISSUER, 'for neither ES384'],
    ['no kid', JSON.stringify(nameless), ISSUER, 'The key has no "kid"'],
    ['a damaged key', JSON.stringify({ ...ec.own, x: 'AAAA' }), ISSUER, 'The key cannot be read'],
    ['half a key', JSON.stringify({ ...rsa.own, n: undefined }), ISSUER, 'The key cannot be read'],
    ['no issuer', JSON.stringify(ec.own), ' ', 'The issuer is missing'],
  ])('refuses %s, and says nothing of the key', async (_what, text, issuer, says) => {
    const refusal = readSigner(text, issuer);
    await expect(refusal).rejects.toThrow(says);
    await expect(refusal).rejects.not.toThrow(ec.own.d);
  });

  test('says why where a browser does not sign', async () => {
    jest.spyOn(globalThis.crypto, 'subtle', 'get').mockReturnValue(undefined as never);
    await expect(readSigner(JSON.stringify(ec.own), ISSUER)).rejects.toThrow(
      'Browsers sign only on pages opened over',
    );
    await expect(throwawaySigner()).rejects.toThrow('Browsers sign only on pages opened over');
  });
});

describe('tokens that are to be refused:', () => {
  test('an expired one of a known signer', async () => {
    const signer = await readSigner(JSON.stringify(ec.own), ISSUER);
    const now = fixedAuthenticate(
      [{ ...ehr, keys: { file: 'test-ehr.jwks.json', jwks: [ec.shown] as never } }],
      systemNow,
    );
    await expect(now(`Bearer ${await expiredToken(signer, AUDIENCE)}`, AUDIENCE)).rejects.toMatchObject({
      reason: 'exp',
    });
    expect((await now(`Bearer ${await tokenFor(signer, AUDIENCE)}`, AUDIENCE)).client.id).toBe(ehr.id);
  });

  test('one of a signer nobody knows', async () => {
    const token = await expiredToken(await throwawaySigner(), AUDIENCE);
    const refusal = authenticate(`Bearer ${token}`, AUDIENCE);
    await expect(refusal).rejects.toBeInstanceOf(NotAuthenticated);
    await expect(refusal).rejects.toMatchObject({ reason: 'iss' });
  });
});
