import { performance } from 'node:perf_hooks';
import type { RequestHandler, Response } from 'express';
import { ServiceError } from '../errors.js';

export interface LoadLimits {
  /** Requests that may be answered at once. */
  readonly maxConcurrent: number;
  /** Milliseconds that requests may wait for others in a burst; a load that goes on for longer lasts. */
  readonly maxDelay: number;
  /** Milliseconds that a request may wait under a load that lasts; `maxDelay` when not said. */
  readonly lastingDelay?: number;
}

export interface Load {
  /** Before the body is read: turns away what there would be no room for. */
  readonly admit: RequestHandler;
  /** Once the body is there, so that a slow sender takes no room: holds a place until the answer is over. */
  readonly place: RequestHandler;
}

/** Seconds after which to come again. */
const RETRY_AFTER = '1';
/** Milliseconds; less is the time that asking the system for work takes. */
const IDLE = 0.5;
/** Made once: a refusal must cost little. */
const OVERLOADED = new ServiceError('overloaded');

/**
 * Turns requests away with 503 while that is cheap, before all of them are slow; the idea is that of CoDel. Requests that come while
 * the event loop is busy are handled in its next turn, one after the other, so the time since the turn began is how long one has
 * waited. A moment is calm when the loop was idle, or nobody waited longer than `lastingDelay`. After one, a burst is answered whole
 * for `maxDelay`. When there has been none for so long, there is more to do than can be done, and waiting only makes all late: then
 * whoever waited longer than `lastingDelay` is refused, the turn is soon over, and the next one has few in it. What a request itself
 * takes is not counted, so a large one alone is never turned away.
 */
export function shedLoad({ maxConcurrent, maxDelay, lastingDelay = maxDelay }: LoadLimits): Load {
  let places = 0;
  let idle = 0;
  let lastCalm = 0;
  /** How long the request looked at last had waited. */
  let waited = 0;
  /** When the turn began, and when a request was last looked at in it. */
  let turn: { readonly start: number; latest: number } | undefined;

  const isLate = (): boolean => {
    const now = performance.now();
    if (!turn) {
      const idleNow = performance.eventLoopUtilization().idle;
      if (idleNow - idle > IDLE || waited <= lastingDelay) lastCalm = now;
      idle = idleNow;
      turn = { start: now, latest: now };
      setImmediate(() => (turn = undefined));
    }
    const { start, latest } = turn;
    turn.latest = now;
    waited = latest - start;
    return waited > lastingDelay && latest - lastCalm > maxDelay;
  };
  const check = (response: Response): void => {
    if (!isLate() && places < maxConcurrent) return;
    response.set('Retry-After', RETRY_AFTER);
    throw OVERLOADED;
  };
  return {
    admit: (_request, response, next) => {
      check(response);
      next();
    },
    place: (_request, response, next) => {
      check(response);
      places++;
      response.once('close', () => places--);
      next();
    },
  };
}
