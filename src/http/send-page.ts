import { createHash } from 'node:crypto';
import type { Response } from 'express';
import type { Picture } from '../pages/docs/documents.js';
import { STYLE } from '../pages/style.js';

/**
 * These answers alone may carry style: what stands in them, by its hash. Nothing runs, nobody frames them, and nothing is loaded but, where
 * a page asks for it, pictures of this service.
 */
function policyOf(styles: readonly string[], pictures: boolean): string {
  const hashes = styles.map((style) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  return [
    "default-src 'none'",
    ...(hashes.length > 0 ? [`style-src ${hashes.join(' ')}`] : []),
    ...(pictures ? ["img-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join(';');
}

const BARE = policyOf([STYLE], false);
const WITH_PICTURES = policyOf([STYLE], true);

/** Sends a page that was written here, with the policy that fits it. */
export function sendPage(page: Buffer, response: Response, { pictures = false } = {}): void {
  response
    .set('Content-Security-Policy', pictures ? WITH_PICTURES : BARE)
    .type('html')
    .send(page);
}

/** Sends a picture of a document. Opened by itself a drawing keeps the style that stands in it, and nothing else. */
export function sendPicture({ type, content }: Picture, response: Response): void {
  const drawn = type === 'image/svg+xml' ? content.toString('utf8') : '';
  const styles = [...drawn.matchAll(/<style>(.*?)<\/style>/gsu)].map(([, style = '']) => style);
  response.set('Content-Security-Policy', policyOf(styles, false)).type(type).send(content);
}

/** What is written when it is first asked for, and kept. */
export function kept<T>(write: () => T): () => T {
  let made: { readonly of: T } | undefined;
  return () => (made ??= { of: write() }).of;
}
