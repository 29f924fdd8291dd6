import { isObject } from '../../core/record/codes.js';
import { moment } from '../../core/record/moment.js';

type Json = Readonly<Record<string, unknown>>;

/**
 * A resource as it was at a time, as far as its own dates tell: what ended later had not ended. The very same where nothing changes.
 * A patient of whom only is said that he or she died, and not when, was alive when a result came.
 */
export function asOf<T extends object>(resource: T, now: number): T {
  const given = resource as unknown as Json;
  switch (given['resourceType']) {
    case 'Patient':
      return given['deceasedBoolean'] === true ? without(resource, ['deceasedBoolean']) : resource;
    case 'Condition':
      return isLater(abatement(given), now)
        ? without(resource, [
            'clinicalStatus',
            ...Object.keys(resource).filter((name) => name.startsWith('abatement')),
          ])
        : resource;
    case 'MedicationStatement':
    case 'MedicationAdministration':
      return endsLater(given['effectivePeriod'], now)
        ? {
            ...resource,
            status: given['resourceType'] === 'MedicationStatement' ? 'active' : 'in-progress',
            effectivePeriod: without(given['effectivePeriod'] as object, ['end']),
          }
        : resource;
    default:
      return resource;
  }
}

function abatement({ abatementDateTime, abatementPeriod }: Json): unknown {
  return (
    abatementDateTime ??
    (isObject(abatementPeriod) ? (abatementPeriod['start'] ?? abatementPeriod['end']) : undefined)
  );
}

function endsLater(period: unknown, now: number): boolean {
  return isObject(period) && isLater(period['end'], now);
}

function isLater(date: unknown, now: number): boolean {
  const at = moment(date);
  return at !== undefined && at.first > now;
}

function without<T extends object>(resource: T, names: readonly string[]): T {
  return Object.fromEntries(Object.entries(resource).filter(([name]) => !names.includes(name))) as T;
}
