import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { record } from '../support/tokens.js';
import { usually } from '../support/seed.js';
import { startService } from '../support/service.js';

const CONNECTIONS = 50;
const PROBES = usually(200, 1_000);

const service = startService(
  { PORT: '0', PROBE_PORT: '0', MAX_CONNECTIONS: String(CONNECTIONS), LOG_LEVEL: 'silent' },
  ['ignore', 'pipe', 'inherit'],
);
const sockets = new Set<Socket>();
let ending = false;

afterAll(() => {
  ending = true;
  for (const socket of sockets) socket.destroy();
  service.child.kill('SIGKILL');
});

/** The port of the service, and that of its probes, as it prints them. */
async function ports(): Promise<readonly [number, number]> {
  let said = '';
  for await (const chunk of service.child.stdout!) {
    said += String(chunk);
    const port = /^Discovery: \S+:(\d+)\/cds-services$/mu.exec(said)?.[1];
    const probes = /^Probes: .* port (\d+)$/mu.exec(said)?.[1];
    if (port !== undefined && probes !== undefined) return [Number(port), Number(probes)];
  }
  throw new Error(said);
}

let port = 0;
let probes = 0;
beforeAll(async () => {
  [port, probes] = await ports();
});

/** Takes a connection and says nothing; comes back as soon as it is left. */
function take(port: number, counts: { taken: number }): void {
  const socket = connect(port, '127.0.0.1', () => counts.taken++);
  sockets.add(socket);
  socket.on('error', () => undefined);
  socket.once('close', () => {
    sockets.delete(socket);
    if (!ending) setTimeout(() => take(port, counts), 5);
  });
}

test('L9: with every connection taken and coming back, no probe is refused', async () => {
  const counts = { taken: 0 };
  // Twice as many as there is room for, so that one that is left free is taken at once.
  for (let one = 0; one < CONNECTIONS * 2; one++) take(port, counts);
  while (counts.taken < CONNECTIONS * 2) await new Promise((resolve) => setTimeout(resolve, 10));
  await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();

  const refused: unknown[] = [];
  for (let probe = 0; probe < PROBES; probe++) {
    const path = probe % 2 ? 'healthz' : 'readyz';
    // As probes do, each on a connection of its own.
    await fetch(`http://127.0.0.1:${probes}/${path}`, { headers: { Connection: 'close' } }).then(
      async (answer) => {
        await answer.arrayBuffer();
        if (!answer.ok) refused.push(answer.status);
      },
      (error: unknown) => refused.push(error),
    );
  }
  record(
    `L9: ${PROBES} probes with all ${CONNECTIONS} connections taken, ${counts.taken} times in all: ${refused.length} refused`,
  );
  expect(refused).toEqual([]);
});

test('there is nothing else on that port', async () => {
  for (const path of ['cds-services', 'examples', '']) {
    const answer = await fetch(`http://127.0.0.1:${probes}/${path}`);
    expect([path, answer.status]).toEqual([path, 404]);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    await answer.arrayBuffer();
  }
});

test('/readyz says there that it is stopping, for as long as what has come is answered', async () => {
  const exited = once(service.child, 'exit');
  service.child.kill('SIGTERM');
  const said = new Set<number>();
  for (let open = true; open;)
    await fetch(`http://127.0.0.1:${probes}/readyz`, { headers: { Connection: 'close' } }).then(
      async (answer) => {
        await answer.arrayBuffer();
        said.add(answer.status);
      },
      () => (open = false),
    );
  expect([...said].filter((status) => status !== 200)).toEqual([503]);
  expect(await exited).toEqual([0, null]);
});
