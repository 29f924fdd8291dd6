import type { Jwk } from '../core/model/knowledge.js';
import { findKey, holdsPrivateKey, type KeySource, readKeySet } from './keys.js';

/**
 * Keys that were read from a file at the start.
 * @throws Error when the file holds a private key or no key that can be used
 */
export function fileKeys(file: string, jwks: readonly Jwk[]): KeySource {
  const { keys, faults } = readKeySet(jwks);
  if (jwks.some(holdsPrivateKey))
    throw new Error(
      `clients/${file} holds a private key: keep it away from here, and give the public keys only`,
    );
  if (keys.length === 0) throw new Error(`clients/${file} has no key that can be used: ${faults.join('; ')}`);
  return { find: (kid, alg) => Promise.resolve(findKey(keys, kid, alg)) };
}
