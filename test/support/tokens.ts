import { createPrivateKey, type KeyObject, randomUUID, sign } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import { type Authenticate, authenticator } from '../../src/clients/authenticate.js';
import { MemoryReplayStore, type ReplayStore } from '../../src/clients/replay.js';
import type { TrustedClient } from '../../src/clients/trust.js';
import type { Jwk } from '../../src/core/model/knowledge.js';
import { NOW } from './clock.js';
import { client } from './fake-knowledge.js';

export { record } from './record.js';

export const ISSUER = 'https://ehr.example.org/fhir';
export const PUBLIC_URL = 'https://cds.example.org';
/** The moment of the tests as tokens write it. Time stands still unless a test moves it. */
export const SECONDS = NOW.getTime() / 1000;

export interface Signer {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: KeyObject;
  readonly jwk: Jwk;
}

export async function signer(
  alg: 'ES384' | 'RS384' | 'ES256' | 'ES512' | 'RS256',
  kid: string,
): Promise<Signer> {
  const pair = await generateKeyPair(alg, { extractable: true });
  const privateKey = createPrivateKey({ key: (await exportJWK(pair.privateKey)) as never, format: 'jwk' });
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(pair.publicKey)), kid, alg, use: 'sig' } };
}

export const ec = await signer('ES384', 'ec-1');
export const rsa = await signer('RS384', 'rsa-1');

export const ehr: TrustedClient = {
  ...client,
  id: 'test-ehr',
  issuer: ISSUER,
  keys: { file: 'test-ehr.jwks.json', jwks: [ec.jwk, rsa.jwk] },
};

export function encode(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** Claims that are taken by the endpoint, with changes; undefined takes a claim away. */
export function claims(path: string, change: object = {}): Record<string, unknown> {
  return {
    iss: ISSUER,
    aud: PUBLIC_URL + path,
    iat: SECONDS,
    exp: SECONDS + 300,
    jti: randomUUID(),
    ...change,
  };
}

export function headerOf({ alg, kid }: Signer, change: object = {}): Record<string, unknown> {
  return { alg, typ: 'JWT', kid, ...change };
}

/** The bytes of a JWS signature over what a token says, by the algorithm of the key. */
export function signatureOf(input: string, { alg, privateKey }: Signer): string {
  const hash = `sha${alg.slice(2)}`;
  return sign(hash, Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}

/** A signed token. `header` and `payload` may also be text, as it is to stand there. */
export function tokenOf(payload: unknown, by: Signer = ec, header: unknown = headerOf(by)): string {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${signatureOf(input, by)}`;
}

export function fixedAuthenticate(
  clients: readonly TrustedClient[] = [ehr],
  now: () => Date = () => NOW,
  replay: ReplayStore = new MemoryReplayStore(now),
): Authenticate {
  return authenticator({ clients, replay, now });
}
