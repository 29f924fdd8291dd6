import { readFileSync } from 'node:fs';
import express, { type RequestHandler, Router } from 'express';
import { notAllowed } from '../guards/errors.js';
import { pagePolicy, type Reach } from './page-policy.js';

/**
 * A page for people that was built into a folder, and the files it loads below `/assets`, whose names change with what they hold.
 * @param path where the page is, such as `/`
 */
export function builtPageRoutes(path: string, folder: string, reach?: Reach): Router {
  const policy = pagePolicy(reach);
  const router = Router({ caseSensitive: true });
  const html = readFileSync(`${folder}/index.html`);
  const page: RequestHandler = (_request, response) => {
    response.set({ 'Content-Security-Policy': policy, 'Cache-Control': 'no-cache' }).type('html').send(html);
  };
  // Files whose names change with what they hold are had whole or not at all.
  const unconditional: RequestHandler = ({ headers }, _response, next) => {
    delete headers['if-match'];
    delete headers['if-unmodified-since'];
    next();
  };
  router.route(path).get(page).all(notAllowed('GET', 'HEAD'));
  router.use(
    '/assets',
    unconditional,
    express.static(`${folder}/assets`, {
      index: false,
      redirect: false,
      acceptRanges: false,
      immutable: true,
      maxAge: '1y',
    }),
  );
  return router;
}
