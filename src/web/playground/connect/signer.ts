/** Who signs the tokens of this page, and with what. The key stays in the memory of the page. */
export interface Signer {
  readonly issuer: string;
  readonly keyId: string;
  readonly algorithm: 'ES384' | 'RS384';
  readonly key: CryptoKey;
}

/** Seconds since 1970. */
export interface Times {
  readonly issuedAt: number;
  readonly expires: number;
}

/** As long as the tokens of the public CDS Hooks sandbox live. */
const LIFE = 300;

const ALGORITHMS = {
  ES384: {
    members: ['kty', 'crv', 'x', 'y', 'd'],
    key: { name: 'ECDSA', namedCurve: 'P-384' },
    sign: { name: 'ECDSA', hash: 'SHA-384' },
  },
  RS384: {
    members: ['kty', 'n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'],
    key: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384' },
    sign: { name: 'RSASSA-PKCS1-v1_5' },
  },
} as const;

type Jwk = Readonly<Record<string, unknown>>;

/**
 * Takes a private JWK, or a JWKS, of which the first private key that can be used.
 * @throws Error with a sentence for whoever pasted it
 */
export async function readSigner(jwkText: string, issuer: string): Promise<Signer> {
  if (issuer.trim() === '')
    throw new Error('The issuer is missing: it stands as issuer in the client file of the service.');
  const keys = keysIn(jwkText);
  const own = keys.filter(({ d }) => typeof d === 'string');
  if (own.length === 0)
    throw new Error(
      'There is no private key in it: a private JWK has a member "d", the public one has none.',
    );
  const jwk = own.find((one) => algorithmOf(one) !== undefined);
  const algorithm = jwk && algorithmOf(jwk);
  if (!algorithm) throw new Error('The key is for neither ES384 (EC, curve P-384) nor RS384 (RSA).');
  const { kid } = jwk;
  if (typeof kid !== 'string' || kid === '')
    throw new Error('The key has no "kid", by which the service finds the public one.');
  const { members, key } = ALGORITHMS[algorithm];
  const bare = Object.fromEntries(members.flatMap((name) => (name in jwk ? [[name, jwk[name]]] : [])));
  try {
    const imported = await subtle().importKey('jwk', bare, key, false, ['sign']);
    return { issuer: issuer.trim(), keyId: kid, algorithm, key: imported };
  } catch (error) {
    if (error instanceof NoCrypto) throw error;
    throw new Error('The key cannot be read: a part of it is missing or damaged.', { cause: error });
  }
}

/** A signer nobody knows, for tokens that are to be refused. */
export async function throwawaySigner(): Promise<Signer> {
  const { key } = ALGORITHMS.ES384;
  const { privateKey } = await subtle().generateKey(key, false, ['sign', 'verify']);
  return { issuer: 'https://throwaway.example.org', keyId: 'throwaway', algorithm: 'ES384', key: privateKey };
}

/** A CDS Hooks 2.0.1 JWT for exactly this address. */
export async function tokenFor(signer: Signer, audience: string, times: Times = fromNow(0)): Promise<string> {
  const { issuer, keyId, algorithm, key } = signer;
  const header = { alg: algorithm, typ: 'JWT', kid: keyId };
  const claims = {
    iss: issuer,
    aud: audience,
    iat: times.issuedAt,
    exp: times.expires,
    jti: crypto.randomUUID(),
  };
  const input = [header, claims].map((part) => base64Url(encoded(JSON.stringify(part)))).join('.');
  const signature = await subtle().sign(ALGORITHMS[algorithm].sign, key, encoded(input));
  return `${input}.${base64Url(new Uint8Array(signature))}`;
}

/** One that ran out long before any difference between two clocks could excuse it. */
export function expiredToken(signer: Signer, audience: string): Promise<string> {
  return tokenFor(signer, audience, fromNow(-3600));
}

function fromNow(seconds: number): Times {
  const issuedAt = Math.floor(Date.now() / 1000) + seconds;
  return { issuedAt, expires: issuedAt + LIFE };
}

function keysIn(text: string): readonly Jwk[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('This is not JSON. A private JWK is a JSON object with "kty", "kid" and "d".');
  }
  const keys: unknown = isObject(value) && 'keys' in value ? value['keys'] : [value];
  return Array.isArray(keys) ? (keys as unknown[]).filter(isObject) : [];
}

function algorithmOf({ kty, crv, alg }: Jwk): Signer['algorithm'] | undefined {
  const fits = kty === 'RSA' ? 'RS384' : kty === 'EC' && crv === 'P-384' ? 'ES384' : undefined;
  return alg === undefined || alg === fits ? fits : undefined;
}

class NoCrypto extends Error {}

/** Browsers give it to pages of https and loopback addresses alone. */
function subtle(): SubtleCrypto {
  const { subtle: found } = crypto as { readonly subtle?: SubtleCrypto };
  if (!found) throw new NoCrypto('Browsers sign only on pages opened over https or from a loopback address.');
  return found;
}

function encoded(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function base64Url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function isObject(value: unknown): value is Jwk {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
