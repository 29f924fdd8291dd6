import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Answer {
  /** 0 when the connection was lost. */
  readonly status: number;
  readonly retryAfter: boolean;
  /** Header and body. */
  readonly text: string;
}

export interface Connections {
  /** Opens all there may be, as a proxy in front has them. */
  readonly open: () => Promise<void>;
  readonly exchange: (request: Buffer) => Promise<Answer>;
  readonly close: () => void;
}

/** Milliseconds; the service closes a connection that was not used for 65 seconds, and says so in its answers. */
const MOST_IDLE = 60_000;
/** Of one that was never used the service expects the first request within ten seconds. */
const MOST_UNUSED = 5_000;
/** Fewer than the queue of connections not yet taken holds. */
const OPENED_AT_ONCE = 200;
const LOST: Answer = { status: 0, retryAfter: false, text: '' };

/** What is sent over a connection, headers and all. */
export function requestOf(path: string, body: string, token?: string): Buffer {
  const headers = [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
  ];
  return Buffer.from(`${headers.join('\r\n')}\r\n\r\n${body}`);
}

/**
 * Kept connections that do as little as can be done with an answer, so that the sender takes little of the processor. As many are opened
 * as there are requests on their way, up to `most`; above that a request waits, and its time runs. The one used last is used next, or
 * they are used in turn, so that none is closed for having nothing to do.
 */
export function openConnections(port: number, most: number, inTurn = false): Connections {
  const free: { readonly socket: Socket; readonly since: number }[] = [];
  const next = () => (inTurn ? free.shift() : free.pop());
  const waiting: ((socket: Socket) => void)[] = [];
  const all = new Set<Socket>();

  const take = (): Promise<Socket> | Socket => {
    for (let one = next(); one; one = next()) {
      if (performance.now() - one.since < MOST_IDLE && !one.socket.destroyed) return one.socket;
      one.socket.destroy();
    }
    if (all.size >= most) return new Promise((resolve) => waiting.push(resolve));
    return fresh();
  };
  const fresh = (): Socket => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    all.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      all.delete(socket);
      waiting.shift()?.(fresh());
    });
    return socket;
  };
  const give = (socket: Socket): void => {
    const first = waiting.shift();
    if (first) first(socket);
    else free.push({ socket, since: performance.now() });
  };
  return {
    open: async () => {
      const opened: Socket[] = [];
      while (opened.length < most) {
        const some = Array.from({ length: Math.min(OPENED_AT_ONCE, most - opened.length) }, fresh);
        await Promise.all(some.map((socket) => once(socket, 'connect')));
        opened.push(...some);
      }
      const since = performance.now() - MOST_IDLE + MOST_UNUSED;
      free.push(...opened.map((socket) => ({ socket, since })));
    },
    exchange: async (request) => {
      const taken = take();
      const socket = taken instanceof Promise ? await taken : taken;
      const answer = await answerOn(socket, request);
      if (answer !== LOST) give(socket);
      return answer;
    },
    close: () => {
      for (const socket of all) socket.destroy();
    },
  };
}

function answerOn(socket: Socket, request: Buffer): Promise<Answer> {
  return new Promise((resolve) => {
    let bytes: Buffer | undefined;
    const end = (answer: Answer): void => {
      socket.off('data', read).off('close', lost);
      resolve(answer);
    };
    const lost = (): void => end(LOST);
    const read = (chunk: Buffer): void => {
      bytes = bytes ? Buffer.concat([bytes, chunk]) : chunk;
      const head = bytes.indexOf('\r\n\r\n');
      if (head < 0) return;
      const headers = bytes.toString('latin1', 0, head);
      const length = Number(/^content-length: (\d+)/im.exec(headers)?.[1] ?? 0);
      if (bytes.length < head + 4 + length) return;
      const text = bytes.toString();
      end({ status: Number(headers.slice(9, 12)), retryAfter: /^retry-after: \d/im.test(headers), text });
    };
    socket.on('data', read).once('close', lost);
    socket.write(request);
  });
}
