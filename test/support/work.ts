import { Session } from 'node:inspector';

/**
 * Counts how often each piece of the program runs. To be imported before what is counted: what was compiled before is counted by the
 * function only, not by its loops and branches.
 */
const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

/** How often each piece ran, by file, function and place. */
export type Work = ReadonlyMap<string, number>;

/** What a piece of work made the program do, and whatever it did since the last one. */
export function workOf(work: () => unknown): Work {
  work();
  return take();
}

function take(): Work {
  const counts = new Map<string, number>();
  session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
    for (const { url, functions } of result) {
      const file = /\/src\/(.*)$/u.exec(url)?.[1];
      if (file === undefined) continue;
      for (const { functionName, ranges } of functions)
        for (const { startOffset, count } of ranges) {
          const key = `${file} ${functionName} at ${startOffset}`;
          counts.set(key, Math.max(counts.get(key) ?? 0, count));
        }
    }
  });
  return counts;
}

/** Counts below this say nothing of how they grow. */
const FEW = 2_000;
/** Twice as much, the steps of sorting that come with it, and what is done once. */
const MOST_TIMES = 2.6;

/** The pieces that run more often than twice as much input explains. */
export function growing(small: Work, twice: Work): string[] {
  return [...twice].flatMap(([key, count]) => {
    const before = small.get(key) ?? 0;
    // Newer versions of V8 forget what they optimised meanwhile; what is quadratic has run before.
    return before > 0 && count > FEW && count > MOST_TIMES * Math.max(before, FEW / 4)
      ? [`${key}: ${before}, then ${count}`]
      : [];
  });
}
