import type { JWTPayload } from 'jose';
// By their parts, as the whole library would take twice as long to load.
import { decodeProtectedHeader } from 'jose/decode/protected_header';
import * as errors from 'jose/errors';
import { decodeJwt } from 'jose/jwt/decode';
import { jwtVerify } from 'jose/jwt/verify';
import type { Client } from '../core/model/knowledge.js';
import { ServiceError } from '../errors.js';
import { fileKeys } from './file-keys.js';
import { type Algorithm, ALGORITHMS, type KeySource } from './keys.js';
import { RemoteKeys } from './remote-keys.js';
import type { ReplayStore } from './replay.js';
import type { TrustedClient } from './trust.js';

/** Seconds that the clocks of an EHR and of this service may differ, either way. */
export const SKEW = 60;
/**
 * Seconds a token may live, and how old it may be. Epic's live 15 minutes; CDS Hooks' best practices say to remember a jti
 * "no more than an hour", so nothing may live longer than we remember it.
 */
export const MOST_LIFE = 3600;

/** Longest token and longest id taken. A real token has under 1,500 characters, a UUID 36. */
const MOST_TOKEN = 8192;
const MOST_ID = 256;

const reasons = [
  'authorization',
  'token',
  'alg',
  'typ',
  'kid',
  'crit',
  'iss',
  'aud',
  'exp',
  'iat',
  'nbf',
  'jti',
  'tenant',
  'key',
  'keys-unreachable',
  'signature',
  'replay',
] as const;
/** What was wrong with a token: for our log only, never for the answer. */
export type RefusalReason = (typeof reasons)[number];

export class NotAuthenticated extends ServiceError {
  readonly reason: RefusalReason;
  /** Whose token it claims to be. */
  readonly client: string | undefined;

  constructor(reason: RefusalReason, client?: string) {
    super('not-authenticated');
    this.reason = reason;
    this.client = client;
  }
}

/** Whose request it is. */
export interface Caller {
  readonly client: Client;
  /** Lets the token of the request be shown once more. What comes after the first call does nothing. */
  readonly release?: () => void | Promise<void>;
}

/**
 * Whose request it is; the token is used by that.
 * @param endpoint the public URL that was called, to the letter
 * @throws NotAuthenticated
 */
export type Authenticate = (authorization: string | undefined, endpoint: string) => Promise<Caller>;

export interface AuthenticatorParts {
  readonly clients: readonly TrustedClient[];
  readonly replay: ReplayStore;
  readonly now: () => Date;
}

/** Checks the JWT of a CDS Hooks client. @throws Error when the key file of a client cannot be used */
export function authenticator({ clients, replay, now }: AuthenticatorParts): Authenticate {
  const callers = new Map(
    clients.map((client) => [client.issuer, { client, keys: keysOf(client, now) }] as const),
  );
  return async (authorization, endpoint) => {
    const token = tokenIn(authorization);
    const { kid, alg } = checkedHeader(token);
    const caller = callers.get(issuerIn(token));
    if (!caller) throw new NotAuthenticated('iss');
    const { client, keys } = caller;
    try {
      // CDS Hooks 2.0.1: "jku" SHOULD be on a list. Better: no header says where a key is; it comes from the client's file.
      const key = await keys.find(kid, alg);
      if (!key) throw new NotAuthenticated(keys.failing ? 'keys-unreachable' : 'key');
      const { payload } = await jwtVerify(token, key, {
        algorithms: [alg],
        typ: 'JWT',
        issuer: client.issuer,
        audience: endpoint,
        requiredClaims: ['iss', 'aud', 'exp', 'iat', 'jti'],
        clockTolerance: SKEW,
        maxTokenAge: MOST_LIFE,
        currentDate: now(),
      });
      const { jti, exp } = checkedClaims(payload, client);
      if (!(await replay.reserve(client.issuer, jti, (exp + SKEW) * 1000)))
        throw new NotAuthenticated('replay');
      return { client, release: once(() => replay.release(client.issuer, jti)) };
    } catch (error) {
      throw refusal(error, client.id);
    }
  };
}

/** A second release would let in a copy of a token that was used since. */
function once(release: () => void | Promise<void>): () => void | Promise<void> {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    return release();
  };
}

function keysOf({ keys }: TrustedClient, now: () => Date): KeySource {
  return 'url' in keys ? new RemoteKeys(keys.url, now) : fileKeys(keys.file, keys.jwks);
}

/**
 * The token, written in the one way base64url has, so that no two texts are the same token.
 * @throws NotAuthenticated when the header holds none
 */
export function tokenIn(authorization: string | undefined): string {
  const [, token = ''] = /^Bearer +([A-Za-z0-9._-]+)$/i.exec(authorization ?? '') ?? [];
  if (token === '') throw new NotAuthenticated('authorization');
  const parts = token.split('.');
  if (token.length > MOST_TOKEN || parts.length !== 3 || !parts.every(isBase64Url))
    throw new NotAuthenticated('token');
  return token;
}

function isBase64Url(part: string): boolean {
  return part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part;
}

function checkedHeader(token: string): { readonly kid: string; readonly alg: Algorithm } {
  const { alg, typ, kid, crit } = decoded(() => decodeProtectedHeader(token));
  const own = ALGORITHMS.find((one) => one === alg);
  if (!own) throw new NotAuthenticated('alg');
  if (typ !== 'JWT') throw new NotAuthenticated('typ');
  if (!isId(kid)) throw new NotAuthenticated('kid');
  if (crit !== undefined) throw new NotAuthenticated('crit');
  return { kid, alg: own };
}

function issuerIn(token: string): string {
  const { iss } = decoded(() => decodeJwt(token));
  if (typeof iss !== 'string') throw new NotAuthenticated('iss');
  return iss;
}

/** What the library leaves open: types, the lifetime, the tenant. */
function checkedClaims(payload: JWTPayload, { tenants }: Client): { jti: string; exp: number } {
  const { aud, exp, iat, jti, tenant } = payload as Readonly<Record<string, unknown>>;
  if (Array.isArray(aud) && !aud.every((one) => typeof one === 'string')) throw new NotAuthenticated('aud');
  if (!Number.isFinite(iat)) throw new NotAuthenticated('iat');
  const life = Number(exp) - Number(iat);
  if (typeof exp !== 'number' || !(life > 0 && life <= MOST_LIFE)) throw new NotAuthenticated('exp');
  if (!isId(jti)) throw new NotAuthenticated('jti');
  if (tenants && !tenants.some((one) => one === tenant)) throw new NotAuthenticated('tenant');
  return { jti, exp };
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MOST_ID;
}

function decoded<T>(decode: () => T): T {
  try {
    return decode();
  } catch {
    throw new NotAuthenticated('token');
  }
}

function refusal(error: unknown, client: string): unknown {
  if (error instanceof NotAuthenticated) return new NotAuthenticated(error.reason, client);
  if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired)
    return new NotAuthenticated(reasons.find((one) => one === error.claim) ?? 'token', client);
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return new NotAuthenticated('signature', client);
  if (error instanceof errors.JOSEError) return new NotAuthenticated('token', client);
  return error;
}
