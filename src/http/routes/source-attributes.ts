import { Router } from 'express';
import type { Knowledge, Words } from '../../core/model/knowledge.js';
import { sourceAttributes } from '../../pages/evidence/source-attributes.js';
import { notAllowed } from '../guards/errors.js';

/** `GET /source-attributes`: what is told of the intervention, in the 13 attributes that US certification asks for. */
export function sourceAttributesRoutes(knowledge: Knowledge, words: Words): Router {
  const { version, date } = knowledge.release;
  const attributes = sourceAttributes(knowledge, words);
  const body = Buffer.from(JSON.stringify({ knowledge: { version, date }, attributes }));
  const router = Router();
  router
    .route('/source-attributes')
    .get((_request, response) => {
      response.type('json').send(body);
    })
    .all(notAllowed('GET', 'HEAD'));
  return router;
}
