import {
  BrokenCircuitError,
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhenResult,
  type IPolicy,
} from 'cockatiel';

const FAILURES = 5;
const HALF_OPEN_AFTER_MS = 8_000;

/** What one request got of a server. */
interface Round {
  /** The server answered nothing at all, and was itself the reason. */
  readonly down: boolean;
}

/**
 * Leaves a server alone that answered nothing to five requests in a row; one request tries again after eight seconds. A
 * request counts once, however many queries it made, so that one large chart does not close the server to every other.
 */
export class Breakers {
  readonly #policies = new Map<string, IPolicy>();
  readonly #halfOpenAfter: number;

  constructor(halfOpenAfter = HALF_OPEN_AFTER_MS) {
    this.#halfOpenAfter = halfOpenAfter;
  }

  /** Runs a round, or gives nothing while the server is left alone. */
  async run<T extends Round>(server: string, round: () => Promise<T>): Promise<T | undefined> {
    try {
      return await this.#policyFor(server).execute(round);
    } catch (error) {
      if (error instanceof BrokenCircuitError) return undefined;
      throw error;
    }
  }

  #policyFor(server: string): IPolicy {
    let policy = this.#policies.get(server);
    if (!policy) {
      policy = circuitBreaker(
        handleWhenResult((result) => (result as Round).down),
        { halfOpenAfter: this.#halfOpenAfter, breaker: new ConsecutiveBreaker(FAILURES) },
      );
      this.#policies.set(server, policy);
    }
    return policy;
  }
}
