import type { Received } from '../model/advice.js';
import { moment } from './moment.js';

/** Of several versions of one resource, the newest; a withdrawn one when no date tells. In-context wins over prefetch. */
export function newestVersions(resources: readonly Received[]): Iterable<Received> {
  const newest = new Map<string, Received>();
  for (const [index, received] of resources.entries()) {
    const { resourceType, id } = received.resource;
    const key = id === undefined ? `#${String(index)}` : `${resourceType}/${id}`;
    const other = newest.get(key);
    if (!other || supersedes(received, other)) newest.set(key, received);
  }
  return newest.values();
}

function supersedes(one: Received, other: Received): boolean {
  if (one.inContext !== other.inContext) return one.inContext;
  const difference = updatedAt(one) - updatedAt(other);
  if (difference !== 0) return difference > 0;
  const versions = versionOf(one) - versionOf(other);
  if (versions !== 0) return versions > 0;
  const rank = versionRank(one) - versionRank(other);
  if (rank !== 0) return rank > 0;
  return JSON.stringify(one.resource) > JSON.stringify(other.resource);
}

function updatedAt({ resource }: Received): number {
  const { meta, issued } = resource as { meta?: { lastUpdated?: string }; issued?: string };
  return moment(meta?.lastUpdated)?.last ?? moment(issued)?.last ?? 0;
}

const VERSIONS = ['final', 'amended', 'corrected', 'cancelled', 'entered-in-error'];

function versionRank({ resource }: Received): number {
  return VERSIONS.indexOf((resource as { status?: string }).status ?? '');
}

/** A version id that is a number counts up; others say nothing. */
function versionOf({ resource }: Received): number {
  const { meta } = resource as { meta?: { versionId?: string } };
  return /^\d{1,9}$/u.test(meta?.versionId ?? '') ? Number(meta?.versionId) : 0;
}
