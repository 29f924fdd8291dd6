import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { ServiceError, toOperationOutcome } from '../../errors.js';
import type { Log } from '../../log.js';
import { type Delays, lateness, LOOK_AFTER } from './lateness.js';

export interface LoadLimits extends Delays {
  /** Requests that may be answered at once. */
  readonly maxConcurrent: number;
}

export interface Load {
  /** Before anything else is done: answers a request that there would be no room for, and says so. */
  readonly refuses: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Once the body is there, so that a slow sender takes no room: holds a place until the answer is over. */
  readonly place: RequestHandler;
}

/** Made once. */
const OVERLOADED = new ServiceError('overloaded');

/** Turns requests away with 503 while that is cheap, before all of them are slow: when too many are there at once, or one's turn came late. */
export function shedLoad({ maxConcurrent, ...delays }: LoadLimits, canonicalBase: string, log: Log): Load {
  const isLate = lateness(delays);
  let places = 0;
  const noRoom = (): boolean => isLate() || places >= maxConcurrent;
  const body = Buffer.from(JSON.stringify(toOperationOutcome(OVERLOADED, canonicalBase)));
  return {
    // Without the app, which would take as long to refuse three requests as to answer one.
    refuses: ({ method = '' }, response) => {
      if (method !== 'POST' || !noRoom()) return false;
      const requestId = randomUUID();
      response.writeHead(OVERLOADED.status, {
        'X-Request-Id': requestId,
        'Access-Control-Allow-Origin': '*',
        'Access-Control-Expose-Headers': 'X-Request-Id,Retry-After',
        'X-Content-Type-Options': 'nosniff',
        'Content-Type': 'application/json; charset=utf-8',
        'Content-Length': body.length,
        'Retry-After': LOOK_AFTER,
      });
      response.end(body);
      const { status, code } = OVERLOADED;
      log({ level: 'error', requestId, method, route: 'none', status, ms: 0, code });
      return true;
    },
    place: (_request, response, next) => {
      if (noRoom()) {
        response.set('Retry-After', String(LOOK_AFTER));
        throw OVERLOADED;
      }
      places++;
      response.once('close', () => places--);
      next();
    },
  };
}
