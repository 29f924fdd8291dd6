/**
 * What random requests, properties and samples of the tests begin with. The same on every run, so that a failure is there again
 * the next time; `npm run search` tries others, and SEED=<number> before `npm test` is that one again.
 */
export const SEED = Number(process.env['SEED'] ?? 20_261_122);

/** How fast-check is to run a property: it prints the smallest example of a failure. */
export function runs(numRuns: number): { readonly seed: number; readonly numRuns: number } {
  return { seed: SEED, numRuns };
}
