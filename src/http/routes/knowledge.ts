import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Router } from 'express';
import { ServiceError } from '../../errors.js';
import { notAllowed } from '../guards/errors.js';

interface Made {
  readonly plain: Buffer;
  readonly packed: Buffer;
  readonly etag: string;
}

/**
 * `GET /knowledge.json?client=`: what a page needs to answer by itself, as it is agreed with one client; made when first asked for.
 * @param textFor the client of that id, or that of the settings; nothing where there is none to be had
 */
export function knowledgeRoutes(textFor: (client: string | undefined) => string | undefined): Router {
  const made = new Map<string | undefined, Promise<Made>>();
  const madeFor = (client: string | undefined): Promise<Made> | undefined => {
    const before = made.get(client);
    if (before) return before;
    const text = textFor(client);
    if (text === undefined) return undefined;
    const now = make(text);
    made.set(client, now);
    return now;
  };
  const router = Router();
  router
    .route('/knowledge.json')
    .get(async (request, response) => {
      const client = new URLSearchParams(/\?.*$/su.exec(request.originalUrl)?.[0]).get('client') ?? undefined;
      const known = await madeFor(client);
      if (!known) throw new ServiceError('path-unknown');
      const { plain, packed, etag } = known;
      response.set({ ETag: etag, 'Cache-Control': 'no-cache', Vary: 'Accept-Encoding' }).type('json');
      // Express takes a caller that asks a cache not to answer for one that wants it all.
      if (request.headers['if-none-match']?.split(/\s*,\s*/u).includes(etag)) {
        response.status(304).end();
        return;
      }
      const isPacked = request.acceptsEncodings('gzip') === 'gzip';
      if (isPacked) response.set('Content-Encoding', 'gzip');
      response.send(isPacked ? packed : plain);
    })
    .all(notAllowed('GET', 'HEAD'));
  return router;
}

async function make(text: string): Promise<Made> {
  const plain = Buffer.from(text);
  const etag = `W/"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  return { plain, packed: await promisify(gzip)(plain, { level: 9 }), etag };
}
