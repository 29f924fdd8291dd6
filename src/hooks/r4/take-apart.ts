import { isObject } from '../element.js';

/** A value that should be a resource, and where it stood, such as `prefetch.ferritin.entry[3]`. */
export interface Found {
  readonly resource: unknown;
  readonly from: string;
  /** As its Bundle entry has it; absent where it is no text. */
  readonly fullUrl?: string;
}

/** The value of one prefetch key, or `context.results`, taken apart. */
export interface Apart {
  readonly found: readonly Found[];
  /** No OperationOutcome in it says that getting the data failed. */
  readonly sound: boolean;
  readonly isBundle: boolean;
}

interface Opening {
  readonly found: Found[];
  sound: boolean;
}

/** Finds the resources in a resource or Bundle of unknown quality, one Bundle inside another included. Never throws. */
export function takeApart(value: unknown, from: string): Apart {
  const opening: Opening = { found: [], sound: true };
  if (value !== null) take(value, from, opening, 2);
  return { ...opening, isBundle: isBundle(value) };
}

/**
 * What a client of CDS Hooks before 1.0 wraps as an entry of a batch: `{response, resource}`. A failed request is as a key that
 * is not there.
 * @returns the value of the key, and where it stands
 */
export function unwrapped(value: unknown, from: string): readonly [value: unknown, from: string] {
  if (!isObject(value) || value['resourceType'] !== undefined || !('response' in value)) return [value, from];
  const { response, resource = null } = value;
  const status = isObject(response) ? parseInt(String(response['status']), 10) : NaN;
  if (resource === null) return [status >= 300 ? FAILED : null, from];
  return [resource, `${from}.resource`];
}

const FAILED = { resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] };

function take(
  value: unknown,
  from: string,
  opening: Opening,
  bundles: number,
  fullUrl?: Pick<Found, 'fullUrl'>,
): void {
  if (isOutcome(value)) {
    if (!isRemark(value)) opening.sound = false;
  } else if (bundles === 0 || !isBundle(value)) opening.found.push({ resource: value, from, ...fullUrl });
  else if (Array.isArray(value['entry'])) {
    value['entry'].forEach((entry: unknown, index) =>
      takeEntry(entry, `${from}.entry[${index}]`, opening, bundles - 1),
    );
  } else takeEntry(value['entry'], `${from}.entry`, opening, bundles - 1);
}

function takeEntry(entry: unknown, from: string, opening: Opening, bundles: number): void {
  if (!isObject(entry)) return;
  // An entry may hold nothing but fullUrl, search or response; or it may be the resource itself, unwrapped.
  const inside = entry['resource'] ?? (typeof entry['resourceType'] === 'string' ? entry : null);
  const { fullUrl } = entry;
  if (inside !== null)
    take(inside, from, opening, bundles, typeof fullUrl === 'string' && fullUrl !== '' ? { fullUrl } : {});
}

/** The resource type when it could be one: it is shown in `/explain`, so free text is none. */
export function typeOf(resource: unknown): string | undefined {
  const type = isObject(resource) ? resource['resourceType'] : undefined;
  return typeof type === 'string' && /^[A-Za-z]{1,64}$/.test(type) ? type : undefined;
}

export function isOutcome(value: unknown): value is Record<string, unknown> {
  return isObject(value) && value['resourceType'] === 'OperationOutcome';
}

function isBundle(value: unknown): value is Record<string, unknown> {
  return isObject(value) && value['resourceType'] === 'Bundle';
}

/** Epic answers an empty search with an outcome of severity warning: a remark, not a failure. */
function isRemark(outcome: Record<string, unknown>): boolean {
  const issues: unknown[] = Array.isArray(outcome['issue']) ? outcome['issue'] : [outcome['issue']];
  return (
    issues.length > 0 &&
    issues.every(
      (issue) => isObject(issue) && (issue['severity'] === 'information' || issue['severity'] === 'warning'),
    )
  );
}
