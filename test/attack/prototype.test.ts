import { expect, test } from '@jest/globals';
import { VIEW } from '../support/ask.js';
import { serveShipped } from '../support/shipped.js';
import { at, copyOf, count, pathsOf, wordyRequest } from './hostile.js';

/** F5: keys that lead to the prototype of all objects, in every object of a request. */

const service = serveShipped();
const good = wordyRequest();
const objects = pathsOf(good).filter((path) => typeof at(good, path) === 'object');

const evil: [key: string, value: unknown][] = [
  ['__proto__', { polluted: 1 }],
  ['__proto__', null],
  ['constructor', { prototype: { polluted: 1 } }],
  ['constructor', null],
  ['prototype', { polluted: 1 }],
  ['__proto__', { __proto: 1, toString: 1, hasOwnProperty: 1, reference: 'Patient/other', polluted: [1] }],
  ['hasOwnProperty', 1],
  ['toString', { polluted: 1 }],
  ['valueOf', 'x'],
  ['__defineGetter__', {}],
];

/** A body with one more own key in one object; as text, so that the key is sent whatever its name. */
function body(path: readonly (string | number)[], key: string, value: unknown): string {
  const copy = copyOf(good);
  const inner = JSON.parse(
    JSON.stringify(value).replace('"__proto":1', () => '"__proto__":{"polluted":1}'),
  ) as unknown;
  Object.defineProperty(at(copy, path), key, {
    value: inner,
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return JSON.stringify(copy);
}

async function send(text: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${service.url()}/cds-services/${VIEW}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: text,
  });
  const answered = await answer.text();
  return { status: answer.status, text: answered.replace(/00000000-0000-4000-8000-\d{12}/gu, 'id') };
}

const names = (): string[] =>
  [Object.prototype, Array.prototype, Function.prototype].flatMap(Object.getOwnPropertyNames);

test(`F5: ${objects.length * evil.length} bodies change nothing for the next one`, async () => {
  expect(objects.length * evil.length).toBeGreaterThanOrEqual(500);
  const clean = await send(JSON.stringify(good));
  const before = names();
  expect(clean.status).toBe(200);
  const wrong: unknown[] = [];
  for (const path of objects)
    for (const [key, value] of evil) {
      const { status } = await send(body(path, key, value));
      const { polluted } = {} as { polluted?: unknown };
      const next = await send(JSON.stringify(good));
      if (status >= 500 || polluted !== undefined || next.text !== clean.text)
        wrong.push([path.join('.'), key, status]);
    }
  expect(wrong).toEqual([]);
  expect(names()).toEqual(before);
  expect(service.logged).toEqual([]);
  count('F5', objects.length * evil.length, 'changed what comes after, or were answered 5xx');
});

test('what hangs on a prototype is not read as if the caller had sent it', async () => {
  const copy = JSON.stringify(good).replace('"context":{', () => '"x":{');
  const { status } = await send(
    copy.replace('{', () => `{"__proto__":${JSON.stringify({ context: good['context'] })},`),
  );
  expect(status).toBe(400);
});
