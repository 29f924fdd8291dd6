import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { Jwk } from '../core/model/knowledge.js';

// CDS Hooks 2.0.1: "ES384 and RS384 are RECOMMENDED"; "none" and every symmetric algorithm SHALL NOT be used.
export const ALGORITHMS = ['ES384', 'RS384'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** The public keys of one EHR. */
export interface KeySource {
  /** The last attempt to get the keys failed. */
  readonly failing?: boolean;
  /** The one key of this id that fits the algorithm. */
  find(kid: string, alg: Algorithm): Promise<KeyObject | undefined>;
}

export interface PublicKey {
  readonly kid: string;
  readonly alg: Algorithm;
  readonly key: KeyObject;
}

/** NIST SP 800-57: 2048 bits is the least for RSA. Above 8192 a signature costs more time than a caller should be given. */
const RSA_BITS = { least: 2048, most: 8192 };
/** FIPS 186-5: odd and above 2^16. The upper end bounds the time that a signature takes. */
const RSA_EXPONENT = { least: 65_537n, most: 2n ** 64n };
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const SMALL_PRIMES = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n, 43n, 47n, 53n, 59n, 61n];
/** ROCA: such a modulus leaves a power of 65537 as remainder for each of these primes; a good one does once in 2^27. */
const ROCA_MARKS = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157].map(
  (number) => {
    const prime = BigInt(number);
    const remainders = new Set<bigint>();
    for (let power = 1n; !remainders.has(power); power = (power * 65_537n) % prime) remainders.add(power);
    return { prime, remainders };
  },
);
const BASE64URL = /^[A-Za-z0-9_-]+$/u;

/** Keys that may be used, and why the others may not. A key id that stands twice for one algorithm is used for neither. */
export function readKeySet(jwks: readonly Jwk[]): {
  readonly keys: readonly PublicKey[];
  readonly faults: readonly string[];
} {
  const read = jwks.map((jwk) => {
    const found = readKey(jwk);
    return typeof found === 'string' ? `${nameOf(jwk)}: ${found}` : found;
  });
  const good = read.filter((one) => typeof one !== 'string');
  const twice = (one: PublicKey): boolean =>
    good.some((other) => other !== one && other.kid === one.kid && other.alg === one.alg);
  return {
    keys: good.filter((one) => !twice(one)),
    faults: [
      ...read.filter((one) => typeof one === 'string'),
      ...good.filter(twice).map(({ kid }) => `${JSON.stringify(kid)}: stands twice`),
    ],
  };
}

export function findKey(keys: readonly PublicKey[], kid: string, alg: Algorithm): KeyObject | undefined {
  return keys.find((one) => one.kid === kid && one.alg === alg)?.key;
}

export function holdsPrivateKey(jwk: Jwk): boolean {
  return PRIVATE_MEMBERS.some((member) => Object.hasOwn(jwk, member));
}

/** The key, or why it is not used. */
function readKey(jwk: Jwk): PublicKey | string {
  const { kid, kty, crv, use, alg, key_ops: operations } = jwk;
  if (typeof kid !== 'string' || kid === '') return 'has no kid';
  if (holdsPrivateKey(jwk)) return 'holds a private key, which is no secret any more';
  if (use !== undefined && use !== 'sig') return 'is not for signatures';
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify')))
    return 'is not for verifying';
  const own = kty === 'EC' && crv === 'P-384' ? 'ES384' : kty === 'RSA' ? 'RS384' : undefined;
  if (!own) return 'is neither EC P-384 nor RSA';
  if (alg !== undefined && alg !== own) return `is not for ${own}`;
  try {
    const members: JsonWebKey =
      own === 'ES384'
        ? { kty: 'EC', crv: 'P-384', ...text(jwk, 'x', 'y') }
        : { kty: 'RSA', ...text(jwk, 'n', 'e') };
    const key = createPublicKey({ key: members, format: 'jwk' });
    const weakness = own === 'RS384' ? rsaWeakness(key) : undefined;
    return weakness ?? { kid, alg: own, key };
  } catch {
    return 'is malformed';
  }
}

/** A modulus of 2048 bits says nothing when the numbers in it are of a kind that is broken. */
function rsaWeakness(key: KeyObject): string | undefined {
  const { modulusLength: bits = 0, publicExponent: exponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (bits < RSA_BITS.least || bits > RSA_BITS.most)
    return `has ${bits} bits and must have ${RSA_BITS.least} to ${RSA_BITS.most}`;
  if (exponent < RSA_EXPONENT.least || exponent > RSA_EXPONENT.most || exponent % 2n === 0n)
    return 'has a weak exponent';
  const { n = '' } = key.export({ format: 'jwk' });
  const modulus = BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`);
  if (SMALL_PRIMES.some((prime) => modulus % prime === 0n)) return 'has a modulus with a small factor';
  return ROCA_MARKS.every(({ prime, remainders }) => remainders.has(modulus % prime))
    ? 'has a modulus of the ROCA kind (CVE-2017-15361)'
    : undefined;
}

function text(jwk: Jwk, ...names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const value = jwk[name];
      if (typeof value !== 'string' || !BASE64URL.test(value)) throw new TypeError(`${name} is malformed`);
      return [name, value];
    }),
  );
}

function nameOf({ kid }: Jwk): string {
  return typeof kid === 'string' ? JSON.stringify(kid.slice(0, 80)) : 'a key without kid';
}
