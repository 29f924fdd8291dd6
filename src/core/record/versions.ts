import type { Received } from '../model/advice.js';
import { moment } from './moment.js';

/** Of several versions of one resource, the newest; a withdrawn one when no date tells. In-context wins over prefetch. */
export function newestVersions(resources: readonly Received[]): readonly Received[] {
  const newest: Received[] = [];
  const places = new Map<string, Map<string, number>>();
  for (const received of resources) {
    const { resourceType, id } = received.resource;
    let ofType = places.get(resourceType);
    if (!ofType) places.set(resourceType, (ofType = new Map<string, number>()));
    const place = id === undefined ? undefined : ofType.get(id);
    const other = place === undefined ? undefined : newest[place];
    if (place !== undefined && other) {
      if (supersedes(received, other)) newest[place] = received;
      continue;
    }
    if (id !== undefined) ofType.set(id, newest.length);
    newest.push(received);
  }
  return newest;
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
