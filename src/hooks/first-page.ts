import { isObject } from './element.js';
import { type Found, typeOf } from './r4/take-apart.js';

/** What was asked for under a key. */
export interface Wanted {
  readonly count: number;
  readonly newestFirst: boolean;
}

/**
 * Whether there is more than a Bundle of a search brought: CDS Hooks 2.0.1 lets a client send one page. The newest so many, when
 * that is what was asked for, are all that was.
 */
export function isFirstPage(
  bundle: Readonly<Record<string, unknown>>,
  found: readonly Found[],
  wanted?: Wanted,
): boolean {
  if (!hasMore(bundle)) return false;
  if (!wanted?.newestFirst) return true;
  return found.length < wanted.count || !isNewestFirst(found);
}

/** What of a query says how much it asks for. */
export function wantedBy(query: string): Wanted {
  const wanted = new URLSearchParams(query.split(/\?(.*)/s)[1]);
  return {
    count: Number(wanted.get('_count') ?? Infinity),
    newestFirst: wanted.get('_sort')?.startsWith('-') ?? false,
  };
}

/** So many results that fall from the first to the last are sorted, not so by chance. */
const NO_CHANCE = 10;

/** Whether results nobody says the order of come newest first. */
export function seemsNewestFirst(found: readonly Found[]): boolean {
  const dates = datesOf(found);
  return dates.length >= NO_CHANCE && dates[0] !== dates.at(-1) && isNewestFirst(found);
}

function hasMore({ link, total, entry }: Readonly<Record<string, unknown>>): boolean {
  const links: unknown[] = Array.isArray(link) ? link : [link];
  if (links.some((one) => isObject(one) && one['relation'] === 'next')) return true;
  const entries: unknown[] = Array.isArray(entry) ? entry : isObject(entry) ? [entry] : [];
  // FHIR R4: total counts what matches, not what comes along.
  return typeof total === 'number' && total > entries.filter(isMatch).length;
}

function isMatch(entry: unknown): boolean {
  if (!isObject(entry)) return false;
  const { search, resource = entry } = entry;
  const mode = isObject(search) ? search['mode'] : undefined;
  return mode === undefined ? typeOf(resource) !== 'OperationOutcome' : mode === 'match';
}

function isNewestFirst(found: readonly Found[]): boolean {
  const dates = datesOf(found);
  return dates.every((date, index) => index === 0 || date <= (dates[index - 1] ?? date));
}

/** By day: servers differ in how they sort times of different precision and zone. */
function datesOf(found: readonly Found[]): string[] {
  return found.flatMap(({ resource }) => {
    if (!isObject(resource)) return [];
    const period = resource['effectivePeriod'] ?? resource['performedPeriod'];
    const date = [
      resource['effectiveDateTime'],
      resource['performedDateTime'],
      resource['authoredOn'],
      isObject(period) ? period['start'] : undefined,
      resource['issued'],
    ].find((one) => typeof one === 'string');
    return typeof date === 'string' ? [date.slice(0, 10)] : [];
  });
}
