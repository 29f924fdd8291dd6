import { performance } from 'node:perf_hooks';
import type { RequestHandler } from 'express';
import { ServiceError } from '../errors.js';

export interface LoadLimits {
  /** Requests that may be answered at once. */
  readonly maxConcurrent: number;
  /** How long, in milliseconds, requests may wait for others in one turn of the event loop. */
  readonly maxDelay: number;
}

export interface Load {
  /** Before the body is read: turns away what there would be no room for. */
  readonly admit: RequestHandler;
  /** Once the body is there, so that a slow sender takes no room: holds a place until the answer is over. */
  readonly place: RequestHandler;
}

/** Seconds after which to come again. */
const RETRY_AFTER = '1';

/**
 * Turns requests away with 503 while that is cheap, before all of them are slow. Requests that come while the event loop is busy are all
 * handled in its next turn, one after the other: whoever would be late in that turn is refused at once, and the turn is soon over.
 * One large request alone never turns itself away.
 */
export function shedLoad({ maxConcurrent, maxDelay }: LoadLimits): Load {
  let places = 0;
  let turn: number | undefined;
  const isOverloaded = (): boolean => {
    if (turn === undefined) {
      turn = performance.now();
      setImmediate(() => (turn = undefined));
    }
    return places >= maxConcurrent || performance.now() - turn > maxDelay;
  };
  const check: RequestHandler = (_request, response, next) => {
    if (isOverloaded()) {
      response.set('Retry-After', RETRY_AFTER);
      throw new ServiceError('overloaded');
    }
    next();
  };
  return {
    admit: check,
    place: (request, response, next) => {
      void check(request, response, () => {
        places++;
        response.once('close', () => places--);
        next();
      });
    },
  };
}
