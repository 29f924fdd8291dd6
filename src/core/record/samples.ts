import { identifierKeys } from './ownership.js';
import { isObject } from './codes.js';
import { moment, type Moment } from './moment.js';

/** A resource as one version of what it says: what tells whether two are versions of one, and which of them stands. */
interface Version {
  readonly observation: object;
  readonly sampled: Moment | undefined;
  /** The resource as received that it stands in: its parts are no versions of one another. */
  readonly source: object;
  /** Handed over by the hook itself: of one resource it is the newest. */
  readonly inContext: boolean;
  /** Set when it cannot be read. */
  readonly problem?: string | undefined;
}

export const WITHDRAWN: readonly unknown[] = ['entered-in-error', 'cancelled'];
/** A later one takes the place of an earlier one; any other status says less than all of them. */
const STATUSES: readonly unknown[] = ['registered', 'preliminary', 'final', 'amended', 'corrected'];

/**
 * Of the results of one lab those that stand, in the order given. One sample are results with one resource id, results with one
 * `identifier` (system and value), and results of one Specimen resource that were sampled at one time. Of each sample the last version
 * stands: of one resource the one in context, else the last updated; then corrected over amended over final, the later issued, the later
 * updated. What only some of them carry tells nothing, and where nothing tells all of them stand. Of a sample with a withdrawn version
 * nothing stands.
 */
export function standing<T extends Version>(results: readonly T[]): T[] {
  if (shareNothing(results)) return results.filter(isNotWithdrawn);
  const samples = new Map<number, T[]>();
  const rootOf = samplesOf(results);
  for (const [index, result] of results.entries()) {
    const root = rootOf(index);
    const sample = samples.get(root);
    if (sample) sample.push(result);
    else samples.set(root, [result]);
  }
  if (samples.size === results.length) return results.filter(isNotWithdrawn);
  const stands = new Set<T>();
  for (const sample of samples.values()) for (const result of lastVersions(sample)) stands.add(result);
  return results.filter((result) => stands.has(result));
}

/** Most records: nothing in them can be a version of another. */
function shareNothing(results: readonly Version[]): boolean {
  if (results.length < 2) return true;
  const ids = new Set<unknown>();
  for (const { observation } of results) {
    const { id, identifier, specimen } = elementsOf(observation);
    if (identifier !== undefined || specimen !== undefined) return false;
    if (id !== undefined && ids.size === ids.add(id).size) return false;
  }
  return true;
}

function isNotWithdrawn({ observation }: Version): boolean {
  return !WITHDRAWN.includes(elementsOf(observation)['status']);
}

function elementsOf(resource: object): Partial<Record<string, unknown>> {
  return resource;
}

/** The specimen of each result that names one outside its own resource, by the day and by the time it was taken. */
function specimensOf(results: readonly Version[]): {
  readonly keys: readonly ({ readonly day: string; readonly at: number } | undefined)[];
  readonly datedByDay: ReadonlySet<string>;
} {
  const datedByDay = new Set<string>();
  const keys = results.map(({ observation, sampled }) => {
    const { specimen, status } = elementsOf(observation);
    const reference = isObject(specimen) ? specimen['reference'] : undefined;
    // Contained in the resource: the next one has a "#specimen" of its own.
    if (typeof reference !== 'string' || reference.startsWith('#') || !sampled) return undefined;
    // R4: not started or not completed. What another order of the same sample gave is none of its business.
    if (status === 'cancelled') return undefined;
    const day = `${reference}|${sampled.day}`;
    if (!sampled.timed) datedByDay.add(day);
    return { day, at: sampled.first };
  });
  return { keys, datedByDay };
}

