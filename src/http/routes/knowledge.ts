import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Router } from 'express';
import type { Client } from '../../core/model/knowledge.js';
import { notAllowed } from '../guards/errors.js';

interface Made {
  readonly plain: Buffer;
  readonly packed: Buffer;
  readonly etag: string;
}

/**
 * `GET /knowledge.json`: what a page needs to answer by itself, as it is agreed with the first of these clients, or with that which
 * `?client=` names; made when first asked for.
 */
export function knowledgeRoutes(clients: readonly Client[], textFor: (client: Client) => string): Router {
  const made = new Map<string, Promise<Made>>();
  const of = (client: Client): Promise<Made> => {
    const known = made.get(client.id) ?? make(textFor(client));
    made.set(client.id, known);
    return known;
  };
  const router = Router();
  router
    .route('/knowledge.json')
    .get(async (request, response, next) => {
      const id = new URLSearchParams(/\?(.*)$/su.exec(request.originalUrl)?.[1]).get('client');
      const client = id === null ? clients[0] : clients.find((one) => one.id === id);
      if (!client) {
        next('route');
        return;
      }
      const { plain, packed, etag } = await of(client);
      response.set({ ETag: etag, 'Cache-Control': 'no-cache', Vary: 'Accept-Encoding' }).type('json');
      // Express takes a caller that asks a cache not to answer for one that wants it all.
      if (request.headers['if-none-match']?.split(',').some((one) => one.trim() === etag)) {
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
