import { EXAMPLES_WRITTEN } from '../../src/cases/examples.js';

/**
 * The time of the tests: services in the test's own process, examples and expectations are all of this moment, on whatever
 * day they run.
 */
export const NOW = new Date(EXAMPLES_WRITTEN);
/** The same day, as a FHIR date. */
export const TODAY = NOW.toISOString().slice(0, 10);

/** The clock of the machine, for what is asked of a process that has no other. Nothing else in the tests may read it. */
export function systemNow(): Date {
  return new Date();
}

/**
 * Asks what runs by the clock of the machine. When midnight (UTC) passed meanwhile, what was told on one day may have been
 * answered on the next, so that it is asked once more.
 */
export async function withinOneDay<T>(ask: (now: Date) => Promise<T>, clock = systemNow): Promise<T> {
  const begun = clock();
  const answer = await ask(begun);
  return sameDay(begun, clock()) ? answer : ask(clock());
}

function sameDay(one: Date, other: Date): boolean {
  return one.toISOString().slice(0, 10) === other.toISOString().slice(0, 10);
}
