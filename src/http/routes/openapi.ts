import { readFileSync } from 'node:fs';
import { Router } from 'express';
import { notAllowed } from '../guards/errors.js';

/** `GET /openapi.yaml`: the description beside this file, with the addresses and names of this deployment. */
export function openApiRoutes(publicUrl: string, resultHook: string): Router {
  const text = readFileSync(new URL('./openapi.yaml', import.meta.url), 'utf8')
    .replace('http://127.0.0.1:3000', () => publicUrl)
    .replaceAll('org.hepacue.result-review', () => resultHook);
  const router = Router();
  router
    .route('/openapi.yaml')
    .get((_request, response) => {
      response.type('text/yaml').send(text);
    })
    .all(notAllowed('GET', 'HEAD'));
  return router;
}
