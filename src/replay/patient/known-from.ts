import { isObject } from '../../core/record/codes.js';
import { DAY, moment } from '../../core/record/moment.js';

type Json = Readonly<Record<string, unknown>>;

/** Zero of Unix, and that of spreadsheets and databases, stand for "no date". */
const ZERO = 0;
const FIRST_DATE = Date.UTC(1900, 0, 2);

/** When it was first known what a resource says, in milliseconds; `undefined` when it carries no date that tells. Never throws. */
export function knownFrom(resource: unknown): number | undefined {
  if (!isObject(resource)) return undefined;
  return firstOf(datesOf(resource));
}

/** When what it says happened: a result by its sample. */
export function happenedAt(resource: unknown): number | undefined {
  if (!isObject(resource)) return undefined;
  return firstOf([...effective(resource), ...datesOf(resource)]);
}

/** In the order in which they count. */
function datesOf(resource: Json): readonly unknown[] {
  switch (resource['resourceType']) {
    case 'Observation':
    case 'DiagnosticReport':
      return [resource['issued'], ...effective(resource)];
    case 'Condition':
      return [resource['recordedDate'], resource['onsetDateTime'], start(resource['onsetPeriod'])];
    case 'MedicationRequest':
    case 'ServiceRequest':
      return [resource['authoredOn']];
    case 'MedicationStatement':
      return [resource['dateAsserted'], resource['effectiveDateTime'], start(resource['effectivePeriod'])];
    case 'MedicationAdministration':
      return [resource['effectiveDateTime'], start(resource['effectivePeriod'])];
    case 'Procedure':
      return [
        resource['performedDateTime'],
        end(resource['performedPeriod']),
        start(resource['performedPeriod']),
      ];
    default:
      return [];
  }
}

function effective(resource: Json): readonly unknown[] {
  const { effectiveTiming: timing } = resource;
  const events: unknown = isObject(timing) ? timing['event'] : undefined;
  return [
    resource['effectiveDateTime'],
    resource['effectiveInstant'],
    end(resource['effectivePeriod']),
    start(resource['effectivePeriod']),
    Array.isArray(events) ? events.at(-1) : undefined,
  ];
}

function start(period: unknown): unknown {
  return isObject(period) ? period['start'] : undefined;
}

function end(period: unknown): unknown {
  return isObject(period) ? period['end'] : undefined;
}

function firstOf(texts: readonly unknown[]): number | undefined {
  for (const text of texts) {
    const at = moment(text);
    if (at && at.first !== ZERO && at.last >= FIRST_DATE) return at.first;
  }
  return undefined;
}

/** The calendar day of a moment, in UTC: `2026-03-01`. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 'YYYY-MM-DD'.length);
}

/** The last millisecond of the day of a moment. */
export function endOfDay(at: number): number {
  return Math.floor(at / DAY) * DAY + DAY - 1;
}
