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

/** Seconds after which it is looked whether an overload is over. */
export const LOOK_AFTER = 1;
/** Share of such a time; with so much to spare an overload is over. */
const SPARE = 0.1;
/** Of `maxDelay`; RFC 8289, section 4.3, has the target at a twentieth to a tenth of the interval. */
const CALM = 0.1;
/** Milliseconds; less is the time that asking the system for work takes. */
const IDLE = 0.5;

const thisProcess: EventLoop = {
  now: () => performance.now(),
  idle: () => performance.eventLoopUtilization().idle,
  afterTurn: (call) => void setImmediate(call),
};

/**
 * Tells, whenever a request is looked at, whether it is better refused: the idea is that of CoDel. Requests that come while the event
 * loop is busy are handled in its next turn, one after the other, so the time since the turn began is how long one has waited at least. A turn
 * is calm when the loop was idle before it, or nobody waited longer than a tenth of `maxDelay` in the one before. After a calm one, a
 * burst is answered whole until requests have waited for `maxDelay` in all. Then there seems to be more to do than can be done, and waiting
 * only makes all late: from then on whoever waited longer than `lastingDelay` is refused, until for a second nobody was, or the loop had
 * nothing to do for a tenth of it. Pauses between turns are not counted, so a request with a large body is not
 * turned away for the time that its own reading takes. Connections that were not accepted yet wait unseen, in a queue of 511.
 */
export function lateness(
  { maxDelay, lastingDelay = maxDelay }: Delays,
  { now, idle, afterTurn }: EventLoop = thisProcess,
): () => boolean {
  let turn: number | undefined;
  let idleBefore = 0;
  /** How long the request looked at last had waited in its turn, and how long others had in the turns before, since a calm one. */
  let waited = 0;
  let before = 0;
  /** The second of an overload that is going on. */
  let overload: { readonly from: number; readonly idle: number; refused: boolean } | undefined;

  const begin = (at: number): number => {
    const idleNow = idle();
    const calm = idleNow - idleBefore > IDLE || waited <= maxDelay * CALM;
    before = calm ? 0 : before + waited;
    idleBefore = idleNow;
    if (overload && at - overload.from >= LOOK_AFTER * 1_000) {
      const spare = (idleNow - overload.idle) / (at - overload.from);
      const over = !overload.refused || spare >= SPARE;
      overload = over ? undefined : { from: at, idle: idleNow, refused: false };
    }
    afterTurn(() => (turn = undefined));
    return at;
  };
  return () => {
    const at = now();
    turn ??= begin(at);
    waited = at - turn;
    if (!overload && before + waited > maxDelay) overload = { from: at, idle: idle(), refused: true };
    const late = overload !== undefined && waited > lastingDelay;
    if (overload && late) overload.refused = true;
    return late;
  };
}
