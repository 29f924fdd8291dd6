import type { RequestHandler, Response } from 'express';
import type { Caller } from '../../clients/authenticate.js';
import type { Client } from '../../core/model/knowledge.js';

/** What the line of a request says; never a value of the request. */
export interface Seen {
  /** Ours, also told in the answer. */
  requestId?: string;
  /** When it came, on the clock of `performance`. */
  start?: number;
  service?: string;
  cards?: number;
  /** Why no card may be shown. */
  noCardsBecause?: string;
  code?: string;
  /** Codes of fields that were passed over as odd. */
  odd?: string;
  /** Where a router stands, as its routes do not know. */
  mount?: string;
}

export function seen({ locals }: Response): Seen {
  return (locals['seen'] ??= {}) as Seen;
}

export function mountedAt(mount: string): RequestHandler {
  return (_request, response, next) => {
    seen(response).mount = mount;
    next();
  };
}

export function setCaller({ locals }: Response, caller: Caller): void {
  locals['caller'] = caller;
}

/** Whose request is being answered. */
export function callerOf({ locals }: Response): Client {
  return (locals['caller'] as Caller).client;
}

/**
 * Lets the token of this request be shown once more, for when its caller is asked to send the request again. Never throws: a token that
 * cannot be let go stays used.
 */
export async function releaseToken({ locals }: Response): Promise<void> {
  try {
    await (locals['caller'] as Caller | undefined)?.release?.();
  } catch {
    // The answer is on its way, and it is the same.
  }
}
