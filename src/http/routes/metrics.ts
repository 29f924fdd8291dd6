import { Router } from 'express';
import { notAllowed } from '../guards/errors.js';
import type { Metrics } from '../metrics.js';

/** `GET /metrics`: numbers since the start, as Prometheus reads them. */
export function metricsRoutes({ text, contentType }: Pick<Metrics, 'text' | 'contentType'>): Router {
  const router = Router();
  router
    .route('/metrics')
    .get(async (_request, response) => {
      // For who asks by itself, not for pages of others.
      response.removeHeader('Access-Control-Allow-Origin');
      response
        .set('Cross-Origin-Resource-Policy', 'same-origin')
        .type(contentType)
        .send(await text());
    })
    .all(notAllowed('GET', 'HEAD'));
  return router;
}
