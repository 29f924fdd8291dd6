import type { KeyObject } from 'node:crypto';
import type { Jwk } from '../core/model/knowledge.js';
import { type Algorithm, findKey, type KeySource, type PublicKey, readKeySet } from './keys.js';

const TIMEOUT = 1_000;
const MOST_BYTES = 64 * 1024;
/** At most one request in this time, whatever the tokens say: an unknown key id must not make us knock again and again. */
const COOLDOWN = 30_000;
/** After this the keys are asked for anew, so that a withdrawn key stops being good. */
const MAX_AGE = 10 * 60_000;
/** While the address does not answer, keys are used this long. */
const MAX_STALE = 24 * 60 * 60_000;

/** Keys at an address, asked for when a token needs them. */
export class RemoteKeys implements KeySource {
  readonly #url: string;
  readonly #now: () => Date;
  #keys: readonly PublicKey[] = [];
  #got = -Infinity;
  #tried = -Infinity;
  #failing = false;
  #underWay: Promise<void> | undefined;

  constructor(url: string, now: () => Date) {
    this.#url = url;
    this.#now = now;
  }

  get failing(): boolean {
    return this.#failing;
  }

  async find(kid: string, alg: Algorithm): Promise<KeyObject | undefined> {
    const now = this.#now().getTime();
    const age = now - this.#got;
    const known = age < MAX_STALE ? findKey(this.#keys, kid, alg) : undefined;
    if (known && age < MAX_AGE) return known;
    if (!this.#underWay && now - this.#tried >= COOLDOWN) {
      this.#tried = now;
      this.#underWay = this.#refresh().finally(() => (this.#underWay = undefined));
    }
    // The answer may say that the key is withdrawn, so it is waited for; but not when the address was down the last time.
    if (known && this.#failing) return known;
    await this.#underWay;
    return now - this.#got < MAX_STALE ? findKey(this.#keys, kid, alg) : undefined;
  }

  async #refresh(): Promise<void> {
    const asked = this.#now().getTime();
    try {
      const { keys } = readKeySet(await fetchKeys(this.#url));
      if (keys.length === 0) throw new Error('no key that can be used');
      this.#keys = keys;
      this.#got = asked;
      this.#failing = false;
    } catch {
      this.#failing = true;
    }
  }
}

async function fetchKeys(url: string): Promise<readonly Jwk[]> {
  const response = await globalThis.fetch(url, {
    headers: { Accept: 'application/jwk-set+json, application/json' },
    redirect: 'error',
    credentials: 'omit',
    signal: AbortSignal.timeout(TIMEOUT),
  });
  const body = await textOf(response);
  if (response.status !== 200) throw new Error(`status ${response.status}`);
  const set = JSON.parse(body) as { keys?: unknown } | null;
  if (!Array.isArray(set?.keys)) throw new Error('no key set');
  return set.keys.filter((key): key is Jwk => typeof key === 'object' && key !== null);
}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop by an error closes the connection.
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error('too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
