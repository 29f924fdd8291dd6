import { connect, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { createFramer, framed } from './v2/frames.js';
import { headOf } from './v2/head.js';

/** What a receiver answered. */
export interface Acknowledged {
  /** MSA-1. */
  readonly code: string;
  /** ERR-8, else MSA-3: what a person is told. */
  readonly text: string;
}

export interface MllpTarget {
  readonly host: string;
  readonly port: number;
  /** Certificates of both sides; absent: plain. */
  readonly tls?: ConnectionOptions;
  /** Milliseconds that an answer may take. */
  readonly timeout?: number;
}

/** Why there is no answer. After `timeout` and `closed` nobody knows whether the message was taken. */
export class MllpError extends Error {
  override readonly name = 'MllpError';
  constructor(
    readonly code: 'not-connected' | 'timeout' | 'closed' | 'not-an-answer',
    options?: ErrorOptions,
  ) {
    super(`MLLP: ${code}`, options);
  }
}

/** A connection that messages are sent over, one after the other. */
export interface MllpClient {
  /**
   * Sends a message and waits for the answer that names it (MSA-2). A commit accept is waited past when an application
   * accept was asked for. After any failure the connection is closed: a late answer must not be taken for another message's.
   * @throws MllpError
   */
  readonly send: (body: Buffer) => Promise<Acknowledged>;
  readonly close: () => void;
}

const TIMEOUT = 30_000;

/**
 * Connects to a receiver.
 * @throws MllpError not-connected
 */
export async function connectMllp({ host, port, tls, timeout = TIMEOUT }: MllpTarget): Promise<MllpClient> {
  const socket = await connected(
    tls ? connectTls({ host, port, ...tls }) : connect({ host, port }),
    tls !== undefined,
  );
  const framer = createFramer();
  let pending:
    { readonly take: (body: Buffer) => void; readonly fail: (error: MllpError) => void } | undefined;
  socket.on('data', (bytes) => {
    for (const event of framer.push(bytes))
      if (event.kind === 'message') pending?.take(event.body);
      else pending?.fail(new MllpError('not-an-answer'));
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => pending?.fail(new MllpError('closed')));
  return {
    close: () => socket.destroy(),
    send: (body) => {
      if (pending) throw new Error('one message at a time');
      return new Promise<Acknowledged>((resolve, reject) => {
        const timer = setTimeout(() => pending?.fail(new MllpError('timeout')), timeout);
        const done = (): void => {
          clearTimeout(timer);
          pending = undefined;
        };
        const fail = (error: MllpError): void => {
          done();
          socket.destroy();
          reject(error);
        };
        const { field } = headOf(body);
        const waitsForApplication = field(16).trim() !== '' && field(16).trim() !== 'NE';
        pending = {
          fail,
          take(answer) {
            const msa = msaOf(answer);
            if (!msa || msa.id !== field(10)) fail(new MllpError('not-an-answer'));
            else if (msa.code === 'CA' && waitsForApplication) return;
            else {
              done();
              resolve({ code: msa.code, text: msa.text });
            }
          },
        };
        if (socket.destroyed) fail(new MllpError('closed'));
        else socket.write(framed(body));
      });
    },
  };
}

function connected(socket: Socket, secure: boolean): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error): void => reject(new MllpError('not-connected', { cause }));
    socket.once('error', fail);
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      socket.off('error', fail);
      resolve(socket);
    });
  });
}

const CODES: ReadonlySet<string> = new Set(['AA', 'AE', 'AR', 'CA', 'CE', 'CR']);

/** MSA of an answer, and what its ERR says to people. */
function msaOf(
  answer: Buffer,
): { readonly code: string; readonly id: string; readonly text: string } | undefined {
  const { delimiters, field } = headOf(answer);
  if (field(2) === '') return undefined;
  const lines = answer.toString('latin1').split(/[\r\n]+/u);
  const fields = (name: string): string[] | undefined =>
    lines.find((line) => line.startsWith(`${name}${delimiters.field}`))?.split(delimiters.field);
  const [, code = '', id = '', text = ''] = fields('MSA') ?? [];
  return CODES.has(code) ? { code, id, text: fields('ERR')?.[8] ?? text } : undefined;
}
