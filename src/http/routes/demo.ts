import express, { type RequestHandler, type Response, Router } from 'express';
import type { DemoServer } from '../../demo/demo-server.js';
import { ServiceError } from '../../errors.js';
import { notAllowed } from '../guards/errors.js';
import { mountedAt } from '../guards/locals.js';

/** `/demo/fhir`: invented patients on a read-only FHIR server. */
export function demoRoutes(demo: DemoServer): Router {
  const mount = '/demo/fhir';
  const mounted = Router();
  const router = Router({ caseSensitive: true });
  mounted.use(mount, mountedAt(mount), router);
  router
    .route('/metadata')
    .get((_request, response) => send(response, demo.metadata()))
    .all(notAllowed('GET', 'HEAD'));
  // FHIR R4: a search by POST carries its parameters as a form.
  const form = express.text({ type: 'application/x-www-form-urlencoded', limit: '64kb' });
  const postedSearch: RequestHandler<{ type: string }> = ({ params, body }, response) =>
    answer(response, demo.search(params.type, new URLSearchParams(typeof body === 'string' ? body : '')));
  router.route('/:type/_search').post(form, postedSearch).all(notAllowed('POST'));
  router
    .route('/:type')
    .get(({ params, originalUrl }, response) =>
      answer(response, demo.search(params.type, new URLSearchParams(/\?(.*)$/su.exec(originalUrl)?.[1]))),
    )
    .all(notAllowed('GET', 'HEAD'));
  router
    .route('/:type/:id')
    .get(({ params }, response) => answer(response, demo.read(params.type, params.id)))
    .all(notAllowed('GET', 'HEAD'));
  return mounted;
}

function answer(response: Response, resource: fhir4.FhirResource | undefined): void {
  if (!resource) throw new ServiceError('resource-unknown');
  send(response, resource);
}

function send(response: Response, resource: fhir4.FhirResource): void {
  response.type('application/fhir+json').send(JSON.stringify(resource));
}
