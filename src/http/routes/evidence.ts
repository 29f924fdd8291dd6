import { createHash } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import { ServiceError } from '../../errors.js';
import { indexPage } from '../../pages/evidence/index-page.js';
import { rulePage, type Telling } from '../../pages/evidence/rule-page.js';
import { STYLE } from '../../pages/style.js';

/** These pages alone may carry a style sheet: this one, by its hash. Nothing is loaded, nothing runs, nobody frames them. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join(';');

/** `GET /evidence`: what the service asks and knows. */
export function showEvidenceIndex(telling: Telling): RequestHandler {
  const page = Buffer.from(indexPage(telling));
  return (_request, response) => {
    sendPage(page, response);
  };
}

/** `GET /evidence/:rule`: the page a card's source links to. All are written once, at start. */
export function showEvidence(telling: Telling): RequestHandler<{ rule: string }> {
  const pages = new Map(
    [...telling.knowledge.rules.values()].map((rule) => [rule.id, Buffer.from(rulePage(rule, telling))]),
  );
  return ({ params }, response) => {
    const page = pages.get(params.rule);
    if (!page) throw new ServiceError('rule-unknown');
    sendPage(page, response);
  };
}

/** `GET /evidence/:rule.yaml`: the rule's file, as its authors wrote it. */
export function showRuleFile(ruleText: (id: string) => string | undefined): RequestHandler<{ rule: string }> {
  return ({ params }, response) => {
    const text = ruleText(params.rule);
    if (text === undefined) throw new ServiceError('rule-unknown');
    response.type('text/plain').send(text);
  };
}

function sendPage(page: Buffer, response: Response): void {
  response.set('Content-Security-Policy', POLICY).type('html').send(page);
}
