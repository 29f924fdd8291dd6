import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { SignJWT } from 'jose';
import { type DemoServer } from '../../src/demo/demo-server.js';
import { systemNow } from './clock.js';

/** What an EHR has agreed with the app, and whom it launches it about. */
export interface Registered {
  readonly clientId: string;
  /** Exactly this one. */
  readonly redirectUri: () => string;
  readonly patientId: string;
}

/** How it behaves; a test changes it. */
export interface Behaviour {
  /** What the user answers. */
  user: 'agrees' | 'denies';
  /** What comes back as state. */
  state: 'same' | 'another';
  /** What the token response holds, or no longer holds (`undefined`), besides the token. */
  token: Readonly<Record<string, unknown>>;
  fhirUser: string | undefined;
  /** What the FHIR server answers instead, by type or for `*`. */
  fhir: Readonly<Record<string, number | 'hangs'>>;
  configuration: Readonly<Record<string, unknown>>;
}

export interface AuthorizationServer {
  readonly listener: RequestListener;
  readonly behaviour: Behaviour;
  /** As one EHR launches an app: a handle it knows. */
  readonly launch: () => string;
  /** Why it refused, in the order it did. */
  readonly refused: string[];
  /** Everything the FHIR server was asked for with a token of its own. */
  readonly read: string[];
  readonly reset: () => void;
}

const USUAL: Behaviour = {
  user: 'agrees',
  state: 'same',
  token: {},
  fhirUser: 'Practitioner/clinician',
  fhir: {},
  configuration: {},
};
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

interface Granted {
  readonly challenge: string;
  readonly redirectUri: string;
  readonly scope: string;
}

/**
 * The authorization server and the FHIR server of an EHR in one, for tests: it signs one user in, and holds a SMART app to what SMART App
 * Launch 2 demands of a public client. `/authorize`, `/token`, and a FHIR server below `/fhir`.
 * @param base of it all, without a slash at the end
 */
