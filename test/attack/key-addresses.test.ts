import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import nock from 'nock';
import { viewPath, viewRequest } from '../support/requests.js';
import { serve } from '../support/serve.js';
import { record } from '../support/record.js';
import {
  claims,
  ec,
  ehr,
  fixedAuthenticate,
  headerOf,
  type Signer,
  signer,
  tokenOf,
} from '../support/tokens.js';

const KEYS = 'https://keys.example.org/ehr/jwks.json';
const remote = { ...ehr, id: 'remote-ehr', issuer: 'https://remote.example.org', keys: { url: KEYS } };
const enemy = await signer('ES384', 'enemy');
const { post } = serve({ authenticate: fixedAuthenticate([ehr, remote]) });

/** Serves the enemy's keys to whoever comes, and counts. */
let visits = 0;
const lair = createServer((_request, response) => response.end(JSON.stringify({ keys: [enemy.jwk] })));
lair.on('connection', () => visits++);
/** Requests that left for other hosts, and were stopped. */
const left: string[] = [];
const noteMiss = (request: { host?: string; hostname?: string }): void => {
  const host = request.host ?? request.hostname ?? '';
  if (!host.startsWith('127.0.0.1')) left.push(host);
};

beforeAll(async () => {
  await new Promise<void>((done) => lair.listen(0, '127.0.0.1', () => done()));
  nock.disableNetConnect();
  nock.enableNetConnect(/^127\.0\.0\.1/u);
  nock.emitter.on('no match', noteMiss);
});

afterAll(() => {
  nock.emitter.removeListener('no match', noteMiss);
  nock.cleanAll();
  nock.enableNetConnect();
  nock.restore();
  lair.close();
  lair.closeAllConnections();
});

function addresses(port: number): unknown[] {
  const near = [
    '127.0.0.1',
    'localhost',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '127.1',
    '0x7f000001',
    '2130706433',
    '0',
    '0177.0.0.1',
  ];
  return [
    ...near.flatMap((host) => [`http://${host}:${port}/jwks.json`, `https://${host}:${port}/jwks.json`]),
    `http://127.0.0.1:${port}`,
    `//127.0.0.1:${port}/jwks.json`,
    `http:127.0.0.1:${port}`,
    `HTTP://127.0.0.1:${port}/`,
    ` http://127.0.0.1:${port}/`,
    `http://127.0.0.1:${port}\\@keys.example.org/`,
    `http://keys.example.org@127.0.0.1:${port}/ehr/jwks.json`,
    `https://keys.example.org%40127.0.0.1:${port}/`,
    'http://169.254.169.254/latest/meta-data/',
    'http://metadata.google.internal/',
    'http://10.0.0.1/jwks.json',
    'http://[fe80::1]/jwks.json',
    'https://evil.example/jwks.json',
    'https://keys.example.org.evil.example/ehr/jwks.json',
    'https://keys.example.orgevil.example/ehr/jwks.json',
    'https://evil.example/?https://keys.example.org/ehr/jwks.json',
    'https://evil.example/#https://keys.example.org/ehr/jwks.json',
    'https://keys.example.org:444/ehr/jwks.json',
    'http://keys.example.org/ehr/jwks.json',
    'https://KEYS.example.org/ehr/jwks.json',
    'https://keys.example.org./ehr/jwks.json',
    'https://keys.example.org/ehr/jwks.json?x=1',
    'https://keys.example.org/ehr/jwks.json#x',
    'https://keys.example.org/ehr/../ehr/jwks.json',
    'https://keys.example.org/ehr//jwks.json',
    'https://keys.example.org/other/jwks.json',
    'https://keys.example.org\\.evil.example/ehr/jwks.json',
    'https://ｋeys.example.org/ehr/jwks.json',
    'https://xn--keys-example.org/ehr/jwks.json',
    'file:///etc/passwd',
    'ftp://evil.example/jwks.json',
    'gopher://127.0.0.1:25/',
    `data:application/json,${JSON.stringify({ keys: [enemy.jwk] })}`,
    'blob:https://evil.example/x',
    'jwks.json',
    '../jwks.json',
    '/etc/passwd',
    '',
    null,
    1,
    [`http://127.0.0.1:${port}/`],
    { url: `http://127.0.0.1:${port}/` },
  ];
}

async function send(by: Signer, change: object, iss = ehr.issuer): Promise<number> {
  const token = tokenOf(claims(viewPath, { iss }), by, headerOf(by, change));
  return (await post(viewPath, viewRequest(), { Authorization: `Bearer ${token}` })).status;
}

test('J4: an address for keys that a token brings is never asked', async () => {
  const all = addresses((lair.address() as AddressInfo).port);
  const taken: unknown[] = [];
  for (const address of all)
    for (const header of [
      { jku: address },
      { jku: address, kid: ec.kid },
      { x5u: address, jku: address, kid: enemy.kid, jwk: enemy.jwk },
    ])
      if ((await send(enemy, header)) !== 401) taken.push(address);
  for (const address of all) if ((await send(ec, { jku: address })) !== 200) taken.push(['refused', address]);
  record(`J4: ${all.length} addresses in 4 tokens each tried, ${visits + left.length} connections opened`);
  expect(all.length).toBeGreaterThanOrEqual(60);
  expect({ taken, visits, left }).toEqual({ taken: [], visits: 0, left: [] });
});

test('J4: an issuer whose keys are at an address is asked there, whatever the token says', async () => {
  const asked = nock('https://keys.example.org')
    .get('/ehr/jwks.json')
    .reply(200, { keys: [ec.jwk] });
  const jku = `http://127.0.0.1:${(lair.address() as AddressInfo).port}/`;
  expect(await send(enemy, { jku }, remote.issuer)).toBe(401);
  expect(await send(ec, { jku }, remote.issuer)).toBe(200);
  expect(asked.isDone()).toBe(true);
  expect({ visits, left }).toEqual({ visits: 0, left: [] });
});

test('tokens that name no known issuer, or another algorithm, ask for nothing', async () => {
  for (const iss of ['https://nobody.example', '', KEYS]) expect(await send(ec, {}, iss)).toBe(401);
  expect(await send(ec, { alg: 'none' }, remote.issuer)).toBe(401);
  expect({ visits, left }).toEqual({ visits: 0, left: [] });
});

test('the watch on connections sees those that are made', async () => {
  await fetch(`http://127.0.0.1:${(lair.address() as AddressInfo).port}/`);
  await expect(fetch('https://evil.example/jwks.json')).rejects.toThrow();
  expect(visits).toBe(1);
  expect(left).toEqual(['evil.example:443']);
});
