import { afterEach, describe, expect, test } from '@jest/globals';
import { closeSync, existsSync, openSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';
import { record } from '../support/tokens.js';
import { type Started, startService } from '../support/service.js';

/** Each has a line of some 190 bytes: together more than a pipe takes and the service keeps. */
const MANY = 4_000;
const SOME = 500;
const AT_ONCE = 20;

/** A port that nobody had a moment ago, as what the service prints may reach nobody. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

let service: Started | undefined;
afterEach(() => {
  service?.child.kill('SIGKILL');
});

async function listening(port: number): Promise<void> {
  const isReady = (): Promise<boolean> =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) await after(50);
}

/** How many of so many requests, each with a line of the log, were answered. */
async function answered(port: number, requests: number): Promise<number> {
  let good = 0;
  let left = requests;
  const work = async (): Promise<void> => {
    while (left-- > 0) {
      const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
      await answer.arrayBuffer();
      good += Number(answer.ok);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return good;
}

async function servesOnAndStops(
  what: string,
  requests: number,
  port: number,
  started: Started,
): Promise<void> {
  await listening(port);
  expect(await answered(port, requests)).toBe(requests);
  const { ms, code } = await started.stop();
  record(`L10: ${what}: ${requests} requests answered, stopped in ${ms.toFixed(0)} ms with code ${code}`);
  expect(code).toBe(0);
  expect(ms).toBeLessThan(10_000);
}

describe('L10: the service answers and stops whatever becomes of its standard output', () => {
  test('its reader has gone', async () => {
    const port = await freePort();
    service = startService({ PORT: String(port) }, ['ignore', 'pipe', 'inherit']);
    service.child.stdout!.once('data', () => service?.child.stdout!.destroy());
    await servesOnAndStops('reader gone', SOME, port, service);
  });

  test('its reader never reads', async () => {
    const port = await freePort();
    // Nobody listens to `data`, so that nothing is read.
    service = startService({ PORT: String(port) }, ['ignore', 'pipe', 'inherit']);
    await servesOnAndStops('reader that never reads', MANY, port, service);
  });

  test('its reader reads again: the lines since are there, and how many were lost is said', async () => {
    const port = await freePort();
    service = startService({ PORT: String(port) }, ['ignore', 'pipe', 'inherit']);
    await listening(port);
    expect(await answered(port, MANY)).toBe(MANY);
    let text = '';
    service.child.stdout!.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const lines = (): string[] => text.split('\n').filter((line) => line.startsWith('{'));
    const lost = (): number =>
      lines().reduce((sum, line) => sum + Number(/"lines-lost","lines":(\d+)/u.exec(line)?.[1] ?? 0), 0);
    // A line at a time, until one finds room.
    while (lost() === 0) {
      await fetch(`http://127.0.0.1:${port}/openapi.yaml`).then((answer) => answer.arrayBuffer());
      await after(50);
    }
    await after(200);
    const healthz = lines().filter((line) => line.includes('"/healthz"')).length;
    const others = lines().filter((line) => /"\/(readyz|openapi\.yaml)"/u.test(line)).length;
    record(`L10: reader that pauses: ${healthz} of ${MANY} lines written, ${lost()} said to be lost`);
    expect(healthz + lost()).toBeGreaterThanOrEqual(MANY);
    expect(healthz + lost()).toBeLessThanOrEqual(MANY + others + 1_000);
    for (const line of lines()) expect(() => JSON.parse(line) as unknown).not.toThrow();
    expect((await service.stop()).code).toBe(0);
  });

  (existsSync('/dev/full') ? test : test.skip)('its disk is full', async () => {
    const port = await freePort();
    const full = openSync('/dev/full', 'w');
    service = startService({ PORT: String(port) }, ['ignore', full, 'inherit']);
    closeSync(full);
    await servesOnAndStops('disk full', SOME, port, service);
  });
});
