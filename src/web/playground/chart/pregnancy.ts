import type { Lab } from '../api.js';

/** The test that records a pregnancy, by the code of US Core. */
export function pregnancyStatus(labs: readonly Lab[]): Lab | undefined {
  return labs.find(({ codes }) =>
    codes.some(({ system, code }) => system === 'http://loinc.org' && code === '82810-3'),
  );
}
