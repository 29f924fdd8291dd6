import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Jwk } from '../../src/core/model/knowledge.js';
import type { Authenticate } from '../../src/clients/authenticate.js';
import { NOW } from '../support/clock.js';
import { record } from '../support/record.js';
import {
  claims,
  ec,
  ehr,
  fixedAuthenticate,
  PUBLIC_URL,
  rsa,
  SECONDS,
  type Signer,
  tokenOf,
} from '../support/tokens.js';

const URL_OF_KEYS = 'https://keys.example.org/jwks.json';
const path = '/cds-services/x';
const minute = 60_000;

let now: number;
let published: readonly Jwk[];
let answer: (init: RequestInit) => Promise<Response>;
let fetched: number;
let authenticate: Authenticate;

beforeEach(() => {
  now = NOW.getTime();
  published = [ec.jwk];
  fetched = 0;
  answer = () => Promise.resolve(Response.json({ keys: published }));
  jest.spyOn(globalThis, 'fetch').mockImplementation((url, init = {}) => {
    fetched++;
    expect(url).toBe(URL_OF_KEYS);
    return answer(init);
  });
  authenticate = fixedAuthenticate([{ ...ehr, keys: { url: URL_OF_KEYS } }], () => new Date(now));
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** The client, or why not. */
async function send(by: Signer = ec, kid = by.kid): Promise<string> {
  const seconds = Math.floor(now / 1000);
  const token = tokenOf(claims(path, { iat: seconds, exp: seconds + 300 }), { ...by, kid });
  try {
    return (await authenticate(`Bearer ${token}`, PUBLIC_URL + path)).id;
  } catch (error) {
    return (error as { reason: string }).reason;
  }
}

async function sendMany(count: number, one: () => Promise<string>): Promise<Record<string, number>> {
  const outcomes: Record<string, number> = {};
  for (const outcome of await Promise.all(Array.from({ length: count }, one)))
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  return outcomes;
}

const down = (): Promise<Response> => Promise.reject(new TypeError('fetch failed'));

describe('J5: keys at an address', () => {
  test('many tokens at once ask once', async () => {
    expect(await sendMany(100, () => send())).toEqual({ 'test-ehr': 100 });
    expect(fetched).toBe(1);
  });

  test('a new key is good after one request, under load, and the old one is good until it is withdrawn', async () => {
    await send();
    now += minute;
    published = [ec.jwk, rsa.jwk];
    expect(await sendMany(200, () => send(Math.random() < 0.5 ? ec : rsa))).toEqual({ 'test-ehr': 200 });
    expect(fetched).toBe(2);
    published = [rsa.jwk];
    now += 10 * minute;
    expect(await sendMany(100, () => send(rsa))).toEqual({ 'test-ehr': 100 });
    expect(await send(ec)).toBe('key');
    record(`J5: keys changed under load of 300 tokens, 0 good ones refused, ${fetched} requests for keys`);
    expect(fetched).toBe(3);
  });

  test('1,000 unknown key ids make one request for each 30 s', async () => {
    await send();
    for (let round = 0; round < 10; round++) {
      now += 5_000;
      expect(await sendMany(100, () => send(ec, `unknown-${Math.random()}`))).toEqual({ key: 100 });
    }
    record(`J5: 1000 unknown key ids in 50 s, ${fetched - 1} requests for keys`);
    expect(fetched).toBe(2);
    now += 30_000;
    await send(ec, 'unknown');
    expect(fetched).toBe(3);
  });

  test('while the address is down, known keys serve and nobody waits; back, it is asked again', async () => {
    await send();
    answer = down;
    const before = fetched;
    for (let passed = 0; passed < 20; passed++) {
      now += minute;
      expect(await sendMany(20, () => send())).toEqual({ 'test-ehr': 20 });
    }
    const asked = fetched - before;
    record(`J5: 20 minutes down, 400 tokens, 0 refused, ${asked} requests for keys`);
    expect(asked).toBeLessThanOrEqual(11);

    answer = () => new Promise(() => undefined);
    now += minute;
    expect(await send()).toBe('test-ehr');
  });

  test('known keys do not serve for ever', async () => {
    await send();
    answer = down;
    now += 23 * 60 * minute;
    expect(await send()).toBe('test-ehr');
    now += 61 * minute;
    expect(await send()).toBe('keys-unreachable');
    answer = () => Promise.resolve(Response.json({ keys: published }));
    now += minute;
    expect(await send()).toBe('test-ehr');
  });

  test('down from the start: refused, one request for each 30 s, good as soon as it answers', async () => {
    answer = down;
    expect(await sendMany(50, () => send())).toEqual({ 'keys-unreachable': 50 });
    now += 29_000;
    await send();
    expect(fetched).toBe(1);
    answer = () => Promise.resolve(Response.json({ keys: published }));
    now += 1_000;
    expect(await send()).toBe('test-ehr');
  });

  test('a key withdrawn is refused once its ten minutes are over', async () => {
    await send();
    published = [rsa.jwk];
    now += 9 * minute;
    expect(await send()).toBe('test-ehr');
    now += minute;
    expect(await send()).toBe('key');
  });

  test.each<[string, () => Promise<Response>]>([
    ['an error page', () => Promise.resolve(Response.json({ keys: published }, { status: 500 }))],
    ['not found', () => Promise.resolve(new Response('', { status: 404 }))],
    ['HTML', () => Promise.resolve(new Response('<html>'))],
    ['nothing', () => Promise.resolve(new Response(null))],
    ['no list', () => Promise.resolve(Response.json({ keys: {} }))],
    ['null', () => Promise.resolve(Response.json(null))],
    ['an empty list', () => Promise.resolve(Response.json({ keys: [] }))],
    ['a list of nothing', () => Promise.resolve(Response.json({ keys: [null, 1, 'x'] }))],
    ['half a text', () => Promise.resolve(new Response(JSON.stringify({ keys: published }).slice(0, -9)))],
    [
      'more than 64 kB',
      () => Promise.resolve(Response.json({ keys: published, filling: 'x'.repeat(65_536) })),
    ],
  ])('%s instead of keys leaves the known ones as they are', async (_name, wrong) => {
    await send();
    answer = wrong;
    now += 11 * minute;
    expect(await send()).toBe('test-ehr');
    expect(fetched).toBe(2);
  });

  test('the request follows no redirect, sends nothing and gives up after a second', async () => {
    let init: RequestInit = {};
    answer = (given) => {
      init = given;
      return new Promise((_, fail) => {
        given.signal?.addEventListener('abort', () => fail(new Error('aborted')));
      });
    };
    const timeout = jest.spyOn(AbortSignal, 'timeout');
    expect(await send()).toBe('keys-unreachable');
    expect(timeout.mock.calls).toEqual([[1_000]]);
    expect(init.signal).toBe(timeout.mock.results[0]!.value);
    expect(init).toMatchObject({ redirect: 'error', credentials: 'omit' });
    expect(JSON.stringify(init.headers)).not.toContain('Bearer');
  });

  test('a stream without end is cut off', async () => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 16_384;
        controller.enqueue(new Uint8Array(16_384).fill(32));
      },
    });
    answer = () => Promise.resolve(new Response(body));
    expect(await send()).toBe('keys-unreachable');
    expect(sent).toBeLessThan(200_000);
  });
});

