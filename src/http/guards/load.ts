import { randomUUID } from 'node:crypto';
import type { RequestListener, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { NextFunction, RequestHandler, Response } from 'express';
import { ServiceError, toOperationOutcome } from '../../errors.js';
import type { Log } from '../../log.js';
import { fixedHeaders } from './headers.js';
import { createLine } from './line.js';

export interface LoadLimits {
  /** Requests that may wait or be answered at once. */
  readonly maxConcurrent: number;
  /** Milliseconds that a request may wait for others. */
  readonly maxWait: number;
}

export interface Load {
  /** In front of the app: refuses what there would be no room for, before anything else is done. */
  readonly door: (app: RequestListener) => RequestListener;
  /** Once the body is there, so that a slow sender takes no room: the request waits for its turn, and has a place until it is answered. */
  readonly place: RequestHandler;
}

/** Seconds after which who was refused may try again. */
const TRY_AGAIN = '1';
/** Made once. */
const OVERLOADED = new ServiceError('overloaded');

interface Waiting {
  readonly response: Response;
  readonly next: NextFunction;
}

/** Turns a request away with 503 only when it would wait longer than agreed, or when more are being answered than agreed. */
export function shedLoad({ maxConcurrent, maxWait }: LoadLimits, canonicalBase: string, log: Log): Load {
  const line = createLine<Waiting>({
    maxWait,
    serve: ({ response, next }) => {
      // Who left meanwhile is not answered.
      if (!response.destroyed) next();
    },
    now: () => performance.now(),
    later: setImmediate,
  });
  let places = 0;
  const leave = (): void => {
    places--;
  };
  const noRoom = (): boolean => places >= maxConcurrent || line.isFull();
  const refuse = refusal(canonicalBase, log);
  return {
    door: (app) => (request, response) => {
      if (request.method === 'POST' && noRoom()) refuse(response);
      else app(request, response);
    },
    place: (_request, response, next) => {
      if (noRoom()) {
        response.setHeader('Retry-After', TRY_AGAIN);
        throw OVERLOADED;
      }
      places++;
      response.once('close', leave);
      line.enter({ response, next });
    },
  };
}

/** Without the app, which would take as long to refuse three requests as to answer one. */
function refusal(canonicalBase: string, log: Log): (response: ServerResponse) => void {
  const { status, code } = OVERLOADED;
  const body = Buffer.from(JSON.stringify(toOperationOutcome(OVERLOADED, canonicalBase)));
  const headers = [
    ...fixedHeaders.flat(),
    ...['Content-Type', 'application/json; charset=utf-8', 'Content-Length', String(body.length)],
    ...['Retry-After', TRY_AGAIN, 'X-Request-Id'],
  ];
  return (response) => {
    const requestId = randomUUID();
    response.writeHead(status, [...headers, requestId]).end(body);
    log({ level: 'error', requestId, method: 'POST', route: 'none', status, ms: 0, code });
  };
}
