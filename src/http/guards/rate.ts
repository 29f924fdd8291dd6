import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, MemoryStore, rateLimit, type Options } from 'express-rate-limit';
import { ServiceError } from '../../errors.js';
import { callerOf } from './locals.js';

const MINUTE = 60_000;

/** Refuses a caller's requests above so many a minute. A caller is its file in `clients/`, or its address where all share one. */
export function limitRate(perMinute: number, authenticated: boolean): RequestHandler {
  if (perMinute === 0) return (_request, _response, next) => next();
  return rateLimit({
    windowMs: MINUTE,
    limit: perMinute,
    standardHeaders: false,
    legacyHeaders: false,
    // It would write its advice to the console.
    validate: false,
    keyGenerator: (request, response) => (authenticated ? callerOf(response).id : addressOf(request)),
    handler: (request, response, next) => {
      const { resetTime } = (request as Request & { rateLimit: { resetTime?: Date } }).rateLimit;
      next(tooMany(response, resetTime));
    },
  });
}

/** Counts refused tokens by address. */
export interface Refusals {
  /** Whether the address has had more refusals in the last minute than are answered one by one. */
  readonly exceeded: (request: Request, response: Response) => Promise<ServiceError | undefined>;
}

export function countRefusals(perMinute: number): Refusals {
  if (perMinute === 0) return { exceeded: () => Promise.resolve(undefined) };
  const store = new MemoryStore();
  store.init({ windowMs: MINUTE } as Options);
  return {
    exceeded: async (request, response) => {
      const { totalHits, resetTime } = await store.increment(addressOf(request));
      return totalHits > perMinute ? tooMany(response, resetTime) : undefined;
    },
  };
}

function tooMany(response: Response, reset: Date | undefined): ServiceError {
  const seconds = Math.ceil(((reset?.getTime() ?? 0) - Date.now()) / 1000);
  response.set('Retry-After', String(Math.min(60, Math.max(1, seconds))));
  return new ServiceError('too-many-requests');
}

/** IPv6 by its network, as one caller has as many addresses there as it likes. */
function addressOf({ socket }: Request): string {
  return ipKeyGenerator(socket.remoteAddress ?? '');
}
