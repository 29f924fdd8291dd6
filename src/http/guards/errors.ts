import type { ErrorRequestHandler, RequestHandler } from 'express';
import { type ErrorCode, ServiceError, toOperationOutcome } from '../../errors.js';
import type { Log } from '../../log.js';
import { StoreUnavailable } from '../../store/store-error.js';
import { sendJson } from '../send-json.js';
import { firstOwnFrame } from './first-own-frame.js';
import { releaseToken, seen } from './locals.js';

/** What is wrong with the envelope, or comes too early: the caller is asked to send it again, and its token has to let it in. */
const ASKS_AGAIN: ReadonlySet<number> = new Set([400, 429, 503]);

/** The last handler: every error becomes JSON with a stable code; what we did not foresee says nothing but "internal". */
export function answerErrors(canonicalBase: string, log: Log): ErrorRequestHandler {
  return async (thrown: unknown, _request, response, next) => {
    const error =
      thrown instanceof ServiceError ? thrown : new ServiceError(codeOf(thrown), [], { cause: thrown });
    const about = seen(response);
    // The text of an error may hold what the request held, so only its kind is logged, and where in our code it came from.
    if (error.code === 'internal') {
      const at = firstOwnFrame(thrown);
      log({
        level: 'error',
        ...(about.requestId !== undefined && { requestId: about.requestId }),
        code: error.code,
        name: kindOf(thrown),
        ...(at !== undefined && { at }),
      });
    }
    about.code = error.code;
    // Before the answer is on its way, so that who sends the request again is let in.
    if (ASKS_AGAIN.has(error.status)) await releaseToken(response);
    if (response.headersSent) next(error);
    else sendJson(response, toOperationOutcome(error, canonicalBase), error.status);
  };
}

/** For a path that exists, but not with this method. */
export function notAllowed(...methods: string[]): RequestHandler {
  const allowed = [...methods, 'OPTIONS'].join(', ');
  return (_request, response) => {
    response.set('Allow', allowed);
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
  if (thrown instanceof StoreUnavailable) return 'store-unavailable';
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
