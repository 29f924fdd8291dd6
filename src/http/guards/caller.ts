import type { Request, RequestHandler, Response } from 'express';
import { type Authenticate, NotAuthenticated } from '../../clients/authenticate.js';
import type { IsExpired } from '../../clients/expired.js';
import type { Client } from '../../core/model/knowledge.js';
import type { Log } from '../../log.js';
import { setCaller } from './locals.js';
import type { Refusals } from './rate.js';

/** Lets in who shows a token for exactly this address; what was wrong with one that is refused stands in the log alone. */
export function knownCaller(
  authenticate: Authenticate,
  publicUrl: string,
  log: Log,
  refusals: Refusals,
): RequestHandler {
  return async (request, response, next) => {
    try {
      setCaller(response, await authenticate(request.headers.authorization, endpointOf(request, publicUrl)));
    } catch (error) {
      if (error instanceof NotAuthenticated) {
        // A good token is taken whatever else comes from its address, as a proxy in front makes all addresses one.
        const tooMany = await refusals.exceeded(request, response);
        if (tooMany) throw tooMany;
        refuse(error, response, log);
      }
      throw error;
    }
    next();
  };
}

/** Lets everyone in as this client, but who shows a token that has run out. */
export function anyCaller(client: Client, isExpired: IsExpired, log: Log): RequestHandler {
  const caller = { client };
  return ({ headers }, response, next) => {
    if (isExpired(headers.authorization)) {
      const error = new NotAuthenticated('exp');
      refuse(error, response, log);
      throw error;
    }
    setCaller(response, caller);
    next();
  };
}

function refuse({ code, reason, client }: NotAuthenticated, response: Response, log: Log): void {
  log({ level: 'warn', code, reason, ...(client !== undefined && { client }) });
  response.set('WWW-Authenticate', 'Bearer');
}

/**
 * The one spelling of the address in our discovery, however it was spelt in the call. CDS Hooks 2.0.1: aud is "the URL of the CDS
 * Service endpoint which is being invoked"; behind a proxy that is the public one.
 */
function endpointOf({ route, params }: Request, publicUrl: string): string {
  const { path } = route as { path: string };
  return publicUrl + path.replace(':id', () => String(params['id']));
}
