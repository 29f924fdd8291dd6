import { randomUUID } from 'node:crypto';
import { importJWK, type JWK, SignJWT } from 'jose';
import { ExportError } from './export-error.js';
import { type Hosts, isPrivateWay } from './hosts.js';

/** Where the tokens of an export come from. */
export interface Tokens {
  /** The token to show; nothing where the server is open. */
  readonly get: () => Promise<string | undefined>;
  /** It was refused: whether another can be had. */
  readonly drop: () => boolean;
}

/** A token given by hand, or none: there is no other when it is refused. */
export function fixedToken(token: string | undefined): Tokens {
  return { get: () => Promise.resolve(token), drop: () => false };
}

/** A client of SMART Backend Services. */
export interface Backend {
  readonly base: URL;
  readonly clientId: string;
  /** A key set with the private key. */
  readonly keys: readonly JWK[];
  readonly kid: string | undefined;
  readonly scope: string;
  /** Where tokens are had; without it the server tells. */
  readonly tokenUrl: URL | undefined;
}

/** SMART Backend Services: RS384 and ES384 must be supported, and an assertion lives five minutes at most. */
type Algorithm = 'ES384' | 'RS384';
const LIFE = '4 minutes';
/** A token is not used in the last minute that it lives. */
const MARGIN = 60_000;
const DEADLINE = 30_000;

/**
 * Tokens by a signed assertion, a new one before the old one ends.
 * @throws ExportError when there is no key that can sign; `get` when the server gives no token
 */
export function backendTokens(backend: Backend, hosts: Hosts, now: () => number): Tokens {
  const { key, alg } = signingKey(backend);
  let token: string | undefined;
  let until = 0;
  let underWay: Promise<string> | undefined;
  let endpoint: URL | undefined = backend.tokenUrl;

  const fetchToken = async (): Promise<string> => {
    endpoint ??= await discover(backend.base, hosts);
    if (!isPrivateWay(endpoint))
      throw new ExportError('no-token', `${endpoint.host} is not asked without https.`);
    const assertion = await new SignJWT({})
      .setProtectedHeader({ alg, typ: 'JWT', ...(key.kid !== undefined && { kid: key.kid }) })
      .setIssuer(backend.clientId)
      .setSubject(backend.clientId)
      .setAudience(endpoint.href)
      .setIssuedAt()
      .setExpirationTime(LIFE)
      .setJti(randomUUID())
      .sign(await importJWK(key, alg));
    const response = await asked(endpoint, {
      method: 'POST',
      headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        scope: backend.scope,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      }).toString(),
    });
    const { access_token, expires_in, error, error_description } = (await response
      .json()
      .catch(() => ({}))) as Readonly<Record<string, unknown>>;
    if (!response.ok || typeof access_token !== 'string')
      throw new ExportError(
        'no-token',
        `${endpoint.host} gave no token (${[response.status, error, error_description]
          .filter((one) => one !== undefined)
          .map(String)
          .join(', ')}).`,
      );
    const life = Number(expires_in) * 1_000 || 5 * MARGIN;
    until = now() + Math.max(life - MARGIN, life / 2);
    return access_token;
  };

  return {
    async get() {
      if (token !== undefined && now() < until) return token;
      underWay ??= fetchToken().finally(() => (underWay = undefined));
      return (token = await underWay);
    },
    drop() {
      token = undefined;
      return true;
    },
  };
}

function signingKey({ keys, kid }: Backend): {
  readonly key: JWK;
  readonly alg: Algorithm;
} {
  for (const key of keys) {
    const own = key.kty === 'RSA' ? 'RS384' : key.kty === 'EC' && key.crv === 'P-384' ? 'ES384' : undefined;
    const isMeant = kid === undefined || key.kid === kid;
    if (isMeant && own && key.d !== undefined && (key.alg === undefined || key.alg === own))
      return { key, alg: own };
  }
  throw new ExportError(
    'no-token',
    `--keys has no private key for ES384 or RS384${kid === undefined ? '' : ` with the id ${kid}`}.`,
  );
}

async function discover(base: URL, hosts: Hosts): Promise<URL> {
  const at = `${base.href.replace(/\/$/u, '')}/.well-known/smart-configuration`;
  const response = await asked(new URL(at), { headers: { Accept: 'application/json' } });
  const { token_endpoint } = (await response.json().catch(() => ({}))) as { token_endpoint?: unknown };
  if (!response.ok || typeof token_endpoint !== 'string')
    throw new ExportError('no-token', `${at} names no token_endpoint: say it with --token-url.`);
  return hosts.allowed(token_endpoint, at);
}

async function asked(url: URL, init: RequestInit): Promise<Response> {
  try {
    return await globalThis.fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(DEADLINE) });
  } catch (error) {
    throw new ExportError('no-token', `${url.host} does not answer when asked for a token.`, {
      cause: error,
    });
  }
}
