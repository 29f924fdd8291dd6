/** What leaves the way at the side of a step. `card`: another card, or this one; `quiet`: less is said, or nothing. */
export interface WayExit {
  readonly kind: 'card' | 'quiet';
  readonly text: string;
  /** The page of the card it leads to. */
  readonly href?: string;
}

/** One step of the way from a raised result to the tests that are offered. */
export interface WayStep {
  readonly title: string;
  /** Said before the lines. */
  readonly note?: string;
  readonly lines: readonly string[];
  readonly exits: readonly WayExit[];
}
