import * as oauth from 'oauth4webapi';
import type { SmartEhr } from '../../../hooks/smart-settings.js';
import type { SignInServer } from './discover.js';
import type { Pending } from './pending.js';
import { Problem } from './problem.js';

/** Begins a sign-in: what to remember, and where to send the user. */
export async function beginSignIn(
  { clientId, scopes }: SmartEhr,
  server: SignInServer,
  {
    iss,
    launch,
    redirectUri,
  }: { readonly iss: string; readonly launch?: string; readonly redirectUri: string },
): Promise<{ readonly pending: Pending; readonly url: string }> {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const url = new URL(server.authorization_endpoint);
  const parameters = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    // SMART App Launch 2: an EHR hands over its patient with `launch`; else the user is asked to choose one.
    scope: [launch === undefined ? 'launch/patient' : 'launch', ...scopes].join(' '),
    state,
    aud: iss,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(launch !== undefined && { launch }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { pending: { state, verifier, iss }, url: url.href };
}

/** What a sign-in brought. It lives in memory alone. */
export type SignedIn = Readonly<{ token: oauth.TokenEndpointResponse; fhirUser: unknown }>;

/**
 * Ends a sign-in: the code that came back for a token.
 * @throws Problem denied, sign-in-refused, token-unreachable, token-refused, token-unusable
 */
export async function endSignIn(
  { clientId }: SmartEhr,
  server: SignInServer,
  { verifier, state }: Pending,
  { answered, redirectUri }: { readonly answered: URLSearchParams; readonly redirectUri: string },
): Promise<SignedIn> {
  const client: oauth.Client = { client_id: clientId };
  // Client files take http on loopback alone.
  const options = {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- so marked to make it stand out
    [oauth.allowInsecureRequests]: server.token_endpoint.startsWith('http:'),
    signal: () => AbortSignal.timeout(PATIENCE_MS),
  };
  let response: Response;
  try {
    const code = oauth.validateAuthResponse(server, client, answered, state);
    response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      code,
      redirectUri,
      verifier,
      options,
    );
  } catch (error) {
    throw refusal(error) ?? new Problem('token-unreachable', '', error);
  }
  try {
    const token = await oauth.processAuthorizationCodeResponse(server, client, response);
    return { token, fhirUser: oauth.getValidatedIdTokenClaims(token)?.['fhirUser'] };
  } catch (error) {
    throw refusal(error) ?? new Problem('token-unusable', error instanceof Error ? error.message : '', error);
  }
}

const PATIENCE_MS = 15_000;

/** What the EHR itself said of a sign-in, by the codes of RFC 6749 alone. */
function refusal(error: unknown): Problem | undefined {
  if (error instanceof oauth.AuthorizationResponseError)
    return error.error === 'access_denied'
      ? new Problem('denied', '', error)
      : new Problem('sign-in-refused', error.error, error);
  if (error instanceof oauth.ResponseBodyError) return new Problem('token-refused', error.error, error);
  if (error instanceof oauth.WWWAuthenticateChallengeError)
    return new Problem('token-refused', `HTTP ${String(error.status)}`, error);
  if (error instanceof oauth.OperationProcessingError)
    return new Problem('token-unusable', error.message, error);
  return undefined;
}
