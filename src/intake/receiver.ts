import { type Ack, ackCode, batchAck, buildAck, isWanted, type Occasion } from './v2/ack.js';
import { type Head, headOf } from './v2/head.js';
import { messageKey } from './v2/keys.js';
import type { ReadMessage, V2Reader } from './v2/reader.js';
import { V2Error } from './v2/v2-error.js';

/** Where a message came from. */
export interface From {
  readonly over: 'mllp' | 'http';
  readonly address: string;
  /** Who the certificate of the connection says it is, checked; absent without one. */
  readonly certificate?: Certificate;
}

export interface Certificate {
  /** DNS names of subjectAltName. */
  readonly names: readonly string[];
  /** SHA-256, as `AB:CD:..`. */
  readonly fingerprint: string;
}

/**
 * Takes what one frame or one request held, and gives the answer, if one is wanted. What it rejects with is no answer: the sender will
 * repeat the message. Several may be under way at once; they are kept in the order of the calls.
 */
export type Receive = (body: Buffer, from: From) => Promise<Ack | undefined>;

/** A message that came, with what could be read of it. */
export interface Arrived {
  readonly client: string;
  /** The same for the same message sent again. */
  readonly key: string;
  readonly body: Buffer;
  readonly read: ReadMessage;
  readonly from: From;
  readonly at: Date;
}

export interface ReceiverParts {
  /** The reader of the one whose messages these are; `undefined`: nobody's that is known. */
  readonly readerFor: (from: From, head: Head) => V2Reader | undefined;
  /** Keeps messages for good, all or none, be they readable or not: only then an answer is given. Rejects when it cannot. */
  readonly keep: (arrived: readonly Arrived[]) => Promise<void>;
  readonly now: () => Date;
  readonly newId: Occasion['newId'];
}

/** The way of a message: read, kept, acknowledged. The same for the wire and for HTTP. */
export function createReceiver({ readerFor, keep, now, newId }: ReceiverParts): Receive {
  return async (body, from) => {
    const at = now();
    const occasion = { now: at, newId };
    const reader = readerFor(from, headOf(body));
    if (!reader) {
      const unknown = new V2Error('sender-unknown', { segment: 'MSH', field: 3 });
      return buildAck(body, 'AR', [unknown], occasion);
    }
    const { sender } = reader;
    const { isBatch, messages } = reader.body(body);
    await keep(
      messages.map(({ body: one, read }) => ({
        client: sender.id,
        key: keyOf(sender.id, one),
        body: one,
        read,
        from,
        at,
      })),
    );
    const acks = messages.flatMap(({ body: one, read }) => {
      const code = ackCode(read, sender.v2 ?? {});
      const wish = 'header' in read ? read.header.acceptWhen : '';
      return isWanted(code, wish) ? [buildAck(one, code, read.problems, occasion)] : [];
    });
    return isBatch && acks.length > 0 ? batchAck(acks) : acks[0];
  };
}

function keyOf(client: string, body: Buffer): string {
  const { field } = headOf(body);
  return messageKey(client, [field(3), field(4), field(10)], body);
}
