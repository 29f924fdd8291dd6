import type { SetAside } from '../model/advice.js';
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

const DATES = [
  'effectiveDateTime',
  'effectivePeriod',
  'effectiveInstant',
  'effectiveTiming',
  'issued',
] as const;

/** Whether it says anything of its date, be it nothing that can be used. */
export function hasDate(observation: fhir4.Observation): boolean {
  return DATES.some((name) => observation[name] !== undefined);
}

/** Where the resources stood of which the door left out a date that is none of R4. */
export function datesDropped(setAside: readonly SetAside[]): ReadonlySet<string> {
  const dropped = new Set<string>();
  for (const { from, why } of setAside) {
    const [, resource] =
      why === 'element-malformed' ? (/^(.*)\.(?:effective[A-Z]\w*|issued)$/u.exec(from) ?? []) : [];
    if (resource !== undefined) dropped.add(resource);
  }
  return dropped;
}
