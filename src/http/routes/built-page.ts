import { readFileSync } from 'node:fs';
import express, { type RequestHandler, Router } from 'express';
import { notAllowed } from '../guards/errors.js';

/**
 * This page runs its own scripts and styles, asks this service, and nothing else; nobody frames it. What it draws of a card
 * goes through the sanitiser's policy, as no other may write markup.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types dompurify',
].join(';');

/**
 * A page for people that was built into a folder, and the files it loads below `/assets`, whose names change with what they hold.
 * @param path where the page is, such as `/`
 */
export function builtPageRoutes(path: string, folder: string): Router {
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
