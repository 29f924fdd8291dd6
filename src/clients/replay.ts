/** Remembers tokens that were used. With several instances of the service they must share one. */
export interface ReplayStore {
  /**
   * Uses a token: true for the first, false for one that was used before and for one that cannot be remembered as there is no room.
   * Of two calls with the same token at the same time one gets true.
   * @param until when the token can be forgotten, in ms since 1970
   */
  reserve(issuer: string, jti: string, until: number): boolean | Promise<boolean>;
  /** Forgets that it was used. To be called by who reserved it, once. */
  release(issuer: string, jti: string): void | Promise<void>;
}

const SWEEP_EVERY = 10_000;

/** For one instance. Each issuer has a bound of its own, so that none can lock out another. */
export class MemoryReplayStore implements ReplayStore {
  readonly #now: () => Date;
  readonly #most: number;
  readonly #used = new Map<string, Map<string, number>>();
  #sweepAt = 0;

  /** @param most tokens remembered for each issuer */
  constructor(now: () => Date, most = 100_000) {
    this.#now = now;
    this.#most = most;
  }

  reserve(issuer: string, jti: string, until: number): boolean {
    const now = this.#now().getTime();
    if (now >= this.#sweepAt) {
      this.#sweepAt = now + SWEEP_EVERY;
      for (const used of this.#used.values()) for (const [id, end] of used) if (end <= now) used.delete(id);
    }
    let used = this.#used.get(issuer);
    if (!used) this.#used.set(issuer, (used = new Map<string, number>()));
    if (used.has(jti) || used.size >= this.#most) return false;
    used.set(jti, until);
    return true;
  }

  release(issuer: string, jti: string): void {
    this.#used.get(issuer)?.delete(jti);
  }
}
