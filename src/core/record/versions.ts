import type { Received } from '../model/advice.js';
import { lastOf } from './samples.js';

/**
 * Of several versions of one resource the last; all of them where nothing tells. Other versions of a Patient follow at the end, for what the
 * last one lacks. Observations are passed on as they came: an id may be
 * used again for another test, so that they are held against each other lab by lab.
 */
export function lastVersions(resources: readonly Received[]): readonly Received[] {
  const seen = new Map<string, Received[]>();
  let repeated = false;
  for (const received of resources) {
    const key = keyOf(received);
    if (key === undefined) continue;
    const versions = seen.get(key);
    repeated ||= versions !== undefined;
    if (versions) versions.push(received);
    else seen.set(key, [received]);
  }
  if (!repeated) return resources;
  const passed = new Set<Received>();
  for (const versions of seen.values()) {
    if (versions.length < 2) continue;
    const last = new Set(lastOf(versions.map(asVersion)).map(({ received }) => received));
    for (const received of versions) if (!last.has(received)) passed.add(received);
  }
  const lasting = resources.filter((received) => !passed.has(received));
  return [...lasting, ...resources.filter((received) => passed.has(received) && isPatient(received))];
}

function isPatient({ resource }: Received): boolean {
  return resource.resourceType === 'Patient';
}

function keyOf({ resource: { resourceType, id } }: Received): string | undefined {
  return id === undefined || resourceType === 'Observation' ? undefined : `${resourceType}/${id}`;
}

function asVersion(
  received: Received,
): Parameters<typeof lastOf>[0][number] & { readonly received: Received } {
  const { resource, inContext } = received;
  return { received, inContext, source: resource, sampled: undefined, observation: resource };
}
