import { createServer, type RequestListener, type Server } from 'node:http';
import { Server as NetServer } from 'node:net';

export interface ServerLimits {
  readonly maxConnections: number;
  /** Milliseconds that a connection is kept for the next request. */
  readonly keepAlive?: number;
  /** Milliseconds until the headers, and until the whole request, must have come. */
  readonly headersTimeout?: number;
  readonly requestTimeout?: number;
}

/** A server on which a client that sends slowly holds a connection no longer than agreed; Node looks for such ones once a second. */
export function createHttpServer(limits: ServerLimits, app?: RequestListener): Server {
  const { maxConnections, keepAlive = 5_000, headersTimeout = 10_000, requestTimeout = 13_000 } = limits;
  const server = createServer({
    keepAliveTimeout: keepAlive,
    headersTimeout,
    requestTimeout,
    connectionsCheckingInterval: Math.min(1_000, headersTimeout),
  });
  server.maxConnections = maxConnections;
  if (app) server.on('request', app);
  return server;
}

/** How long after the word to stop new requests are still answered, so that callers learn of it before they meet a closed door. */
const FAREWELL = 1_000;
/** A connection taken last has so long to say its request. */
const LAST_WORD = 200;
/** How long what is being answered may take. */
const MOST = 8_000;

/** Stops taking connections and resolves when what was being answered is answered, or after nine seconds. */
export async function stop(server: Server, farewell = FAREWELL): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, farewell));
  // The close of node:http would also cut off connections whose request is on its way.
  const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve));
  const idle = setInterval(() => server.closeIdleConnections(), LAST_WORD);
  const patience = setTimeout(() => server.closeAllConnections(), MOST);
  await closed;
  clearInterval(idle);
  clearTimeout(patience);
}
