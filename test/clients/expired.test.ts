import { describe, expect, test } from '@jest/globals';
import { expiry } from '../../src/clients/expired.js';
import { viewPath, viewRequest } from '../support/requests.js';
import { serve } from '../support/serve.js';
import { NOW } from '../support/clock.js';
import { claims, encode, ec, fixedAuthenticate, SECONDS, signer, tokenOf } from '../support/tokens.js';

const now = (): Date => NOW;
const open = serve({ now, isExpired: expiry(now) });
const shut = serve({ now, isExpired: expiry(now), authenticate: fixedAuthenticate() });
const stranger = await signer('ES384', 'stranger');

const expiring = (exp: unknown, by = ec): string => `Bearer ${tokenOf(claims(viewPath, { exp }), by)}`;
const unsigned = (payload: unknown): string =>
  `Bearer ${encode({ alg: 'none' })}.${encode(payload)}.${encode('x')}`;

const expired: readonly (readonly [string, string])[] = [
  ['an hour ago', expiring(SECONDS - 3600)],
  ['just outside the skew', expiring(SECONDS - 61)],
  ['at the end of the skew', expiring(SECONDS - 60)],
  ['in 1970', expiring(0)],
  ['long before', expiring(-1e300)],
  ['by somebody unknown', expiring(SECONDS - 3600, stranger)],
  ['without a signature worth the name', unsigned({ exp: SECONDS - 3600 })],
  ['in another spelling', expiring(SECONDS - 3600).replace('Bearer ', 'bEARER   ')],
];
const ignored: readonly (readonly [string, string])[] = [
  ['just inside the skew', expiring(SECONDS - 59)],
  ['in the future', expiring(SECONDS + 300)],
  ['in the far future', expiring(1e300)],
  ['without exp', expiring(undefined)],
  ['exp as text', expiring(String(SECONDS - 3600))],
  ['exp null', expiring(null)],
  ['by somebody unknown, but fresh', expiring(SECONDS + 300, stranger)],
  ['no token', 'Bearer'],
  ['an empty token', 'Bearer '],
  ['garbage', 'Bearer garbage'],
  ['garbage in three parts', 'Bearer x.y.z'],
  ['a payload that is no object', unsigned([1])],
  ['a payload that is no JSON', unsigned('{"exp":')],
  ['two parts', expiring(SECONDS - 3600).replace(/\.[^.]*$/u, '')],
  ['padded', `${expiring(SECONDS - 3600)}=`],
  ['another scheme', expiring(SECONDS - 3600).replace('Bearer', 'DPoP')],
  ['longer than any token', unsigned({ exp: SECONDS - 3600, more: 'x'.repeat(9000) })],
];

describe('where no token is asked for', () => {
  test.each(expired)(
    'one that ran out %s is refused as it would be with authentication',
    async (_, token) => {
      open.logged.length = 0;
      const headers = { Authorization: token };
      const answer = await open.post(viewPath, viewRequest(), headers);
      const other = await shut.post(viewPath, viewRequest(), headers);
      expect([answer.status, answer.headers.get('www-authenticate'), await answer.text()]).toEqual([
        401,
        'Bearer',
        await other.text(),
      ]);
      expect(open.logged).toEqual([{ level: 'warn', code: 'not-authenticated', reason: 'exp' }]);
    },
  );

  test.each(ignored)('anything else is passed over: %s', async (_, token) => {
    open.logged.length = 0;
    const answer = await open.post(viewPath, viewRequest(), { Authorization: token });
    expect([answer.status, open.logged]).toEqual([200, []]);
  });

  test('a header that is too large is the business of the server', async () => {
    const headers = { Authorization: `Bearer ${'x'.repeat(20_000)}` };
    expect((await open.post(viewPath, viewRequest(), headers)).status).toBe(431);
  });

  test('discovery, feedback and explain do the same; pages do not look', async () => {
    const headers = { Authorization: expiring(SECONDS - 3600) };
    const explain = viewPath.replace('cds-services', 'explain');
    for (const path of [`${viewPath}/feedback`, explain])
      expect((await open.post(path, viewRequest(), headers)).status).toBe(401);
    for (const service of [open, shut])
      expect((await service.get('/cds-services', { headers })).status).toBe(401);
    expect((await open.get('/labs', { headers })).status).toBe(200);
  });
});
