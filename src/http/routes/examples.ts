import { Router } from 'express';
import type { Example } from '../../core/model/knowledge.js';
import { ServiceError } from '../../errors.js';
import { notAllowed } from '../guards/errors.js';

/** `GET /examples`: what there is to try, made once; `/examples/:id`: one body as it can be posted, laid out to be read. */
export function examplesRoutes(offered: readonly Example[], now: () => Date): Router {
  const examples = offered.map(({ id, title, kind, service, hook }) => ({ id, title, kind, service, hook }));
  const body = Buffer.from(JSON.stringify({ examples }));
  const byId = new Map(offered.map((example) => [example.id, example]));
  const router = Router();
  router
    .route('/examples')
    .get((_request, response) => {
      response.type('json').send(body);
    })
    .all(notAllowed('GET', 'HEAD'));
  router
    .route('/examples/:id')
    .get(({ params }, response) => {
      const example = byId.get(params.id);
      if (!example) throw new ServiceError('example-unknown');
      response.type('json').send(`${JSON.stringify(example.requestAt(now()), null, 2)}\n`);
    })
    .all(notAllowed('GET', 'HEAD'));
  return router;
}
