import type { Socket } from 'node:net';
import type { From, Receive } from './receiver.js';
import { createFramer, framed } from './v2/frames.js';

/** What a connection may use up. */
export interface MllpLimits {
  /** Bytes of one message. */
  readonly mostBytes: number;
  /** Bytes between messages, after which a connection is none of HL7. */
  readonly mostNoise: number;
  /** Messages of one connection that wait for their answer: reading stops above, and goes on below. */
  readonly pauseAbove: number;
  readonly resumeBelow: number;
  /** Milliseconds that a message may take to come. */
  readonly halfFrame: number;
}

/** Why a connection was closed by this side. */
export type Closed = 'too-large' | 'noise' | 'half-frame' | 'not-kept';

/** One connection. */
export interface MllpConnection {
  /** Reads no more, answers what was read, and ends. */
  readonly finish: () => Promise<void>;
}

/**
 * Reads messages off a socket and answers them in their order. Messages are handed on as they come, so that many may be kept at once;
 * where that fails the connection is closed without an answer, and the sender sends again.
 */
export function serveConnection(
  socket: Socket,
  from: From,
  receive: Receive,
  limits: MllpLimits,
  closed: (why: Closed) => void,
): MllpConnection {
  const framer = createFramer(limits.mostBytes);
  let waiting = 0;
  let answered: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let finishing = false;

  const close = (why: Closed): void => {
    if (socket.destroyed) return;
    closed(why);
    socket.destroy();
  };
  const steer = (): void => {
    if (finishing || socket.destroyed) return;
    const isFull = waiting > limits.pauseAbove || socket.writableNeedDrain;
    if (isFull) socket.pause();
    else if (socket.isPaused() && waiting < limits.resumeBelow) socket.resume();
    // What does not come while nothing is read is not late.
    watch(!socket.isPaused() && framer.isOpen());
  };
  const watch = (isOpen: boolean): void => {
    if (!isOpen) {
      clearTimeout(timer);
      timer = undefined;
    } else timer ??= setTimeout(() => close('half-frame'), limits.halfFrame).unref();
  };
  const take = (body: Buffer): void => {
    waiting++;
    const answer = receive(body, from);
    // Looked at in its turn; until then its failure is nobody's surprise.
    answer.catch(() => undefined);
    answered = answered.then(async () => {
      try {
        const ack = await answer;
        if (ack && !socket.destroyed) socket.write(framed(ack.body));
      } catch {
        close('not-kept');
      }
      waiting--;
      steer();
    });
  };

  socket.on('data', (bytes) => {
    if (finishing) return;
    const events = framer.push(bytes);
    if (events.length > 0) watch(false);
    for (const event of events) {
      if (event.kind === 'message') take(event.body);
      else close('too-large');
    }
    if (framer.counts().noise > limits.mostNoise) close('noise');
    steer();
  });
  socket.on('drain', steer);
  // A message that is still open then never came.
  socket.on('end', () => {
    void answered.then(() => socket.end());
  });
  // Connections break; what was not acknowledged is sent again.
  socket.on('error', () => socket.destroy());
  socket.on('close', () => watch(false));

  return {
    async finish() {
      finishing = true;
      watch(false);
      await answered;
      socket.end();
      // What still comes is read and dropped: closing over unread bytes would take answers back that are on their way.
      socket.resume();
    },
  };
}
