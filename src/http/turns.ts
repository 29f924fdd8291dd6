/** Milliseconds of work after which a request lets others go first. */
const LONG = 10;

/**
 * For work that is done in steps: between two of them, others go first when it took long since the last time, so that a large request
 * does not hold up small ones for all of its steps.
 */
export function turns(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < LONG) return undefined;
    return new Promise((resolve) => {
      // A timer: what is set to go at once goes before the timers of others.
      setTimeout(() => {
        since = performance.now();
        resolve();
      }, 0);
    });
  };
}