export function authorizationServer(
  registered: Registered,
  fhir: () => DemoServer,
  base: () => string,
): AuthorizationServer {
  const codes = new Map<string, Granted>();
  const launches = new Set<string>();
  const tokens = new Set<string>();
  const refused: string[] = [];
  const read: string[] = [];
  const behaviour: Behaviour = { ...USUAL };

  /** What is wrong with a request to sign in, as OAuth calls it. */
  const problemIn = (asked: URLSearchParams): string | undefined => {
    const launch = asked.get('launch');
    const scopes = asked.get('scope')?.split(' ') ?? [];
    if (asked.get('response_type') !== 'code') return 'unsupported_response_type';
    if (asked.get('aud') !== `${base()}/fhir`) return 'invalid_request: aud';
    if ((asked.get('state') ?? '').length < 16) return 'invalid_request: state';
    if (asked.get('code_challenge_method') !== 'S256') return 'invalid_request: code_challenge_method';
    if (!/^[A-Za-z0-9_-]{43}$/u.test(asked.get('code_challenge') ?? '')) return 'invalid_request: challenge';
    if (launch !== null && !launches.delete(launch)) return 'invalid_request: launch';
    if (!scopes.includes(launch === null ? 'launch/patient' : 'launch')) return 'invalid_scope: launch';
    if (scopes.some((scope) => /offline_access|online_access|write|[/.]\w*[cud]\w*s?$/u.test(scope)))
      return 'invalid_scope: more than reading';
    return undefined;
  };

  const authorize = (asked: URLSearchParams, response: ServerResponse): void => {
    // RFC 6749, 4.1.2.1: who is unknown is sent nowhere.
    if (
      asked.get('client_id') !== registered.clientId ||
      asked.get('redirect_uri') !== registered.redirectUri()
    ) {
      refused.push('client_id or redirect_uri');
      response.writeHead(400).end('unknown client or redirect_uri');
      return;
    }
    const problem = problemIn(asked);
    const answer = new URL(registered.redirectUri());
    if (problem !== undefined) {
      refused.push(problem);
      answer.searchParams.set('error', problem.split(':')[0]!);
    } else if (behaviour.user === 'denies') answer.searchParams.set('error', 'access_denied');
    else {
      const code = randomUUID();
      const [challenge, scope] = [asked.get('code_challenge') ?? '', asked.get('scope') ?? ''];
      codes.set(code, { challenge, scope, redirectUri: asked.get('redirect_uri') ?? '' });
      answer.searchParams.set('code', code);
    }
    answer.searchParams.set('state', behaviour.state === 'same' ? (asked.get('state') ?? '') : randomUUID());
    response.writeHead(302, { Location: answer.href }).end();
  };

  const exchange = async (form: URLSearchParams, headers: IncomingMessage['headers']): Promise<unknown> => {
    const code = form.get('code') ?? '';
    const granted = codes.get(code);
    // One use, be it a failing one.
    codes.delete(code);
    const verified = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const refuse = (why: string): { readonly error: string } => {
      refused.push(why);
      return { error: why.split(':')[0]! };
    };
    if (form.get('grant_type') !== 'authorization_code') return refuse('unsupported_grant_type');
    if (form.get('client_id') !== registered.clientId) return refuse('invalid_client');
    if (headers.authorization !== undefined || form.has('client_secret'))
      return refuse('invalid_client: secret');
    if (!granted) return refuse('invalid_grant: code');
    if (form.get('redirect_uri') !== granted.redirectUri) return refuse('invalid_grant: redirect_uri');
    if (verified !== granted.challenge) return refuse('invalid_grant: code_verifier');
    const token = randomUUID();
    tokens.add(token);
    const scope = granted.scope;
    const identity = behaviour.fhirUser !== undefined && { id_token: await signed(behaviour.fhirUser) };
    return {
      ...{ access_token: token, token_type: 'Bearer', expires_in: 300, scope },
      ...{ patient: registered.patientId, ...identity, ...behaviour.token },
    };
  };

  const signed = (fhirUser: string): Promise<string> => {
    const now = Math.floor(systemNow().getTime() / 1000);
    return new SignJWT({ fhirUser })
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer(`${base()}/fhir`)
      .setAudience(registered.clientId)
      .setSubject('clinician')
      .setIssuedAt(now)
      .setExpirationTime(now + 300)
      .sign(privateKey);
  };

  const ask = (url: URL, request: IncomingMessage, response: ServerResponse): void => {
    const [type = '', id] = url.pathname.slice('/fhir/'.length).split('/');
    const instead = behaviour.fhir[type] ?? behaviour.fhir['*'];
    if (instead === 'hangs') return;
    const token = request.headers.authorization?.replace(/^Bearer /u, '') ?? '';
    if (!tokens.has(token)) return void response.writeHead(401).end();
    read.push(url.pathname);
    if (instead !== undefined) return void response.writeHead(instead).end();
    const found = id === undefined ? fhir().search(type, url.searchParams) : fhir().read(type, id);
    if (found) json(response, found);
    else response.writeHead(404).end();
  };

  const listener: RequestListener = (request, response) => {
    const url = new URL(request.url ?? '', base());
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Headers', 'Authorization');
    if (request.method === 'OPTIONS') response.writeHead(204).end();
    else if (url.pathname === '/fhir/.well-known/smart-configuration')
      json(response, {
        issuer: `${base()}/fhir`,
        authorization_endpoint: `${base()}/authorize`,
        token_endpoint: `${base()}/token`,
        code_challenge_methods_supported: ['S256'],
        capabilities: ['launch-ehr', 'launch-standalone', 'client-public', 'sso-openid-connect'],
        ...behaviour.configuration,
      });
    else if (url.pathname === '/authorize') authorize(url.searchParams, response);
    else if (url.pathname === '/token' && request.method === 'POST')
      void bodyOf(request)
        .then((form) => exchange(new URLSearchParams(form), request.headers))
        .then((answer) => json(response, answer, 'error' in (answer as object) ? 400 : 200));
    else if (url.pathname.startsWith('/fhir/')) ask(url, request, response);
    else response.writeHead(404).end();
  };

  return {
    listener,
    behaviour,
    refused,
    read,
    launch: () => {
      const handle = randomUUID();
      launches.add(handle);
      return handle;
    },
    reset: () => {
      Object.assign(behaviour, USUAL);
      refused.length = 0;
      read.length = 0;
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(body));
}
