import { describe, expect, test } from '@jest/globals';
import { patientView, resultReview } from '../support/fake-knowledge.js';
import { RESULT_HOOK, viewPath, viewRequest } from '../support/requests.js';
import { serve } from '../support/serve.js';
import { record } from '../support/record.js';
import {
  claims,
  ec,
  ehr,
  fixedAuthenticate,
  headerOf,
  ISSUER,
  PUBLIC_URL,
  SECONDS,
  tokenOf,
} from '../support/tokens.js';

type Case = readonly [name: string, token: string];

const other = { ...ehr, id: 'other-ehr', issuer: 'https://other.example.org', tenants: ['north', 'south'] };
const config = {
  client: 'public-sandbox',
  profile: 'us-nondevice',
  resultHook: RESULT_HOOK,
  publicUrl: PUBLIC_URL,
  canonicalBase: 'https://example.org/fhir',
  discoveryProtected: true,
} as const;
const { post, get, logged } = serve({ authenticate: fixedAuthenticate([ehr, other]), config });

const endpoint = PUBLIC_URL + viewPath;
const missing = undefined;
const notText = [missing, null, '', 0, true, {}, [], [[]]];
const notTime = [missing, null, '', String(SECONDS + 300), true, {}, [SECONDS + 300]];

function claim(name: string, values: readonly unknown[]): Case[] {
  return values.map((value) => [
    `${name} ${JSON.stringify(value) ?? 'absent'}`,
    tokenOf(claims(viewPath, { [name]: value })),
  ]);
}

/** For numbers that JSON.stringify does not write. */
function written(name: string, number: string): Case {
  const text = JSON.stringify(claims(viewPath, { [name]: 'HERE' })).replace('"HERE"', number);
  return [`${name} ${number}`, tokenOf(text)];
}

const matrix: readonly Case[] = [
  ...claim('iss', [
    ...notText,
    [ISSUER],
    `${ISSUER}/`,
    ISSUER.toUpperCase(),
    ISSUER.replace('https', 'http'),
    ` ${ISSUER}`,
    `${ISSUER}\u0000`,
    `${ISSUER}#`,
    ISSUER.slice(0, -1),
    `${ISSUER}.evil.example`,
    'https://sandbox.cds-hooks.org',
    'test-ehr',
    '__proto__',
  ]),
  ...claim('aud', [
    ...notText,
    PUBLIC_URL,
    `${PUBLIC_URL}/`,
    `${PUBLIC_URL}/cds-services`,
    `${PUBLIC_URL}/cds-services/`,
    `${endpoint}/`,
    `${endpoint}/feedback`,
    `${PUBLIC_URL}/cds-services/${resultReview.id}`,
    `${PUBLIC_URL}/explain/${patientView.id}`,
    `${endpoint}?a=1`,
    `${endpoint}#a`,
    ` ${endpoint}`,
    `${endpoint} `,
    endpoint.toUpperCase(),
    endpoint.replace('https', 'http'),
    endpoint.replace('example.org', 'example.org:443'),
    endpoint.replace('cds.', 'CDS.'),
    endpoint.replace('https://', 'https://user@'),
    endpoint.replace('.org', '.org.'),
    endpoint.replace('.org', '.org.evil.example'),
    endpoint.replace('/cds-services/', '//cds-services/'),
    endpoint.replace('/cds-services/', '/x/../cds-services/'),
    endpoint.replaceAll('-', '%2d'),
    endpoint.replace('https://cds.example.org', ''),
    `${endpoint} ${endpoint}`,
    [`${PUBLIC_URL}/cds-services`, `${endpoint}/feedback`],
    [endpoint, 1],
    [endpoint, null],
    [[endpoint]],
    { 0: endpoint, length: 1 },
  ]),
  ...claim('exp', [
    ...notTime,
    0,
    -1,
    SECONDS - 60,
    SECONDS - 3600,
    SECONDS,
    SECONDS + 3601,
    SECONDS + 86_400,
    (SECONDS + 300) * 1000,
  ]),
  written('exp', '1e999'),
  written('exp', '-1e999'),
  ...claim('iat', [
    ...notTime,
    0,
    SECONDS + 61,
    SECONDS + 299,
    SECONDS + 301,
    SECONDS - 3301,
    SECONDS - 3700,
    SECONDS * 1000,
  ]),
  written('iat', '1e999'),
  written('iat', '-1e999'),
  ...claim('nbf', [null, '', 'now', String(SECONDS), SECONDS + 61, SECONDS + 3600, {}]),
  written('nbf', '1e999'),
  ...claim('jti', [...notText, 'x'.repeat(257), ['a']]),
  ...[
    missing,
    null,
    '',
    'jwt',
    'Jwt',
    'at+jwt',
    'application/jwt',
    'JWS',
    'JOSE',
    'JWT ',
    1,
    ['JWT'],
    {},
  ].map((typ): Case => [
    `typ ${JSON.stringify(typ) ?? 'absent'}`,
    tokenOf(claims(viewPath), ec, headerOf(ec, { typ })),
  ]),
  ...[missing, null, '', 'west', 'North', 'north ', ['north'], 0, {}, 'north,south'].map((tenant): Case => [
    `tenant ${JSON.stringify(tenant) ?? 'absent'}`,
    tokenOf(claims(viewPath, { iss: other.issuer, tenant })),
  ]),
  ...['null', '[]', '"x"', '1', '{', '', '{}', '[{"iss":1}]'].map((text): Case => [
    `payload ${text}`,
    tokenOf(text),
  ]),
];

