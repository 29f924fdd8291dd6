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

/** Of so many at least the pace is taken, but for the longest: what takes long once says nothing of the others. */
const LATELY = 20;
/** And of so many milliseconds, as those that pass quickly are held up together when others have the processor. */
const LATELY_MS = 100;

/**
 * A line that is served one at a turn of the event loop, so that whoever came meanwhile is in it too. Who comes last waits for as many as
 * stand before it, at the pace at which the last few were served: the time from one turn to the next by the clock, whatever it was spent
 * on. So it tells also of work outside the line and of a processor that others use.
 */
export function createLine<T extends object>({ maxWait, serve, now, later }: LineParts<T>): Line<T> {
  const line: T[] = [];
  /** Milliseconds for one: of the last few, and of those before them. */
  let pace = 0;
  let before = 0;
  /** Of the last few: how many, and their milliseconds together and at most. */
  let lately = { count: 0, together: 0, longest: 0 };
  /** When the one that is being served had its turn; none when there is nobody. */
  let since: number | undefined;

  const begin = (one: T): void => {
    since = now();
    later(end);
    serve(one);
  };
  const end = (): void => {
    const took = now() - (since ?? 0);
    const count = lately.count + 1;
    const together = lately.together + took;
    const longest = Math.max(lately.longest, took);
    lately = { count, together, longest };
    if (count >= LATELY && together >= LATELY_MS) {
      before = pace === 0 ? Infinity : pace;
      pace = (together - longest) / (count - 1);
      lately = { count: 0, together: 0, longest: 0 };
    }
    const next = line.shift();
    if (next === undefined) since = undefined;
    else begin(next);
  };
  return {
    // One pause makes nobody wait as long as it says.
    isFull: () => line.length * Math.min(pace, before) > maxWait,
    enter: (one) => {
      if (since === undefined) begin(one);
      else line.push(one);
    },
  };
}
