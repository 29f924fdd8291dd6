import { Router } from 'express';
import { ServiceError } from '../../errors.js';
import { indexPage } from '../../pages/evidence/index-page.js';
import { rulePage, type PageContext } from '../../pages/evidence/rule-page.js';
import { notAllowed } from '../guards/errors.js';
import { kept, sendPage } from '../send-page.js';

/**
 * `GET /evidence`: what the service asks and knows; `/evidence/:rule`: the page a card's source links to; `/evidence/:rule.yaml`: the
 * rule's file, as its authors wrote it. A page is written when it is first asked for.
 */
export function evidenceRoutes(
  pageContext: PageContext,
  ruleText: (id: string) => string | undefined,
): Router {
  const { rules } = pageContext.knowledge;
  const index = kept(() => Buffer.from(indexPage(pageContext)));
  const pages = new Map(
    [...rules].map(([id, rule]) => [id, kept(() => Buffer.from(rulePage(rule, pageContext)))]),
  );
  const router = Router();
  router
    .route('/evidence')
    .get((_request, response) => sendPage(index(), response))
    .all(notAllowed('GET', 'HEAD'));
  router
    .route('/evidence/:rule.yaml')
    .get(({ params }, response) => {
      const text = ruleText(params.rule);
      if (text === undefined) throw new ServiceError('rule-unknown');
      response.type('text/plain').send(text);
    })
    .all(notAllowed('GET', 'HEAD'));
  router
    .route('/evidence/:rule')
    .get(({ params }, response) => {
      const page = pages.get(params.rule);
      if (!page) throw new ServiceError('rule-unknown');
      sendPage(page(), response);
    })
    .all(notAllowed('GET', 'HEAD'));
  return router;
}
