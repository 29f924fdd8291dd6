/** Remembers tokens that were used. With several instances of the service they must share one. */
export interface ReplayStore {
  /**
   * Whether this token was used before, or must be taken as used because no more can be remembered; if not, it is used now.
   * Of two calls with the same token at the same time one gets false.
   * @param until when the token can be forgotten, in ms since 1970
   */
  seen(issuer: string, jti: string, until: number): boolean | Promise<boolean>;
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

  seen(issuer: string, jti: string, until: number): boolean {
    const now = this.#now().getTime();
    if (now >= this.#sweepAt) {
      this.#sweepAt = now + SWEEP_EVERY;
      for (const used of this.#used.values()) for (const [id, end] of used) if (end <= now) used.delete(id);
    }
    let used = this.#used.get(issuer);
    if (!used) this.#used.set(issuer, (used = new Map<string, number>()));
    if (used.has(jti) || used.size >= this.#most) return true;
    used.set(jti, until);
    return false;
  }
}
