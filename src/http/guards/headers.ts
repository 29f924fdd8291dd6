import cors from 'cors';
import helmet from 'helmet';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';

export type Header = readonly [name: string, value: string];

// CDS Hooks 2.0.1: browser clients require CORS. Any origin, and never credentials.
const CORS = {
  origin: '*',
  methods: ['GET', 'HEAD', 'POST'],
  exposedHeaders: ['X-Request-Id', 'Retry-After'],
  maxAge: 600,
};
const HELMET = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  },
  crossOriginResourcePolicy: { policy: 'cross-origin' },
  strictTransportSecurity: false,
} as const;

/** Names of headers as they are: anything longer or odder is not answered back. */
const NAMES = /^[A-Za-z0-9-]{1,64}(?:, ?[A-Za-z0-9-]{1,64}){0,31}$/u;
const USUAL = ['Content-Type', 'Authorization'];

/** What the libraries send with every answer, asked of them once. */
export const fixedHeaders: readonly Header[] = [cors(CORS), helmet(HELMET)].flatMap(headersOf);

/**
 * Gives every answer but that to OPTIONS the fixed headers. OPTIONS it answers itself, on any path without asking who: a browser may send the headers it asks
 * to send. First, so that errors carry the headers too.
 */
export const answerHeaders: RequestHandler = (request, response, next) => {
  if (request.method === 'OPTIONS') {
    const asked = request.headers['access-control-request-headers'] ?? '';
    (NAMES.test(asked) ? reflecting : usual)(request, response, next);
    return;
  }
  for (const [name, value] of fixedHeaders) response.setHeader(name, value);
  next();
};

/** Answers with the names in Access-Control-Request-Headers. */
const reflecting = cors(CORS);
const usual = cors({ ...CORS, allowedHeaders: USUAL });

/** What a middleware sets that looks at nothing of a GET. */
function headersOf(
  middleware: (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void,
): Header[] {
  const headers: Header[] = [];
  const response = {
    setHeader: (name: string, value: string) => headers.push([name, value]),
    removeHeader: () => undefined,
  };
  const request: unknown = { method: 'GET', headers: {} };
  middleware(request as IncomingMessage, response as unknown as ServerResponse, () => undefined);
  return headers;
}
