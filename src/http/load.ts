import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { RequestHandler } from 'express';
import { ServiceError, toOperationOutcome } from '../errors.js';
import type { Log } from './errors.js';

export interface LoadLimits {
  /** Requests that may be answered at once. */
  readonly maxConcurrent: number;
  /** Milliseconds that requests may wait for others in a burst; a load that goes on for longer lasts. */
  readonly maxDelay: number;
  /** Milliseconds that a request may wait under a load that lasts; `maxDelay` when not said. */
  readonly lastingDelay?: number;
}

export interface Load {
  /** Before anything else is done: answers a request that there would be no room for, and says so. */
  readonly refuses: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Once the body is there, so that a slow sender takes no room: holds a place until the answer is over. */
  readonly place: RequestHandler;
}

/** Seconds after which to come again; without a refusal for so long, an overload is over. */
const RETRY_AFTER = 1;
/** Milliseconds; less is the time that asking the system for work takes. */
const IDLE = 0.5;
/** Made once. */
const OVERLOADED = new ServiceError('overloaded');

/**
 * Turns requests away with 503 while that is cheap, before all of them are slow; the idea is that of CoDel. Requests that come while
 * the event loop is busy are handled in its next turn, one after the other, so the time since the turn began is how long one has
 * waited. A turn is calm when the loop was idle before it, or nobody waited longer than `lastingDelay` in the one before. After a calm
 * one, a burst is answered whole until requests have waited for `maxDelay` in all. Then there is more to do than can be done, and
 * waiting only makes all late: from then on whoever waited longer than `lastingDelay` is refused, until nobody has been for a
 * second. What a request itself takes, and any other pause between turns, is not counted, so a large one alone is never turned away.
 */
export function shedLoad(
  { maxConcurrent, maxDelay, lastingDelay = maxDelay }: LoadLimits,
  canonicalBase: string,
  log: Log,
): Load {
  let places = 0;
  let idle = 0;
  let lastRefusal = -Infinity;
  /** When the turn began. */
  let turn: number | undefined;
  /** How long the request looked at last had waited in its turn, and how long others had in the turns before, since a calm one. */
  let waited = 0;
  let before = 0;

  const isLate = (): boolean => {
    const now = performance.now();
    if (turn === undefined) {
      const idleNow = performance.eventLoopUtilization().idle;
      const calm = idleNow - idle > IDLE || waited <= lastingDelay;
      before = calm ? 0 : before + waited;
      idle = idleNow;
      turn = now;
      setImmediate(() => (turn = undefined));
    }
    waited = now - turn;
    if (waited <= lastingDelay) return false;
    const lasts = before + waited > maxDelay || now - lastRefusal < RETRY_AFTER * 1_000;
    if (lasts) lastRefusal = now;
    return lasts;
  };
  const body = Buffer.from(JSON.stringify(toOperationOutcome(OVERLOADED, canonicalBase)));
  return {
    // Without the app, which would take as long to refuse three requests as to answer one.
    refuses: ({ method = '' }, response) => {
      if (method !== 'POST' || !(isLate() || places >= maxConcurrent)) return false;
      const requestId = randomUUID();
      response.writeHead(OVERLOADED.status, {
        'X-Request-Id': requestId,
        'Access-Control-Allow-Origin': '*',
        'Access-Control-Expose-Headers': 'X-Request-Id,Retry-After',
        'X-Content-Type-Options': 'nosniff',
        'Content-Type': 'application/json; charset=utf-8',
        'Content-Length': body.length,
        'Retry-After': RETRY_AFTER,
      });
      response.end(body);
      const { status, code } = OVERLOADED;
      log({ level: 'error', requestId, method, route: 'none', status, ms: 0, code });
      return true;
    },
    place: (_request, response, next) => {
      if (isLate() || places >= maxConcurrent) {
        response.set('Retry-After', String(RETRY_AFTER));
        throw OVERLOADED;
      }
      places++;
      response.once('close', () => places--);
      next();
    },
  };
}
