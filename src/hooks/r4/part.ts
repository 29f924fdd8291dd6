import type { Received, SetAside } from '../../core/model/advice.js';
import { isObject } from '../element.js';
import { isTooLarge, remainsOf } from './bounds.js';
import { withoutBadElements } from './drop.js';
import { repair } from './repair.js';
import { type Found, isOutcome, takeApart, typeOf, unwrapped } from './take-apart.js';
import { type Structure, validateResource } from './validate.js';

/** The value of one prefetch key, or `context.results`: taken apart, put right where that can be done, and checked. */
export interface Part {
  /** As it came, be it readable or not. */
  readonly found: readonly Found[];
  readonly resources: readonly Received[];
  readonly setAside: readonly SetAside[];
  /** It answers what its key asks for, be it with "no data". */
  readonly isAnswer: boolean;
  /** It answers, and there is nothing in it. */
  readonly isEmpty: boolean;
  /** A Bundle with results in it. */
  readonly holdsResults: boolean;
  /** The Bundle itself, where it is one. */
  readonly bundle?: Readonly<Record<string, unknown>>;
}

/**
 * Reads a value of unknown quality. Never throws.
 * @param place where it stands in the request
 * @param inContext handed over by the hook itself
 */
export function readPart(given: unknown, place: string, inContext: boolean): Part {
  const [value, from] = unwrapped(given, place);
  const { found, sound, isBundle } = takeApart(value, from);
  const resources: Received[] = [];
  const setAside: SetAside[] = [];
  for (const one of found) check(one, inContext, resources, setAside);
  // CDS Hooks 2.0.1: null means "no data", an absent key "not provided"; and "services SHOULD check for OperationOutcomes".
  const isAnswer = value === null || (sound && (isBundle || isOutcome(value)));
  return {
    found,
    resources,
    setAside,
    isAnswer,
    isEmpty: isAnswer && found.length === 0,
    holdsResults: isBundle && found.some(({ resource }) => typeOf(resource) === 'Observation'),
    ...(isBundle && { bundle: value as Readonly<Record<string, unknown>> }),
  };
}

function check(
  { resource: raw, from, fullUrl }: Found,
  inContext: boolean,
  resources: Received[],
  setAside: SetAside[],
) {
  if (isTooLarge(raw)) {
    setAside.push({ from, why: 'too-large', resource: remainsOf(raw), ...typed(raw) });
    return;
  }
  const [whole, problem] = repaired(raw);
  const rest = problem.ok ? undefined : withoutBadElements(whole, problem);
  const resource = rest ? rest.resource : whole;
  if (typeOf(resource) === undefined || (!problem.ok && !rest)) {
    const where = problem.ok ? 'Resource.resourceType' : problem.where;
    setAside.push({ from, why: 'malformed', where, resource, ...typed(resource) });
    return;
  }
  for (const { place, where, result } of rest?.dropped ?? [])
    setAside.push({
      from: `${from}.${place}`,
      where,
      ...typed(resource),
      ...(result ? { why: 'malformed', resource: result } : { why: 'element-malformed' }),
    });
  const sound = withSoundContained(resource, from, setAside);
  resources.push({
    resource: sound as Received['resource'],
    from,
    inContext,
    ...(fullUrl !== undefined && { fullUrl }),
  });
}

function typed(resource: unknown): Pick<SetAside, 'resourceType'> {
  const resourceType = typeOf(resource);
  return resourceType === undefined ? {} : { resourceType };
}

/** What can be read as it is needs no repair, but for what it contains, which its own check passes over. */
function repaired(raw: unknown): readonly [resource: unknown, structure: Structure] {
  const structure = validateResource(raw);
  if (structure.ok && !(isObject(raw) && 'contained' in raw)) return [raw, structure];
  const resource = repair(raw);
  return [resource, resource === raw ? structure : validateResource(resource)];
}

/** R4 leaves contained resources unchecked: the unreadable ones are set aside, each by itself. */
function withSoundContained(resource: unknown, from: string, setAside: SetAside[]): unknown {
  const contained: unknown = isObject(resource) ? resource['contained'] : undefined;
  if (!Array.isArray(contained)) return resource;
  const sound = contained.filter((inner: unknown, index) => {
    const structure = validateResource(inner);
    if (structure.ok) return true;
    setAside.push({
      from: `${from}.contained[${index}]`,
      why: 'malformed',
      where: structure.where,
      resource: inner,
      ...typed(inner),
    });
    return false;
  });
  return sound.length === contained.length ? resource : { ...(resource as object), contained: sound };
}
