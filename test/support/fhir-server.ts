import { afterAll, beforeAll } from '@jest/globals';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Call {
  readonly url: string;
  readonly authorization: string | undefined;
}

/** A server on loopback that remembers every call, and answers as told. */
export interface LoopbackServer {
  readonly port: () => number;
  /** `http://127.0.0.1:port/fhir`. */
  readonly base: () => string;
  readonly calls: Call[];
  /** Connections made to it since it was last cleared. */
  connections: number;
  answer: RequestListener;
  clear(): void;
}

/** Runs while the tests of the calling file (or `describe`) run. */
export function loopbackServer(answer: RequestListener = notFound): LoopbackServer {
  const sockets = new Set<Socket>();
  const running: LoopbackServer = {
    port: () => (server.address() as AddressInfo).port,
    base: () => `http://127.0.0.1:${running.port()}/fhir`,
    calls: [],
    connections: 0,
    answer,
    clear() {
      running.calls.length = 0;
      running.connections = 0;
    },
  };
  const server: Server = createServer((request, response) => {
    running.calls.push({ url: request.url ?? '', authorization: request.headers.authorization });
    running.answer(request, response);
  });
  server.on('connection', (socket) => {
    running.connections++;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  beforeAll((done) => {
    server.listen(0, '127.0.0.1', () => done());
  });
  afterAll((done) => {
    server.close(() => done());
    for (const socket of sockets) socket.destroy();
  });
  return running;
}

function notFound(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(404).end();
}

export function sendJson(response: ServerResponse, body: unknown, status = 200, headers = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/fhir+json', ...headers });
  response.end(JSON.stringify(body));
}
