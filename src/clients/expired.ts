import { decodeJwt } from 'jose/jwt/decode';
import { SKEW, tokenIn } from './authenticate.js';

/** Whether an Authorization header holds a token whose time is over. */
export type IsExpired = (authorization: string | undefined) => boolean;

/**
 * For where no token is asked for: one that has run out shows a clock or a token that will be refused as soon as one is.
 * Only `exp` is looked at, so that nothing is trusted; a header that holds no JWT is as good as none.
 */
export function expiry(now: () => Date): IsExpired {
  return (authorization) => {
    if (authorization === undefined) return false;
    try {
      const { exp } = decodeJwt(tokenIn(authorization)) as { readonly exp?: unknown };
      return typeof exp === 'number' && exp <= Math.floor(now().getTime() / 1000) - SKEW;
    } catch {
      return false;
    }
  };
}
