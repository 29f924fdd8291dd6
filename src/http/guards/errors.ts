import type { ErrorRequestHandler, RequestHandler } from 'express';
import { type ErrorCode, ServiceError, toOperationOutcome } from '../../errors.js';
import type { Log } from '../../log.js';
import { seen } from './locals.js';

/** The last handler: every error becomes JSON with a stable code; what we did not foresee says nothing but "internal". */
export function answerErrors(canonicalBase: string, log: Log): ErrorRequestHandler {
  return (thrown: unknown, _request, response, next) => {
    const error =
      thrown instanceof ServiceError ? thrown : new ServiceError(codeOf(thrown), [], { cause: thrown });
    // The text of an error may hold what the request held, so only its kind is logged.
    if (error.code === 'internal') log({ level: 'error', code: error.code, name: kindOf(thrown) });
    seen(response).code = error.code;
    if (response.headersSent) {
      next(error);
      return;
    }
    response.status(error.status).json(toOperationOutcome(error, canonicalBase));
  };
}

/** For a path that exists, but not with this method. */
export function notAllowed(...methods: string[]): RequestHandler {
  return (_request, response) => {
    response.set('Allow', [...methods, 'OPTIONS'].join(', '));
    throw new ServiceError('method-not-allowed');
  };
}

/** For every path that is not offered. */
export const notFound: RequestHandler = () => {
  throw new ServiceError('path-unknown');
};

const bodyErrors: ReadonlyMap<unknown, ErrorCode> = new Map<unknown, ErrorCode>([
  ['entity.too.large', 'body-too-large'],
  ['entity.parse.failed', 'request-not-json'],
  ['encoding.unsupported', 'encoding-unsupported'],
  ['charset.unsupported', 'content-type-unsupported'],
  ['request.too.deep', 'request-too-deep'],
  ['request.aborted', 'request-not-json'],
  ['request.size.invalid', 'request-not-json'],
]);

function codeOf(thrown: unknown): ErrorCode {
  // Express: a path whose % signs cannot be decoded.
  if (thrown instanceof URIError) return 'path-unknown';
  if (!(thrown instanceof Error)) return 'internal';
  const { type, code } = thrown as { type?: unknown; code?: unknown };
  // body-parser passes the errors of a body that is not the gzip, deflate or brotli it says it is on without a type.
  if (typeof code === 'string' && /^(Z_|ERR__?ZLIB|ERR_BROTLI|ERR__ERROR_|ERR_PADDING)/.test(code))
    return 'request-not-json';
  return bodyErrors.get(type) ?? 'internal';
}

function kindOf(thrown: unknown): string {
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  return /^[A-Za-z]{1,40}$/.test(name) ? name : 'Error';
}
