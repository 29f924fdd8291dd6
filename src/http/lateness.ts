import { performance } from 'node:perf_hooks';

export interface Delays {
  /** Milliseconds that requests may wait for others in a burst; a load that goes on for longer lasts. */
  readonly maxDelay: number;
  /** Milliseconds that a request may wait under a load that lasts; `maxDelay` when not said. */
  readonly lastingDelay?: number;
}

/** What is asked of the event loop. */
export interface EventLoop {
  /** Milliseconds since some beginning. */
  readonly now: () => number;
  /** Milliseconds of these in which there was nothing to do. */
  readonly idle: () => number;
  /** Calls once the turn is over. */
  readonly afterTurn: (call: () => void) => void;
}

/** Seconds; without a refusal for so long, an overload is over. */
export const OVER_AFTER = 1;
/** Milliseconds; less is the time that asking the system for work takes. */
const IDLE = 0.5;

const thisProcess: EventLoop = {
  now: () => performance.now(),
  idle: () => performance.eventLoopUtilization().idle,
  afterTurn: (call) => void setImmediate(call),
};

/**
 * Tells, whenever a request is looked at, whether it is better refused: the idea is that of CoDel. Requests that come while the event
 * loop is busy are handled in its next turn, one after the other, so the time since the turn began is how long one has waited. A turn
 * is calm when the loop was idle before it, or nobody waited longer than `lastingDelay` in the one before. After a calm one, a burst is
 * answered whole until requests have waited for `maxDelay` in all. Then there is more to do than can be done, and waiting only makes
 * all late: from then on whoever waited longer than `lastingDelay` is refused, until nobody has been for a second. What a request
 * itself takes, and any other pause between turns, is not counted, so a large one alone is never turned away.
 */
export function lateness(
  { maxDelay, lastingDelay = maxDelay }: Delays,
  { now, idle, afterTurn }: EventLoop = thisProcess,
): () => boolean {
  let turn: number | undefined;
  let idleBefore = 0;
  let lastRefusal = -Infinity;
  /** How long the request looked at last had waited in its turn, and how long others had in the turns before, since a calm one. */
  let waited = 0;
  let before = 0;

  const begin = (at: number): number => {
    const idleNow = idle();
    const calm = idleNow - idleBefore > IDLE || waited <= lastingDelay;
    before = calm ? 0 : before + waited;
    idleBefore = idleNow;
    afterTurn(() => (turn = undefined));
    return at;
  };
  return () => {
    const at = now();
    turn ??= begin(at);
    waited = at - turn;
    if (waited <= lastingDelay) return false;
    const lasts = before + waited > maxDelay || at - lastRefusal < OVER_AFTER * 1_000;
    if (lasts) lastRefusal = at;
    return lasts;
  };
}
