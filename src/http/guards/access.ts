import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { RequestHandler } from 'express';
import type { Log } from '../../log.js';
import { seen } from './locals.js';

/**
 * Gives every request an id of ours, tells it in the answer, and writes one line when the answer is over. The address is written as
 * its template, because ids and queries may name a patient.
 */
export function access(log: Log, stopping: () => boolean): RequestHandler {
  return (request, response, next) => {
    const start = performance.now();
    const requestId = randomUUID();
    response.set('X-Request-Id', requestId);
    // Who keeps a connection is asked to come back on another, to another instance.
    if (stopping()) response.set('Connection', 'close');
    response.once('close', () => {
      const { service, cards, code, mount = '' } = seen(response);
      const { path } = (request.route ?? {}) as { path?: string };
      const outcome = code ?? (response.writableFinished ? undefined : 'aborted');
      log({
        level: response.statusCode >= 500 ? 'error' : 'info',
        requestId,
        method: request.method,
        route: path === undefined ? 'none' : mount + path,
        ...(service !== undefined && { service }),
        status: response.statusCode,
        ms: Math.round((performance.now() - start) * 10) / 10,
        ...(cards !== undefined && { cards }),
        ...(outcome !== undefined && { code: outcome }),
      });
    });
    next();
  };
}
