import type { AuthorizationServer } from 'oauth4webapi';
import type { SmartEhr } from '../../../hooks/smart-settings.js';
import { Problem } from './problem.js';

/** Where to sign in, and where to exchange what comes back. */
export interface SignInServer extends AuthorizationServer {
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
}

const PATIENCE_MS = 10_000;
/** OpenID Connect lets a server name what it signs identities with; SMART configurations do not. */
const ALGORITHMS = ['RS256', 'RS384', 'ES256', 'ES384'];

/**
 * Asks an EHR how to sign in (SMART App Launch 2: `.well-known/smart-configuration`).
 * @throws Problem ehr-unreachable, ehr-not-smart, ehr-elsewhere
 */
export async function discover({ issuer, origins }: SmartEhr): Promise<SignInServer> {
  const said = await ask(`${issuer}/.well-known/smart-configuration`, issuer);
  const { authorization_endpoint, token_endpoint, code_challenge_methods_supported: pkce } = said;
  if (!isUrl(authorization_endpoint) || !isUrl(token_endpoint)) throw new Problem('ehr-not-smart', issuer);
  // A server that says nothing of PKCE may still know it; one that says it has no S256 does not.
  if (Array.isArray(pkce) && !pkce.includes('S256')) throw new Problem('ehr-not-smart', issuer);
  for (const { origin } of [new URL(authorization_endpoint), new URL(token_endpoint)])
    if (!origins.includes(origin)) throw new Problem('ehr-elsewhere', origin);
  return {
    issuer: isUrl(said['issuer']) ? said['issuer'] : issuer,
    authorization_endpoint,
    token_endpoint,
    id_token_signing_alg_values_supported: ALGORITHMS,
  };
}

async function ask(url: string, issuer: string): Promise<Readonly<Record<string, unknown>>> {
  let response: Response;
  try {
    response = await fetch(url, {
      headers: { Accept: 'application/json' },
      credentials: 'omit',
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (error) {
    throw new Problem('ehr-unreachable', issuer, error);
  }
  try {
    const said: unknown = response.ok ? await response.json() : undefined;
    if (typeof said === 'object' && said !== null) return said as Readonly<Record<string, unknown>>;
  } catch {
    // No JSON: the same as none.
  }
  throw new Problem(response.status >= 500 ? 'ehr-unreachable' : 'ehr-not-smart', issuer);
}

function isUrl(value: unknown): value is string {
  return typeof value === 'string' && URL.canParse(value);
}