describe('J6: clocks that differ', () => {
  const skews = Array.from({ length: 25 }, (_, step) => -120 + 10 * step);
  const reached = async (change: object): Promise<boolean> => {
    const token = tokenOf(claims(path, change));
    return authenticate(`Bearer ${token}`, PUBLIC_URL + path).then(
      () => true,
      () => false,
    );
  };

  test('a token fresh from a clock that is ahead or behind is taken up to 60 s, and no further', async () => {
    for (const skew of skews) {
      // It lives for a moment only, so that its end is judged as strictly as its beginning.
      const made = SECONDS + skew;
      const taken = { fresh: await reached({ iat: made, exp: made + 1 }), nbf: await reached({ nbf: made }) };
      expect([skew, taken]).toEqual([skew, { fresh: Math.abs(skew) <= 60, nbf: skew <= 60 }]);
    }
    record(`J6: ${skews.length} clocks from -120 s to +120 s tried, taken exactly from -60 s to +60 s`);
  });

  test.each([
    [-61, false],
    [-60, false],
    [-59, true],
    [60, true],
  ])('to the second: exp %i s from now is taken: %s', async (away, taken) => {
    expect(await reached({ iat: SECONDS - 300, exp: SECONDS + away })).toBe(taken);
  });

  test.each([
    [60, true],
    [61, false],
  ])('to the second: iat %i s from now is taken: %s', async (away, taken) => {
    expect(await reached({ iat: SECONDS + away, exp: SECONDS + 300 })).toBe(taken);
  });
});
