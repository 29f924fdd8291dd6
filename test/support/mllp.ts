import { connect, type Socket } from 'node:net';
import {
  createMllpServer,
  type MllpEvent,
  type MllpServer,
  type MllpSettings,
} from '../../src/intake/mllp-server.js';
import { type Arrived, createReceiver, type Receive } from '../../src/intake/receiver.js';
import { createV2Reader } from '../../src/intake/v2/reader.js';
import { createFramer } from '../../src/intake/v2/frames.js';
import { NOW } from './clock.js';
import { V2_CLIENT } from './v2.js';

/** A listener on loopback, what it took and what it told. */
export interface Listening {
  readonly port: number;
  readonly arrived: readonly Arrived[];
  readonly events: readonly MllpEvent[];
  readonly server: MllpServer;
}

/** Receives for one client, and keeps what came in a list. */
export function keeping(arrived: Arrived[], client = V2_CLIENT): Receive {
  let ids = 0;
  const reader = createV2Reader(client);
  return createReceiver({
    readerFor: () => reader,
    keep: (all) => {
      arrived.push(...all);
      return Promise.resolve();
    },
    now: () => NOW,
    newId: () => `ACK${++ids}`,
  });
}

/** Does something with a listener, and stops it. */
export async function listening<T>(
  settings: Partial<MllpSettings>,
  use: (listening: Listening) => Promise<T>,
): Promise<T> {
  const arrived: Arrived[] = [];
  const events: MllpEvent[] = [];
  const server = createMllpServer({
    receive: keeping(arrived),
    note: (event) => events.push(event),
    ...settings,
  });
  const { port } = await server.listen(0, '127.0.0.1');
  try {
    return await use({ port, arrived, events, server });
  } finally {
    await server.close();
  }
}

/** A connection that is written to byte by byte, and what comes back. */
export interface Raw {
  readonly socket: Socket;
  readonly write: (bytes: Buffer | string) => Promise<void>;
  /** Waits for so many answers, in their order. */
  readonly answers: (count: number) => Promise<string[]>;
  /** Waits until the other side has closed. */
  readonly closed: Promise<void>;
}

export async function rawConnection(port: number): Promise<Raw> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return rawOver(socket);
}

export function rawOver(socket: Socket): Raw {
  const framer = createFramer();
  const got: string[] = [];
  let wake = (): void => undefined;
  socket.on('data', (bytes: Buffer) => {
    for (const event of framer.push(bytes))
      got.push(event.kind === 'message' ? event.body.toString('latin1') : event.kind);
    wake();
  });
  socket.on('error', () => socket.destroy());
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  return {
    socket,
    closed,
    write: (bytes) => new Promise((resolve) => socket.write(bytes, () => resolve())),
    async answers(count) {
      while (got.length < count) {
        if (socket.destroyed) throw new Error(`closed after ${got.length} answers`);
        await Promise.race([closed, new Promise<void>((resolve) => (wake = resolve))]);
      }
      return got;
    },
  };
}
