import type { Received, SetAside } from '../core/model/advice.js';
import type { Client, Knowledge, Service } from '../core/model/knowledge.js';
import { elementPath, isObject } from './element.js';
import { type Found, identityOf, isOutcome, type Part, takeApart, typeOf } from './r4/part.js';
import { repair } from './r4/repair.js';
import { validateResource } from './r4/validate.js';
import type { HookRequest } from './request.js';

/** Ids of the labs a resource of any shape holds a result of; never throws. */
export type LabOf = (resource: unknown, knowledge: Knowledge, client: Client) => readonly string[];

/** What came with a request. */
export interface Prefetch {
  readonly resources: readonly Received[];
  readonly setAside: readonly SetAside[];
  /** Ids of the trigger labs that were given, be it as "no data". */
  readonly given: ReadonlySet<string>;
  /** The prefetch keys we advertise for the trigger labs that were not given. */
  readonly missing: readonly string[];
  /** All keys we advertise that prefetch does not answer, under whatever key. */
  readonly absent: readonly string[];
  /** The same without those of trigger labs that came in context. */
  readonly unavailable: readonly string[];
  /** `context.results` holds a result of a lab we read. */
  readonly newResults: boolean;
}

/**
 * Takes prefetch and `context.results` apart into resources: repaired where the shape is known to come wrong, checked
 * against FHIR R4, and set aside when unreadable. Tells no data from not given.
 */
export function readPrefetch(
  request: HookRequest,
  service: Service,
  knowledge: Knowledge,
  client: Client,
  labOf: LabOf,
): Prefetch {
  const context = request.results ? takeApart(request.results, ['context', 'results']) : undefined;
  const parts = new Map(
    Object.entries(request.prefetch).map(([key, value]) => [key, takeApart(value, ['prefetch', key])]),
  );
  const brought = [...parts.values()].flatMap((one) => one.resources);
  const labs = ({ resource }: Found): readonly string[] => labOf(resource, knowledge, client);
  const inContext = new Set(context?.resources.flatMap(labs));
  const inPrefetch = new Set(brought.flatMap(labs));

  const given = new Set<string>();
  const missing: string[] = [];
  for (const lab of knowledge.labs.values()) {
    if (lab.role !== 'trigger') continue;
    const keys = keysFor(lab.id, service);
    if (
      keys.some((key) => answersWithData(request.prefetch, key, parts)) ||
      [...parts].some(([key, one]) => !Object.hasOwn(service.prefetch, key) && mayHoldEveryLab(one))
    )
      inPrefetch.add(lab.id);
    if (inPrefetch.has(lab.id) || inContext.has(lab.id)) given.add(lab.id);
    else missing.push(...keys);
  }

  const types = new Set(brought.map(({ resource }) => typeOf(resource)));
  const absent = Object.entries(service.prefetch)
    .filter(
      ([key, template]) =>
        !answersWithData(request.prefetch, key, parts) &&
        !('query' in template && types.has(/^[A-Za-z]+/u.exec(template.query)?.[0])) &&
        !('labs' in template && asksFor(template, knowledge).some((id) => inPrefetch.has(id))),
    )
    .map(([key]) => key);
  // The results a hook hands over are the newest of these labs; of every other they may be some only.
  const unavailable = absent.filter((key) => {
    const template = service.prefetch[key];
    return !(template && 'labs' in template && asksFor(template, knowledge).some((id) => given.has(id)));
  });

  return {
    ...checked(context, [...parts.values()]),
    given,
    missing,
    absent,
    unavailable,
    newResults: inContext.size > 0,
  };
}

/** Ids of the labs a template asks for. */
function asksFor(
  { labs }: { readonly labs: readonly string[] | 'supporting' },
  knowledge: Knowledge,
): readonly string[] {
  if (labs !== 'supporting') return labs;
  return [...knowledge.labs.values()].filter(({ role }) => role === 'supporting').map(({ id }) => id);
}

/** The keys whose query asks for this lab and no other. */
function keysFor(lab: string, service: Service): string[] {
  return Object.entries(service.prefetch)
    .filter(([, template]) => 'labs' in template && template.labs.length === 1 && template.labs[0] === lab)
    .map(([key]) => key);
}

// CDS Hooks 2.0.1: null means "no data", an absent key "not provided"; and "services SHOULD check for OperationOutcomes".
function answersWithData(
  prefetch: HookRequest['prefetch'],
  key: string,
  parts: ReadonlyMap<string, Part>,
): boolean {
  if (!Object.hasOwn(prefetch, key)) return false;
  const value = prefetch[key];
  if (value === null) return true;
  const one = parts.get(key);
  return one !== undefined && one.sound && (one.isBundle || isOutcome(value));
}

/** Sites name their keys themselves: a Bundle of Observations under an unknown key may be the answer for any lab. */
function mayHoldEveryLab({ isBundle, sound, resources }: Part): boolean {
  if (!isBundle) return false;
  return resources.length === 0
    ? sound
    : resources.some(({ resource }) => typeOf(resource) === 'Observation');
}

/** Repairs and checks every resource; one that came in context takes the place of the same one in prefetch. */
function checked(
  context: Part | undefined,
  parts: readonly Part[],
): Pick<Prefetch, 'resources' | 'setAside'> {
  const resources: Received[] = [];
  const setAside: SetAside[] = [];
  const inContext = new Set(context?.resources.flatMap(({ resource }) => identityOf(resource) ?? []));

  const check = ({ resource: raw, path }: Found, isContext: boolean): void => {
    const identity = isContext ? undefined : identityOf(raw);
    if (identity !== undefined && inContext.has(identity)) return;
    const resource = repair(raw);
    const structure = validateResource(resource);
    const resourceType = typeOf(resource);
    const from = elementPath(path);
    if (structure.ok && resourceType !== undefined) {
      const sound = withSoundContained(resource, from, setAside);
      resources.push({ resource: sound as Received['resource'], from, inContext: isContext });
    } else {
      const where = structure.ok ? 'Resource.resourceType' : structure.where;
      setAside.push({
        from,
        why: 'malformed',
        where,
        resource,
        ...(resourceType !== undefined && { resourceType }),
      });
    }
  };
  for (const one of context?.resources ?? []) check(one, true);
  for (const one of parts.flatMap(({ resources: found }) => found)) check(one, false);
  return { resources, setAside };
}

/** R4 leaves contained resources unchecked: the unreadable ones are set aside, each by itself. */
function withSoundContained(resource: unknown, from: string, setAside: SetAside[]): unknown {
  const contained: unknown = isObject(resource) ? resource['contained'] : undefined;
  if (!Array.isArray(contained)) return resource;
  const sound = contained.filter((inner: unknown, index) => {
    const structure = validateResource(inner);
    if (structure.ok) return true;
    const type = typeOf(inner);
    setAside.push({
      from: `${from}.contained[${index}]`,
      why: 'malformed',
      where: structure.where,
      resource: inner,
      ...(type !== undefined && { resourceType: type }),
    });
    return false;
  });
  return sound.length === contained.length ? resource : { ...(resource as object), contained: sound };
}
