import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { REVIEW, VIEW, viewOf } from '../support/ask.js';
import { reshaped, seeded } from '../support/shapes.js';
import { serveShipped } from '../support/shipped.js';
import { record } from '../support/record.js';
import { SEED } from '../support/seed.js';

/** `npm run soak` tries 50,000. */
const COUNT = 2_000;

const service = serveShipped();
const folder = new URL('../../cds-hooks/examples/', import.meta.url);
const requests = readdirSync(folder)
  .filter((name) => name.endsWith('.request.json'))
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { hook: string })
  .slice(0, 5);
const serviceOf = ({ hook }: { hook: string }): string => (hook === 'patient-view' ? VIEW : REVIEW);

const LEAK = /node_modules|at .*:\d+:\d+|TypeError|RangeError/u;

async function send(body: Uint8Array | string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${service.url()}/cds-services/${VIEW}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  const text = await answer.text();
  return { status: answer.status, text };
}

test(`F4: ${COUNT} requests of changed shape are answered, none with 5xx`, async () => {
  const random = seeded(SEED);
  const statuses: Record<number, number> = {};
  const wrong: unknown[] = [];
  for (let one = 0; one < COUNT; one++) {
    const request = requests[one % requests.length]!;
    const { body, changed } = reshaped(request, random);
    const answer = await service.post(`/cds-services/${serviceOf(request)}`, body);
    const text = await answer.text();
    statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    if (answer.status >= 500 || LEAK.test(text) || typeof JSON.parse(text) !== 'object')
      wrong.push([one, changed, answer.status]);
  }
  record(
    `F4: ${COUNT} changed requests tried (seed ${SEED}), ${wrong.length} answered with 5xx or a leak; by status ${JSON.stringify(statuses)}`,
  );
  expect(wrong).toEqual([]);
  expect(statuses[200]).toBeGreaterThan(COUNT / 10);
});

test('the same seed makes the same requests', () => {
  const some = (seed: number) => {
    const random = seeded(seed);
    return Array.from({ length: 20 }, () => JSON.stringify(reshaped(requests[0], random).body));
  };
  expect(some(SEED)).toEqual(some(SEED));
  expect(some(SEED)).not.toEqual(some(SEED + 1));
});

const good = JSON.stringify(viewOf([]));
const within = (inside: string) => good.replace('"prefetch":{', () => `"prefetch":{"x":${inside},`);
const DEEP = 100_000;
const bomb = within(`"${'0'.repeat(60_000_000)}"`);

test.each<[string, () => Uint8Array | string, Record<string, string>, number]>([
  ['arrays 100,000 deep', () => '['.repeat(DEEP) + ']'.repeat(DEEP), {}, 400],
  ['objects 100,000 deep', () => '{"a":'.repeat(DEEP) + '1' + '}'.repeat(DEEP), {}, 400],
  ['arrays 100,000 deep in prefetch', () => within('['.repeat(DEEP) + ']'.repeat(DEEP)), {}, 400],
  ['objects 100,000 deep in prefetch', () => within('{"a":'.repeat(DEEP) + '1' + '}'.repeat(DEEP)), {}, 400],
  ['deep and never closed', () => within('['.repeat(DEEP)), {}, 400],
  ['ten times the bytes', () => within(`"${'0'.repeat(50_000_000)}"`), {}, 413],
  [
    'ten times the entries',
    () => within(`{"resourceType":"Bundle","entry":[${'{},'.repeat(49_999)}{}]}`),
    {},
    400,
  ],
  ['a gzip bomb of 1000:1', () => gzipSync(bomb), { 'Content-Encoding': 'gzip' }, 413],
])('F4: %s', async (what, make, headers, status) => {
  const body = make();
  await send(good);
  const answer = await send(body, headers);
  record(`F4: ${what}, ${Buffer.byteLength(body)} bytes: ${answer.status}`);
  expect(answer.status).toBe(status);
  expect(answer.text).not.toMatch(LEAK);
  expect((await send(good)).status).toBe(200);
});

test('the bomb unfolds to a thousand times what is sent', () => {
  expect(bomb.length / gzipSync(bomb).length).toBeGreaterThan(900);
});
