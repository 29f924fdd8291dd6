import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RequestListener, Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createHttpServer } from '../../src/http/server.js';
import { viewPath, viewRequest } from '../support/requests.js';
import { serve } from '../support/serve.js';
import { record } from '../support/record.js';

/** Of each kind. */
const SENDERS = 500;
/** A fifteenth of what the service gives. */
const TIMEOUTS = { headersTimeout: 700, requestTimeout: 1_000 };
const inner = serve({ limits: { maxConcurrent: 8, maxDelay: Infinity, ratePerMinute: 0 } });

const sockets: Socket[] = [];
let server: Server;
let port: number;

beforeAll(async () => {
  const app: RequestListener = (request, response) => {
    // The app of `serve`, behind the server as the service makes it.
    inner.app(request, response);
  };
  server = createHttpServer({ maxConnections: SENDERS * 2 + 100, ...TIMEOUTS }, app);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  ({ port } = server.address() as AddressInfo);
});

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((done) => server.close(done));
});

interface Slow {
  readonly closed: Promise<void>;
  said: string;
}

/** Opens a connection, says `first`, then a byte again and again. */
function slowSender(first: string): Slow {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  socket.write(first);
  const timer = setInterval(() => socket.write('x'), 100);
  const slow: Slow = {
    said: '',
    closed: new Promise((resolve) =>
      socket.on('close', () => {
        clearInterval(timer);
        resolve();
      }),
    ),
  };
  socket.on('data', (chunk) => (slow.said += chunk.toString()));
  return slow;
}

async function ask(): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}${viewPath}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(viewRequest()),
  });
  await answer.arrayBuffer();
  expect(answer.status).toBe(200);
}

test('L4: others are answered meanwhile, though slow senders outnumber the places, and every slow one is cut off', async () => {
  await ask();
  const head = `POST ${viewPath} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n`;
  const slow = Array.from({ length: SENDERS }, () => [
    slowSender(`${head}X-Slow: `),
    slowSender(`${head}Content-Length: 5000\r\n\r\n{"a":"`),
  ]).flat();
  await new Promise((resolve) => setTimeout(resolve, 100));
  for (let one = 0; one < 20; one++) await ask();
  await Promise.all(slow.map(({ closed }) => closed));
  record(
    `L4: ${SENDERS} slow-header and ${SENDERS} slow-body senders, all cut off; 20 requests meanwhile, all answered`,
  );
  for (const { said } of slow) expect(said).toMatch(/^(HTTP\/1\.1 408 Request Timeout\r\n[^]*)?$/u);
});

test('connections above the limit are not taken, and room comes back', async () => {
  const before = server.maxConnections;
  server.maxConnections = 1;
  server.closeAllConnections();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const first = connect(port, '127.0.0.1');
  sockets.push(first);
  await new Promise((resolve) => first.once('connect', resolve));
  const second = connect(port, '127.0.0.1');
  sockets.push(second);
  second.on('error', () => undefined);
  await new Promise((resolve) => second.once('close', resolve));
  first.destroy();
  server.maxConnections = before;
  await new Promise((resolve) => setTimeout(resolve, 50));
  await ask();
});
