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

/** Of `maxWait`: no piece of work counts for more, as what takes long once says nothing of the others. */
const ONE = 0.1;
/** Requests that the pace is about the mean of. */
const LATELY = 100;

/**
 * A line that is served one at a turn of the event loop, so that whoever came meanwhile is in it too. Who comes last waits for as many as
 * stand before it, at the pace at which they were served lately: the time from one turn to the next by the clock, whatever it was spent
 * on. So it tells also of work outside the line and of a processor that others use.
 */
export function createLine<T>({ maxWait, serve, now, later }: LineParts<T>): Line<T> {
  const line: T[] = [];
  /** Milliseconds for one. */
  let pace = 0;
  /** When the one before had its turn; none when there was nobody. */
  let since: number | undefined;

  const turn = (): void => {
    const at = now();
    if (since !== undefined) pace += (Math.min(at - since, maxWait * ONE) - pace) / LATELY;
    if (line.length === 0) {
      since = undefined;
      return;
    }
    since = at;
    later(turn);
    serve(line.shift() as T);
  };
  return {
    isFull: () => line.length * pace > maxWait,
    enter: (one) => {
      if (line.push(one) === 1 && since === undefined) later(turn);
    },
  };
}
