import { isBatch, messagesOf } from './batches.js';
import type { Sender } from './identifiers.js';
import { type Merge, mergesOf } from './merges.js';
import { type Message, parseMessage } from './message.js';
import { type Results, resultsOf } from './to-fhir.js';
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

/**
 * Reads what a sender sent, for the wire and for HTTP. Never throws for anything that came: what cannot be read is told by code and
 * place.
 */
export function readBody(body: Buffer, sender: Sender): Body {
  if (!isBatch(body)) return { isBatch: false, messages: [{ body, read: readMessage(body, sender) }] };
  try {
    if (!sender.v2?.allowBatch) throw new V2Error('batch-not-allowed', { segment: 'BHS' });
    return {
      isBatch: true,
      messages: messagesOf(body).map((one) => ({ body: one, read: readMessage(one, sender) })),
    };
  } catch (error) {
    return { isBatch: false, messages: [{ body, read: unreadable(error) }] };
  }
}

/** Reads one message. Never throws for anything that came. */
export function readMessage(body: Buffer, sender: Sender): ReadMessage {
  try {
    const message = parseMessage(body, sender.v2?.charset);
    const { header } = message;
    if (header.type === 'ADT')
      return { kind: 'merges', header, merges: mergesOf(message, sender), problems: [] };
    const results = resultsOf(message, sender);
    return { kind: 'results', header, results, problems: results.problems };
  } catch (error) {
    return unreadable(error);
  }
}

function unreadable(error: unknown): ReadMessage {
  if (!(error instanceof V2Error)) throw error;
  return { kind: 'unreadable', problems: [error] };
}
