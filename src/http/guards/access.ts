import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { RequestHandler, Response } from 'express';
import type { Log } from '../../log.js';
import { seen } from './locals.js';

/**
 * Gives every request an id of ours, tells it in the answer, and writes one line when the answer is over. The address is written as
 * its template, because ids and queries may name a patient.
 */
export function access(log: Log, stopping: () => boolean): RequestHandler {
  const over = lineWriter(log);
  return (_request, response, next) => {
    const about = seen(response);
    about.start = performance.now();
    about.requestId = randomUUID();
    response.setHeader('X-Request-Id', about.requestId);
    // Who keeps a connection is asked to come back on another, to another instance.
    if (stopping()) response.setHeader('Connection', 'close');
    response.once('close', over);
    next();
  };
}

const LEFT = 499;

/** One function for all answers, that finds what it says on the answer itself. */
function lineWriter(log: Log): (this: Response) => void {
  return function () {
    const { requestId = '', start = 0, service, cards, noCardsBecause, code, odd, mount = '' } = seen(this);
    const { method } = this.req;
    const { route } = this.req as { readonly route?: { readonly path: string } };
    const outcome = this.writableFinished ? code : 'aborted';
    log({
      level: this.statusCode >= 500 ? 'error' : 'info',
      requestId,
      method,
      route: route ? mount + route.path : 'none',
      ...(service !== undefined && { service }),
      // Nothing was sent to one who left before: what proxies log as 499.
      status: this.headersSent ? this.statusCode : LEFT,
      ms: Math.round((performance.now() - start) * 10) / 10,
      ...(cards !== undefined && { cards }),
      ...(noCardsBecause !== undefined && { noCardsBecause }),
      ...(outcome !== undefined && { code: outcome }),
      ...(odd !== undefined && { odd }),
    });
  };
}
