// Sends one request on each of many connections at the same moment, from a process of its own, and prints how each was answered.
// Words: port, count, path, body. Each connection is used before, so that the server has taken all of them.
import { connect } from 'node:net';

const [port, count, path, body] = process.argv.slice(2);
const first = 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';
const request = [
  `POST ${path} HTTP/1.1`,
  'Host: 127.0.0.1',
  'Content-Type: application/json',
  `Content-Length: ${Buffer.byteLength(body)}`,
  'Connection: close',
  '',
  body,
].join('\r\n');

const sockets = await Promise.all(
  Array.from(
    { length: Number(count) },
    () =>
      new Promise((resolve, fail) => {
        const socket = connect(Number(port), '127.0.0.1', () => socket.write(first));
        socket.once('error', fail);
        socket.once('data', () => resolve(socket));
      }),
  ),
);
const start = performance.now();
const answers = await Promise.all(
  sockets.map(
    (socket) =>
      new Promise((resolve) => {
        let text = '';
        socket.on('data', (chunk) => (text += chunk));
        socket.on('error', () => undefined);
        socket.on('close', () =>
          resolve({
            status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0),
            retryAfter: /^retry-after: (\d+)/im.exec(text)?.[1] ?? null,
            ms: Math.round(performance.now() - start),
          }),
        );
        socket.write(request);
      }),
  ),
);
process.stdout.write(JSON.stringify(answers));
