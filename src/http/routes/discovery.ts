import { type RequestHandler, Router } from 'express';
import type { Knowledge } from '../../core/model/knowledge.js';
import { discovery } from '../../hooks/discovery.js';
import { notAllowed } from '../guards/errors.js';

/**
 * `GET /cds-services`: the same bytes for everyone, made once.
 * @param caller who may ask
 */
export function discoveryRoutes(knowledge: Knowledge, resultHook: string, caller: RequestHandler): Router {
  const body = Buffer.from(JSON.stringify(discovery(knowledge, resultHook)));
  const router = Router();
  router
    .route('/cds-services')
    .get(caller, (_request, response) => {
      response.type('json').send(body);
    })
    .all(notAllowed('GET', 'HEAD'));
  return router;
}