/** Joins what has something in common, and what that shares; gives for each place the place that stands for all it is joined with. */
function samplesOf(results: readonly Version[]): (index: number) => number {
  const parents = results.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    for (let parent = parents[root]; parent !== undefined && parent !== root; parent = parents[root])
      root = parent;
    for (let at = index; at !== root;) {
      const next = parents[at] ?? root;
      parents[at] = root;
      at = next;
    }
    return root;
  };
  const join = <Key>(owners: Map<Key, number>, key: Key, index: number): void => {
    const owner = owners.get(key);
    if (owner === undefined) owners.set(key, index);
    else parents[rootOf(index)] = rootOf(owner);
  };
  const [ids, identifiers, specimens] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
  ];
  const lists = new Map<object, number>();
  const { keys, datedByDay } = specimensOf(results);
  for (const [index, { observation, problem }] of results.entries()) {
    const { id, identifier, status } = elementsOf(observation);
    // What cannot be read takes the place of nothing; that it withdraws can be read.
    if (problem === 'malformed' && !WITHDRAWN.includes(status)) continue;
    if (typeof id === 'string') join(ids, id, index);
    if (Array.isArray(identifier)) {
      // The components of one Observation have the very same list of it.
      const isKnown = lists.has(identifier);
      join(lists, identifier as object, index);
      if (!isKnown) for (const key of identifierKeys(identifier)) join(identifiers, key, index);
    }
    const specimen = keys[index];
    // A correction dated by the day alone is of that day.
    if (specimen)
      join(
        specimens,
        datedByDay.has(specimen.day) ? specimen.day : `${specimen.day}|${String(specimen.at)}`,
        index,
      );
  }
  return rootOf;
}

function lastVersions<T extends Version>(sample: readonly T[]): T[] {
  if (sample.every(({ source }) => source === sample[0]?.source)) return sample.filter(isNotWithdrawn);
  const last = [...groupedById(sample).values()].flatMap((versions) => newestOfOne(versions));
  return last.every(isNotWithdrawn) ? greatest(last, [rankOf, issuedAt, updatedAt]) : [];
}

/**
 * Of the versions of one resource the newest: the one in context, else by `meta.lastUpdated`, else by a `meta.versionId` that counts;
 * else all of them.
 */
function newestOfOne<T extends Version>(versions: readonly T[]): T[] {
  return greatest(versions, [({ inContext }) => Number(inContext), updatedAt, versionOf]);
}

/**
 * Of the versions of one resource that is no result those that stand; withdrawn ones stay, as they say that what they hold is withdrawn.
 * All where nothing tells.
 */
export function lastOf<T extends Version>(versions: readonly T[]): T[] {
  const newest = newestOfOne(versions);
  const withdrawn = newest.filter((version) => !isNotWithdrawn(version));
  return withdrawn.length > 0 ? withdrawn : greatest(newest, [rankOf, issuedAt, updatedAt]);
}

function groupedById<T extends Version>(sample: readonly T[]): Map<unknown, T[]> {
  const groups = new Map<unknown, T[]>();
  for (const result of sample) {
    const key = elementsOf(result.observation)['id'] ?? result.source;
    const group = groups.get(key);
    if (group) group.push(result);
    else groups.set(key, [result]);
  }
  return groups;
}

/** Those for which the first number that all have and that tells them apart is the greatest, then the second, and so on. */
function greatest<T extends Version>(
  versions: readonly T[],
  numbers: readonly ((version: Version) => number | undefined)[],
): T[] {
  let left = [...versions];
  for (const number of numbers) {
    if (left.length < 2) return left;
    const known = left.map((version) => number(version));
    let most = -Infinity;
    let all = true;
    for (const value of known) {
      all &&= value !== undefined;
      most = Math.max(most, value ?? most);
    }
    if (all) left = left.filter((_, index) => known[index] === most);
  }
  return left;
}

function metaOf({ observation }: Version): Readonly<Record<string, unknown>> {
  const { meta } = elementsOf(observation);
  return isObject(meta) ? meta : {};
}

function updatedAt(version: Version): number | undefined {
  return moment(metaOf(version)['lastUpdated'])?.last;
}

/** A version id that is a number counts up; others say nothing. */
function versionOf(version: Version): number | undefined {
  const { versionId } = metaOf(version);
  return typeof versionId === 'string' && /^\d{1,9}$/u.test(versionId) ? Number(versionId) : undefined;
}

function rankOf({ observation }: Version): number {
  return STATUSES.indexOf(elementsOf(observation)['status']);
}

function issuedAt({ observation }: Version): number | undefined {
  return moment(elementsOf(observation)['issued'])?.last;
}
