export interface LineParts<T> {
  /** Milliseconds that one may wait. */
  readonly maxWait: number;
  /** Does what is to be done for the one whose turn it is. */
  readonly serve: (one: T) => void;
  /** Milliseconds since some beginning. */
  readonly now: () => number;
  /** Calls once whatever came meanwhile was taken in. */
  readonly later: (call: () => void) => void;
}

export interface Line<T> {
  /** Whether who comes now would wait longer than agreed. */
  readonly isFull: () => boolean;
  readonly enter: (one: T) => void;
}

/** Of so many the pace is taken, but for the longest: what takes long once says nothing of the others. */
const LATELY = 20;

/**
 * A line that is served one at a turn of the event loop, so that whoever came meanwhile is in it too. Who comes last waits for as many as
 * stand before it, at the pace at which the last few were served: the time from one turn to the next by the clock, whatever it was spent
 * on. So it tells also of work outside the line and of a processor that others use.
 */
export function createLine<T extends object>({ maxWait, serve, now, later }: LineParts<T>): Line<T> {
  const line: T[] = [];
  /** Milliseconds for one. */
  let pace = 0;
  let lately: number[] = [];
  /** When the one that is being served had its turn; none when there is nobody. */
  let since: number | undefined;

  const begin = (one: T): void => {
    since = now();
    later(end);
    serve(one);
  };
  const end = (): void => {
    if (lately.push(now() - (since ?? 0)) === LATELY) {
      pace = (lately.reduce((sum, ms) => sum + ms) - Math.max(...lately)) / (LATELY - 1);
      lately = [];
    }
    const next = line.shift();
    if (next === undefined) since = undefined;
    else begin(next);
  };
  return {
    isFull: () => line.length * pace > maxWait,
    enter: (one) => {
      if (since === undefined) begin(one);
      else line.push(one);
    },
  };
}
