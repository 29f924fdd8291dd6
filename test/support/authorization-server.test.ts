import { beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { authorizationServer } from './authorization-server.js';
import { loopbackServer } from './fhir-server.js';

// A test server that lets everything pass would prove nothing of who passes.

const there = loopbackServer();
const base = (): string => `http://127.0.0.1:${there.port()}`;
const REDIRECT = 'http://127.0.0.1:1/patient';
const ehr = authorizationServer(
  { clientId: 'page', redirectUri: () => REDIRECT, patientId: 'p01' },
  () => ({ metadata: () => ({}) as never, read: () => undefined, search: () => undefined }),
  base,
);
beforeEach(() => {
  there.answer = ehr.listener;
  ehr.reset();
});

const verifier = 'v'.repeat(43);
const right = (): Record<string, string> => ({
  ...{ response_type: 'code', client_id: 'page', redirect_uri: REDIRECT, aud: `${base()}/fhir` },
  ...{ scope: 'launch/patient openid fhirUser patient/*.rs', state: 's'.repeat(22) },
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
});

async function authorize(changed: Record<string, string> = {}): Promise<URLSearchParams | number> {
  const query = new URLSearchParams({ ...right(), ...changed });
  const answer = await fetch(`${base()}/authorize?${query.toString()}`, { redirect: 'manual' });
  return answer.status === 302 ? new URL(answer.headers.get('location')!).searchParams : answer.status;
}

async function exchange(code: string, changed: Record<string, string> = {}): Promise<unknown> {
  const answer = await fetch(`${base()}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ grant_type: 'authorization_code', client_id: 'page', redirect_uri: REDIRECT },
      ...{ code, code_verifier: verifier, ...changed },
    }),
  });
  return answer.json();
}

describe('the authorization server of the tests', () => {
  test('gives a token once for a code, to who can show the verifier', async () => {
    const code = ((await authorize()) as URLSearchParams).get('code')!;
    expect(await exchange(code)).toMatchObject({ token_type: 'Bearer', patient: 'p01' });
    expect(await exchange(code)).toEqual({ error: 'invalid_grant' });
  });

  test.each([
    ['another verifier', { code_verifier: 'w'.repeat(43) }, 'invalid_grant: code_verifier'],
    ['another redirect URI', { redirect_uri: `${REDIRECT}/x` }, 'invalid_grant: redirect_uri'],
    ['another client', { client_id: 'other' }, 'invalid_client'],
    ['a secret', { client_secret: 'x' }, 'invalid_client: secret'],
  ])('takes no code with %s, and not afterwards either', async (_what, changed, why) => {
    const code = ((await authorize()) as URLSearchParams).get('code')!;
    expect(await exchange(code, changed)).toHaveProperty('error');
    expect(await exchange(code)).toHaveProperty('error');
    expect(ehr.refused[0]).toBe(why);
  });

  test.each([
    [{ client_id: 'other' }, 'client_id or redirect_uri'],
    [{ redirect_uri: 'http://127.0.0.1:2/patient' }, 'client_id or redirect_uri'],
  ])('sends nobody anywhere with %j', async (changed, why) => {
    expect(await authorize(changed)).toBe(400);
    expect(ehr.refused).toEqual([why]);
  });

  test.each([
    [{ aud: 'http://127.0.0.1/other' }, 'invalid_request: aud'],
    [{ state: '' }, 'invalid_request: state'],
    [{ code_challenge_method: 'plain' }, 'invalid_request: code_challenge_method'],
    [{ code_challenge: '' }, 'invalid_request: challenge'],
    [{ launch: 'made-up' }, 'invalid_request: launch'],
    [{ scope: 'openid fhirUser' }, 'invalid_scope: launch'],
    [{ scope: 'launch/patient offline_access' }, 'invalid_scope: more than reading'],
    [{ scope: 'launch/patient patient/*.cruds' }, 'invalid_scope: more than reading'],
  ])('gives no code with %j', async (changed, why) => {
    expect(((await authorize(changed)) as URLSearchParams).has('code')).toBe(false);
    expect(ehr.refused).toEqual([why]);
  });
});
