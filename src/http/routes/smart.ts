import { Router } from 'express';
import type { SmartSettings } from '../../hooks/smart-settings.js';
import { notAllowed } from '../guards/errors.js';

/**
 * `GET /patient/smart.json`: how the page of one patient signs users in; made once. `GET /patient/launch`: where an EHR opens that page;
 * what it hands over goes on to the page as it came, and is neither read nor kept here.
 */
export function smartRoutes(settings: SmartSettings): Router {
  const body = Buffer.from(JSON.stringify(settings));
  const router = Router({ caseSensitive: true });
  router
    .route('/patient/smart.json')
    .get((_request, response) => {
      response.set('Cache-Control', 'no-cache').type('json').send(body);
    })
    .all(notAllowed('GET', 'HEAD'));
  router
    .route('/patient/launch')
    .get(({ originalUrl }, response) => {
      const handedOver = /\?.*$/su.exec(originalUrl)?.[0] ?? '';
      // Relative, as the service may be mounted below a path.
      response
        .set({ Location: `../patient${handedOver}`, 'Cache-Control': 'no-store' })
        .status(302)
        .end();
    })
    .all(notAllowed('GET', 'HEAD'));
  return router;
}
