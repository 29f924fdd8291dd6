import { createHmac, createSecretKey } from 'node:crypto';

/** What a digest stands for: no two kinds can be told to be the same. */
export type Kind = 'patient' | 'user' | 'held' | 'basis' | 'share';

/** A keyed digest of what these texts say together. Without the key nobody can tell what it stands for, nor try who it might be. */
export type Pseudonym = (kind: Kind, ...texts: readonly string[]) => string;

/** HMAC-SHA256 (RFC 2104), written as base64url. */
export function pseudonyms(key: string): Pseudonym {
  const secret = createSecretKey(key, 'utf8');
  return (kind, ...texts) =>
    createHmac('sha256', secret)
      // As JSON, so that where one text ends and the next begins is a part of it.
      .update(JSON.stringify([kind, ...texts]))
      .digest('base64url');
}

const SHARE_BYTES = 6;

/** A digest as a number from 0 to below 1. */
export function asShare(digest: string): number {
  return Buffer.from(digest, 'base64url').readUIntBE(0, SHARE_BYTES) / 2 ** (SHARE_BYTES * 8);
}
