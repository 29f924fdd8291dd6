import { isObject } from './codes.js';
import { DAY, type Moment, notAhead } from './moment.js';
import type { Sorter } from './sorting.js';

/** What programs write when they have no date: the zero of Unix, and that of spreadsheets and databases, which lie before 1900-01-02. */
const ZERO = 0;
const FIRST_DATE = Date.UTC(1900, 0, 2);

/**
 * When a sample was taken: effective end or instant, else its start, else when it was issued. A date before the day of the patient's birth
 * in any zone, or one that stands for "no date", is none. What lies up to a day ahead was some time in the day before.
 */
export function sampledAt(
  observation: fhir4.Observation,
  { moment, birth, today }: Pick<Sorter, 'moment' | 'birth' | 'today'>,
): Moment | undefined {
  const read = (text: unknown): Moment | undefined => {
    const at = moment(text);
    if (!at || at.first === ZERO || at.last < FIRST_DATE || (birth && at.last < birth.first - DAY))
      return undefined;
    return notAhead(at, today.first);
  };
  const { effectivePeriod: period, effectiveTiming: timing } = observation as {
    effectivePeriod?: unknown;
    effectiveTiming?: unknown;
  };
  return (
    read(observation.effectiveDateTime) ??
    read(observation.effectiveInstant) ??
    (isObject(period) ? (read(period['end']) ?? read(period['start'])) : undefined) ??
    (isObject(timing) && Array.isArray(timing['event']) ? read(timing['event'].at(-1)) : undefined) ??
    read(observation.issued)
  );
}
