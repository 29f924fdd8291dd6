import { readFileSync } from 'node:fs';
import express, { type RequestHandler, Router } from 'express';
import { notAllowed } from '../guards/errors.js';
import { pagePolicy } from './page-policy.js';

const POLICY = pagePolicy();

/** `GET /`: the integrator's page, built into that folder, and the files it loads, whose names change with what they hold. */
export function playgroundRoutes(folder: string): Router {
  const router = Router({ caseSensitive: true });
  const html = readFileSync(`${folder}/index.html`);
  const page: RequestHandler = (_request, response) => {
    response.set({ 'Content-Security-Policy': POLICY, 'Cache-Control': 'no-cache' }).type('html').send(html);
  };
  // Files whose names change with what they hold are had whole or not at all.
  const unconditional: RequestHandler = ({ headers }, _response, next) => {
    delete headers['if-match'];
    delete headers['if-unmodified-since'];
    next();
  };
  router.route('/').get(page).all(notAllowed('GET', 'HEAD'));
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
