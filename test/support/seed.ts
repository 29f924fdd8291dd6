/**
 * What random requests, properties and samples of the tests begin with. The same on every run, so that a failure is there again
 * the next time; `npm run search` tries others, and SEED=<number> before `npm test` is that one again.
 */
export const SEED = Number(process.env['SEED'] ?? 20_261_122);

/** A run with a seed of its own looks for what others did not find: it tries all there is. */
const SEARCHES = process.env['SEED'] !== undefined;

/** How many of `all`: in the usual run of the tests, which people wait for, only so many. Each kind must be among them. */
export function usually(some: number, all: number): number {
  return SEARCHES ? all : Math.min(some, all);
}

/** How fast-check is to run a property: it prints the smallest example of a failure. A third of `numRuns`, and all of it in a search. */
export function runs(numRuns: number): { readonly seed: number; readonly numRuns: number } {
  return { seed: SEED, numRuns: usually(Math.max(50, Math.ceil(numRuns / 3)), numRuns) };
}
