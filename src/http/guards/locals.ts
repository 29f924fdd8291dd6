import type { RequestHandler, Response } from 'express';
import type { Client } from '../../core/model/knowledge.js';

/** What handlers add to the line of a request; never a value of the request. */
export interface Seen {
  service?: string;
  cards?: number;
  code?: string;
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

/** Whose request is being answered. */
export function callerOf({ locals }: Response): Client {
  return locals['client'] as Client;
}
