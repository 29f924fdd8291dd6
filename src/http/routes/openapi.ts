import { readFileSync } from 'node:fs';
import { Router } from 'express';
import { notAllowed } from '../guards/errors.js';

/** The description beside this file, with the addresses and names of this deployment. */
export function openApiText(publicUrl: string, resultHook: string): string {
  return readFileSync(new URL('./openapi.yaml', import.meta.url), 'utf8')
    .replace('http://127.0.0.1:3000', () => publicUrl)
    .replaceAll('org.hepacue.result-review', () => resultHook);
}

/** `GET /openapi.yaml`: the description as text. */
export function openApiRoutes(text: string): Router {
  const router = Router();
  router
    .route('/openapi.yaml')
    .get((_request, response) => {
      response.type('text/yaml').send(text);
    })
    .all(notAllowed('GET', 'HEAD'));
  return router;
}
