import { type AddressInfo, createServer, isIP, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions, type TLSSocket } from 'node:tls';
import { type Closed, type MllpConnection, type MllpLimits, serveConnection } from './mllp-connection.js';
import type { Certificate, From, Receive } from './receiver.js';
import { MOST_BYTES } from './v2/frames.js';

/** Key and certificate of this server, and the authorities whose certificates are let in. */
export type MllpTls = Required<Pick<TlsOptions, 'key' | 'cert' | 'ca'>>;

export interface MllpSettings {
  readonly receive: Receive;
  /** Absent: plain, on loopback alone unless `allowPlain`. */
  readonly tls?: MllpTls;
  /** Messages may go over the wire as they are: only where the network between is trusted. */
  readonly allowPlain?: boolean;
  readonly limits?: Partial<MllpServerLimits>;
  /** Told what happens to connections, for the log and for counting; nothing of a message. */
  readonly note?: (event: MllpEvent) => void;
}

export interface MllpServerLimits extends MllpLimits {
  readonly mostSockets: number;
  /** Milliseconds after which a silent connection is probed; it may stay silent for days. */
  readonly keepAlive: number;
  /** Milliseconds that a handshake may take. */
  readonly handshake: number;
  /** Milliseconds that connections get at the end to be answered. */
  readonly stop: number;
}

export type MllpEvent =
  | { readonly kind: 'opened' | 'gone'; readonly from: From }
  | { readonly kind: 'closed'; readonly from: From; readonly why: Closed }
  | { readonly kind: 'refused'; readonly why: 'too-many' | 'certificate' | 'not-accepted' };

/** A listener for HL7 v2 messages over MLLP. */
export interface MllpServer {
  /**
   * @throws Error when the address is not loopback and messages would be plain
   */
  readonly listen: (port: number, host: string) => Promise<AddressInfo>;
  /** Lets nobody in any more, answers what was read, and ends. */
  readonly close: () => Promise<void>;
}

const LIMITS: MllpServerLimits = {
  mostBytes: MOST_BYTES,
  mostNoise: 64 * 1024,
  pauseAbove: 256,
  resumeBelow: 128,
  halfFrame: 30_000,
  mostSockets: 256,
  keepAlive: 60_000,
  handshake: 10_000,
  stop: 10_000,
};

/** Makes a listener. With TLS every sender needs a certificate of an authority that is named; version 1.2 at least. */
export function createMllpServer({
  receive,
  tls,
  allowPlain = false,
  note,
  ...settings
}: MllpSettings): MllpServer {
  const limits = { ...LIMITS, ...settings.limits };
  const open = new Map<Socket, MllpConnection>();
  const serve = (socket: Socket): void => {
    const from = fromOf(socket);
    socket.setKeepAlive(true, limits.keepAlive);
    // Answers are small, and each is waited for.
    socket.setNoDelay(true);
    note?.({ kind: 'opened', from });
    const connection = serveConnection(socket, from, receive, limits, (why) =>
      note?.({ kind: 'closed', from, why }),
    );
    open.set(socket, connection);
    socket.on('close', () => {
      open.delete(socket);
      note?.({ kind: 'gone', from });
    });
  };
  const server = tls ? secured(tls, limits, serve, note) : createServer({ allowHalfOpen: true }, serve);
  server.maxConnections = limits.mostSockets;
  server.on('drop', () => note?.({ kind: 'refused', why: 'too-many' }));
  // Such as no file descriptors left: others may come in later.
  server.on('error', () => note?.({ kind: 'refused', why: 'not-accepted' }));

  return {
    async listen(port, host) {
      if (!tls && !allowPlain && !isLoopback(host))
        throw new Error(
          `MLLP without TLS listens on loopback only, and ${host} is not; say so if the network is trusted`,
        );
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          resolve();
        });
      });
      return server.address() as AddressInfo;
    },
    async close() {
      const stopped = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      const late = setTimeout(() => open.forEach((_, socket) => socket.destroy()), limits.stop).unref();
      await Promise.all([...open.values()].map((connection) => connection.finish()));
      await stopped;
      clearTimeout(late);
    },
  };
}

function secured(
  tls: MllpTls,
  { handshake }: MllpServerLimits,
  serve: (socket: Socket) => void,
  note: MllpSettings['note'],
): Server {
  const options: TlsOptions = {
    ...tls,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    handshakeTimeout: handshake,
    allowHalfOpen: true,
  };
  return createTlsServer(options, serve).on('tlsClientError', () =>
    note?.({ kind: 'refused', why: 'certificate' }),
  );
}

function fromOf(socket: Socket): From {
  const certificate = 'getPeerX509Certificate' in socket ? certificateOf(socket as TLSSocket) : undefined;
  return { over: 'mllp', address: socket.remoteAddress ?? '', ...(certificate && { certificate }) };
}

/** Names in quotes hold what no DNS name does, and could be taken for two: they are left out. */
function certificateOf(socket: TLSSocket): Certificate | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return undefined;
  const names = (certificate.subjectAltName ?? '')
    .split(', ')
    .flatMap((name) => /^DNS:([A-Za-z0-9*.-]+)$/u.exec(name)?.[1] ?? []);
  return { names, fingerprint: certificate.fingerprint256 };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
