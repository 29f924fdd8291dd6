import { isBatch, messagesOf } from './batches.js';
import type { Sender } from './identifiers.js';
import { type Merge, mergesOf } from './merges.js';
import { type Message, parseMessage } from './message.js';
import { resultReader, type Results } from './to-fhir.js';
import { V2Error } from './v2-error.js';

/** One message, as far as it could be read. */
export type ReadMessage =
  | {
      readonly kind: 'results';
      readonly header: Message['header'];
      readonly results: Results;
      readonly problems: readonly V2Error[];
    }
  | {
      readonly kind: 'merges';
      readonly header: Message['header'];
      readonly merges: readonly Merge[];
      readonly problems: readonly [];
    }
  | { readonly kind: 'unreadable'; readonly problems: readonly [V2Error, ...V2Error[]] };

/** What came in one frame or request: a message, or a batch of them. */
export interface Body {
  readonly isBatch: boolean;
  readonly messages: readonly { readonly body: Buffer; readonly read: ReadMessage }[];
}

/** Reads what one sender sends. Never throws for anything that came: what cannot be read is told by code and place. */
export interface V2Reader {
  readonly sender: Sender;
  readonly message: (body: Buffer) => ReadMessage;
  /** For the wire and for HTTP: one message, or a batch where that is agreed. */
  readonly body: (body: Buffer) => Body;
}

/**
 * Makes the reader of a sender; what is fixed by what was agreed is worked out here.
 * @throws RangeError when it has no time zone that there is; files of clients are checked for that
 */
export function createV2Reader(sender: Sender): V2Reader {
  const readResults = resultReader(sender);
  const message = (body: Buffer): ReadMessage =>
    caught(() => {
      const parsed = parseMessage(body, sender.v2?.charset);
      const { header } = parsed;
      if (header.type === 'ADT')
        return { kind: 'merges', header, merges: mergesOf(parsed, sender), problems: [] };
      const results = readResults(parsed);
      return { kind: 'results', header, results, problems: results.problems };
    });
  return {
    sender,
    message,
    body(body) {
      if (!isBatch(body)) return { isBatch: false, messages: [{ body, read: message(body) }] };
      try {
        if (!sender.v2?.allowBatch) throw new V2Error('batch-not-allowed', { segment: 'BHS' });
        return {
          isBatch: true,
          messages: messagesOf(body).map((one) => ({ body: one, read: message(one) })),
        };
      } catch (error) {
        return { isBatch: false, messages: [{ body, read: unreadable(error) }] };
      }
    },
  };
}

function caught(read: () => ReadMessage): ReadMessage {
  try {
    return read();
  } catch (error) {
    return unreadable(error);
  }
}

function unreadable(error: unknown): ReadMessage {
  if (!(error instanceof V2Error)) throw error;
  return { kind: 'unreadable', problems: [error] };
}