async function call(authorization: string | undefined, path = viewPath): Promise<Response> {
  return post(path, viewRequest(), authorization === undefined ? {} : { Authorization: authorization });
}

describe('J2: claims', () => {
  test('none that is missing, of another type or of another value is taken, and none learns why', async () => {
    const taken: string[] = [];
    const answers = new Set<string>();
    for (const [name, token] of matrix) {
      const response = await call(`Bearer ${token}`);
      if (response.status !== 401) taken.push(`${name}: ${response.status}`);
      answers.add(`${response.headers.get('www-authenticate')} ${await response.text()}`);
    }
    record(`J2: ${matrix.length} tokens with a wrong claim tried, ${taken.length} accepted`);
    expect(taken).toEqual([]);
    expect(matrix.length).toBeGreaterThanOrEqual(80);
    const [answer = '', ...more] = answers;
    expect(more).toEqual([]);
    expect(answer.startsWith('Bearer {')).toBe(true);
    expect(JSON.parse(answer.slice('Bearer '.length))).toEqual({
      resourceType: 'OperationOutcome',
      issue: [
        {
          severity: 'error',
          code: 'login',
          details: {
            coding: [{ system: 'https://example.org/fhir/CodeSystem/error', code: 'not-authenticated' }],
            text: expect.any(String),
          },
          diagnostics: expect.any(String),
        },
      ],
    });
  });

  test('what may differ may differ', async () => {
    const accepted: object[] = [
      {},
      { aud: [endpoint] },
      { aud: ['https://elsewhere.example', endpoint] },
      { nbf: SECONDS, sub: 'client' },
      { nbf: SECONDS + 60 },
      { exp: SECONDS + 900 },
      { exp: SECONDS + 3600 },
      { iat: SECONDS - 0.5, exp: SECONDS + 30.5 },
      { iat: SECONDS - 3300 },
      { tenant: 'anyone' },
      { jti: 'x'.repeat(256) },
      { jti: '__proto__' },
      { iss: other.issuer, tenant: 'south' },
      { extension: { 'org.example': [1] } },
    ];
    for (const change of accepted)
      expect([change, (await call(`Bearer ${tokenOf(claims(viewPath, change))}`)).status]).toEqual([
        change,
        200,
      ]);
    for (const header of [{ jku: 'https://ehr.example.org/jwks' }, { cty: 'JWT' }])
      expect((await call(`Bearer ${tokenOf(claims(viewPath), ec, headerOf(ec, header))}`)).status).toBe(200);
    expect((await call(`bearer  ${tokenOf(claims(viewPath))}`)).status).toBe(200);
  });

  test.each<[string, (token: string) => string | undefined]>([
    ['nothing', () => undefined],
    ['an empty header', () => ''],
    ['the scheme alone', () => 'Bearer'],
    ['the scheme and a blank', () => 'Bearer '],
    ['the token alone', (token) => token],
    ['Basic', (token) => `Basic ${token}`],
    ['DPoP', (token) => `DPoP ${token}`],
    ['no blank', (token) => `Bearer${token}`],
    ['a colon', (token) => `Bearer: ${token}`],
    ['a tab', (token) => `Bearer\t${token}`],
    ['two schemes', (token) => `Basic x, Bearer ${token}`],
    ['two tokens', (token) => `Bearer ${token}, Bearer ${token}`],
    ['a parameter', (token) => `Bearer token="${token}"`],
  ])('Authorization with %s is refused', async (_name, write) => {
    expect((await call(write(tokenOf(claims(viewPath))))).status).toBe(401);
  });

  test('a token opens the one address it was made for, and of that every spelling', async () => {
    const paths = [
      '/cds-services',
      viewPath,
      `/cds-services/${resultReview.id}`,
      `${viewPath}/feedback`,
      `/explain/${patientView.id}`,
    ];
    const ask = async (path: string, madeFor: string): Promise<boolean> => {
      const headers = { Authorization: `Bearer ${tokenOf(claims(madeFor))}` };
      const response =
        path === '/cds-services' ? await get(path, { headers }) : await post(path, viewRequest(), headers);
      return response.status !== 401;
    };
    for (const path of paths)
      for (const madeFor of paths)
        expect([path, madeFor, await ask(path, madeFor)]).toEqual([path, madeFor, path === madeFor]);
    record(`J2: ${paths.length * paths.length} pairs of endpoints tried, each token opened its own alone`);
    expect(await ask(`${viewPath}/`, viewPath)).toBe(true);
    expect(await ask(`${viewPath}/`, `${viewPath}/`)).toBe(false);
    expect(await ask(`${viewPath}?x=1`, viewPath)).toBe(true);
  });
});

