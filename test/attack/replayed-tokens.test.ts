import { describe, expect, test } from '@jest/globals';
import { MemoryReplayStore } from '../../src/clients/replay.js';
import { viewPath } from '../support/requests.js';
import { serve } from '../support/serve.js';
import { P384_ORDER } from './forged-tokens.js';
import { NOW } from '../support/clock.js';
import { record } from '../support/record.js';
import { claims, ec, ehr, fixedAuthenticate, PUBLIC_URL, tokenOf } from '../support/tokens.js';

const path = `${viewPath}/feedback`;
const { post } = serve({ authenticate: fixedAuthenticate() });

async function send(token: string): Promise<number> {
  const feedback = [{ card: 'c', outcome: 'accepted' }];
  return (await post(path, { feedback }, { Authorization: `Bearer ${token}` })).status;
}

/** How often a token got in, in all. */
async function successes(statuses: readonly Promise<number>[]): Promise<number> {
  const all = await Promise.all(statuses);
  expect(all.filter((status) => status !== 200 && status !== 401)).toEqual([]);
  return all.filter((status) => status === 200).length;
}

describe('J3: replay', () => {
  test('of 1,000 tokens sent twice each gets in once', async () => {
    const wrong: number[] = [];
    for (let batch = 0; batch < 20; batch++) {
      const tokens = Array.from({ length: 50 }, () => tokenOf(claims(path)));
      const counts = await Promise.all(tokens.map((token) => successes([send(token), send(token)])));
      wrong.push(...counts.filter((count) => count !== 1));
    }
    record(`J3: 1000 tokens sent twice, ${wrong.length} did not get in exactly once`);
    expect(wrong).toEqual([]);
  });

  test('of 50 copies at once one gets in', async () => {
    const token = tokenOf(claims(path));
    const count = await successes(Array.from({ length: 50 }, () => send(token)));
    record(`J3: 50 copies of one token at once, ${count} got in`);
    expect(count).toBe(1);
  });

  test('another signature of the same words is the same token', async () => {
    const token = tokenOf(claims(path));
    const [header = '', payload = '', signature = ''] = token.split('.');
    const order = BigInt(`0x${P384_ORDER}`);
    const bytes = Buffer.from(signature, 'base64url');
    const s = order - BigInt(`0x${bytes.subarray(48).toString('hex')}`);
    const mirrored = Buffer.concat([
      bytes.subarray(0, 48),
      Buffer.from(s.toString(16).padStart(96, '0'), 'hex'),
    ]);
    expect(await send(token)).toBe(200);
    expect(await send(`${header}.${payload}.${mirrored.toString('base64url')}`)).toBe(401);
    expect(await send(tokenOf(Buffer.from(payload, 'base64url').toString(), ec))).toBe(401);
  });

  test('a token that is refused uses nothing up', async () => {
    const said = claims(path);
    const bad = tokenOf(said).replace(/.{8}$/u, 'AAAAAAAA');
    expect(await send(bad)).toBe(401);
    expect(await send(tokenOf({ ...said, aud: 'https://elsewhere.example' }))).toBe(401);
    expect(await send(tokenOf(said))).toBe(200);
  });

  test('two issuers may use the same id', async () => {
    const other = { ...ehr, id: 'other', issuer: 'https://other.example.org' };
    const authenticate = fixedAuthenticate([ehr, other]);
    const jti = 'the-same';
    for (const iss of [ehr.issuer, other.issuer])
      await authenticate(`Bearer ${tokenOf(claims(path, { iss, jti }))}`, PUBLIC_URL + path);
  });

  test('a token is remembered for as long as it could get in', async () => {
    const start = NOW.getTime();
    let now = start;
    const authenticate = fixedAuthenticate([ehr], () => new Date(now));
    const token = tokenOf(claims(path));
    await authenticate(`Bearer ${token}`, PUBLIC_URL + path);
    for (; now < start + 400_000; now += 500)
      await expect(authenticate(`Bearer ${token}`, PUBLIC_URL + path)).rejects.toMatchObject({
        reason: now < start + 360_000 ? 'replay' : 'exp',
      });
  });
});

describe('the memory of used tokens', () => {
  test('is bounded for each issuer, closed when full, and open again when tokens have run out', () => {
    let now = 1_000_000;
    const store = new MemoryReplayStore(() => new Date(now), 3);
    for (const jti of ['a', 'b', 'c']) expect(store.reserve('x', jti, now + 5_000)).toBe(true);
    expect(store.reserve('x', 'd', now + 5_000)).toBe(false);
    expect(store.reserve('y', 'd', now + 5_000)).toBe(true);
    store.release('x', 'a');
    expect(store.reserve('x', 'd', now + 5_000)).toBe(true);
    expect(store.reserve('x', 'e', now + 5_000)).toBe(false);
    now += 20_000;
    expect(store.reserve('x', 'e', now + 5_000)).toBe(true);
  });

  test('holds 100,000 tokens of an issuer, and refuses the next', () => {
    const store = new MemoryReplayStore(() => NOW);
    const until = NOW.getTime() + 1000;
    for (let count = 0; count < 100_000; count++) store.reserve('x', `jti-${count}`, until);
    expect(store.reserve('x', 'one more', until)).toBe(false);
  });

  test('a store that fails lets nobody in', async () => {
    const authenticate = fixedAuthenticate([ehr], () => NOW, {
      reserve: () => Promise.reject(new Error('down')),
      release: () => undefined,
    });
    await expect(authenticate(`Bearer ${tokenOf(claims(path))}`, PUBLIC_URL + path)).rejects.toThrow('down');
  });
});
