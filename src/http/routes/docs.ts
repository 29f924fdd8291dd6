import { Router } from 'express';
import { ServiceError } from '../../errors.js';
import { apiPage } from '../../pages/api/api-page.js';
import { readDescription } from '../../pages/api/description.js';
import { documentPage, documentsPage } from '../../pages/docs/document-pages.js';
import type { Documents } from '../../pages/docs/documents.js';
import type { PageContext } from '../../pages/evidence/rule-page.js';
import { notAllowed } from '../guards/errors.js';
import { kept, sendPage, sendPicture } from '../send-page.js';

/**
 * `GET /docs`: the documents; `/docs/api`: the description of the interface as a page; `/docs/pictures/:name`: what documents show;
 * `/docs/:document`: one document. What is asked for is looked up in lists, never on the disk.
 * @param openApi the text of the description, as this deployment serves it
 */
export function docsRoutes(pageContext: PageContext, read: () => Documents, openApi: string): Router {
  const documents = kept(read);
  const index = kept(() => Buffer.from(documentsPage(documents(), pageContext)));
  const api = kept(() => Buffer.from(apiPage(readDescription(openApi), pageContext)));
  const pages = kept(
    () =>
      new Map(
        [...documents().documents.values()].map((one) => [
          one.address,
          kept(() => Buffer.from(documentPage(one, documents(), pageContext))),
        ]),
      ),
  );
  const pictures = kept(() => new Map([...documents().pictures.values()].map((one) => [one.address, one])));
  const router = Router();
  router
    .route('/docs')
    .get((_request, response) => sendPage(index(), response))
    .all(notAllowed('GET', 'HEAD'));
  router
    .route('/docs/api')
    .get((_request, response) => sendPage(api(), response))
    .all(notAllowed('GET', 'HEAD'));
  router
    .route('/docs/pictures/:picture')
    .get(({ params }, response) => {
      const picture = pictures().get(params.picture);
      if (!picture) throw new ServiceError('document-unknown');
      sendPicture(picture, response);
    })
    .all(notAllowed('GET', 'HEAD'));
  router
    .route('/docs/:document')
    .get(({ params }, response) => {
      const page = pages().get(params.document);
      if (!page) throw new ServiceError('document-unknown');
      sendPage(page(), response, { pictures: true });
    })
    .all(notAllowed('GET', 'HEAD'));
  return router;
}