describe('what needs a token', () => {
  test.each([viewPath, `${viewPath}/feedback`, `/explain/${patientView.id}`])(
    'POST %s does',
    async (path) => {
      expect((await call(undefined, path)).status).toBe(401);
    },
  );

  test('discovery does when it is protected, GET and HEAD', async () => {
    for (const method of ['GET', 'HEAD']) expect((await get('/cds-services', { method })).status).toBe(401);
  });

  test.each(['/healthz', '/openapi.yaml', '/evidence'])('GET %s does not', async (path) => {
    expect((await get(path)).status).not.toBe(401);
  });

  test('OPTIONS never does', async () => {
    for (const path of ['/cds-services', viewPath])
      expect((await get(path, { method: 'OPTIONS' })).status).toBe(204);
  });

  test('it is asked before the body is read', async () => {
    expect((await post(viewPath, 'x'.repeat(6_000_000))).status).toBe(401);
  });

  test('a reason stands in the log for each refusal, from a closed list', () => {
    const reasons = new Set(logged.map(({ reason }) => reason));
    expect([...reasons].sort()).toEqual(
      ['authorization', 'aud', 'exp', 'iat', 'iss', 'jti', 'nbf', 'tenant', 'token', 'typ'].sort(),
    );
    expect(Object.keys(Object.assign({}, ...logged)).sort()).toEqual(['client', 'code', 'level', 'reason']);
  });
});

describe('without DISCOVERY_PROTECTED', () => {
  const open = serve({ authenticate: fixedAuthenticate([ehr]) });
  test('discovery is open, the rest is not', async () => {
    expect((await open.get('/cds-services')).status).toBe(200);
    expect((await open.post(viewPath, viewRequest())).status).toBe(401);
  });
});
