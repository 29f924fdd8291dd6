import type { Received, SetAside } from '../core/model/advice.js';
import type { Knowledge, Service } from '../core/model/knowledge.js';
import { elementPath } from './element.js';
import { identitiesOf, type Part, readPart } from './r4/part.js';
import { typeOf } from './r4/take-apart.js';
import type { HookRequest } from './request.js';

/** Ids of the labs a resource of any shape holds a result of; never throws. */
export type LabsIn = (resource: unknown) => readonly string[];

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
  /** The same completed with values by key, each in the place of what came under that key. Only they are read now. */
  readonly with: (values: ReadonlyMap<string, unknown>) => Prefetch;
}

/** Reads what came with a request to one service. */
export type ReadPrefetch = (request: Pick<HookRequest, 'prefetch' | 'results'>, labsIn: LabsIn) => Prefetch;

/** What a service asks for. */
interface Asked {
  readonly templates: readonly Template[];
  readonly keys: ReadonlySet<string>;
  /** The labs a card may be about, each with the keys that ask for it and no other. */
  readonly triggers: readonly { readonly lab: string; readonly keys: readonly string[] }[];
}

/** What a key asks for: labs, or resources of one type. */
interface Template {
  readonly key: string;
  readonly labs?: readonly string[];
  readonly type?: string | undefined;
}

/**
 * How a service takes prefetch and `context.results` apart into resources: repaired where the shape is known to come
 * wrong, checked against FHIR R4, and set aside when unreadable. Tells no data from not given.
 */
export function prefetchReader(service: Service, knowledge: Knowledge): ReadPrefetch {
  const asked = askedBy(service, knowledge);
  return ({ prefetch, results }, labsIn) => {
    const context = results && readPart(results, 'context.results', true);
    // A hook hands over the newest: it takes the place of the same resource in prefetch.
    const overridden = identitiesOf(context);
    const read = (values: Iterable<readonly [string, unknown]>): [string, Part][] =>
      Array.from(values, ([key, value]) => [
        key,
        readPart(value, elementPath(['prefetch', key]), false, overridden),
      ]);
    const complete = (parts: ReadonlyMap<string, Part>): Prefetch => ({
      ...whatCame(parts, context, asked, labsIn),
      with: (values) => complete(new Map([...parts, ...read(values)])),
    });
    return complete(new Map(read(Object.entries(prefetch))));
  };
}

function askedBy(service: Service, knowledge: Knowledge): Asked {
  const labs = [...knowledge.labs.values()];
  const supporting = labs.filter(({ role }) => role === 'supporting').map(({ id }) => id);
  const templates = Object.entries(service.prefetch).map(([key, template]): Template => {
    if ('query' in template) return { key, type: /^[A-Za-z]+/u.exec(template.query)?.[0] };
    return { key, labs: template.labs === 'supporting' ? supporting : template.labs };
  });
  const triggers = labs
    .filter(({ role }) => role === 'trigger')
    .map(({ id }) => ({
      lab: id,
      keys: templates.filter((one) => one.labs?.length === 1 && one.labs[0] === id).map(({ key }) => key),
    }));
  return { templates, keys: new Set(templates.map(({ key }) => key)), triggers };
}

/** What is given, and what is not. The codes of resources are looked at only where no key tells. */
function whatCame(
  parts: ReadonlyMap<string, Part>,
  context: Part | undefined,
  { keys, templates, triggers }: Asked,
  labsIn: LabsIn,
): Omit<Prefetch, 'with'> {
  const all = [...parts.values()];
  const answered = (key: string): boolean => parts.get(key)?.isAnswer ?? false;
  // Sites name their keys themselves: a Bundle of Observations under an unknown key may be the answer for any lab.
  const anyLab = [...parts].some(([key, one]) => !keys.has(key) && one.mayHoldEveryLab);
  const inContext = new Set(context?.found.flatMap(({ resource }) => labsIn(resource)));
  const inPrefetch = once(
    () => new Set(all.flatMap(({ found }) => found.flatMap(({ resource }) => labsIn(resource)))),
  );
  const types = once(
    () => new Set(all.flatMap(({ found }) => found.map(({ resource }) => typeOf(resource)))),
  );

  const brought = new Set(
    triggers
      .filter((trigger) => anyLab || trigger.keys.some(answered) || inPrefetch().has(trigger.lab))
      .map(({ lab }) => lab),
  );
  const given = new Set(
    triggers.map(({ lab }) => lab).filter((lab) => brought.has(lab) || inContext.has(lab)),
  );
  const absent = templates.filter(
    ({ key, labs, type }) =>
      !answered(key) &&
      !(labs ? labs.some((lab) => brought.has(lab) || inPrefetch().has(lab)) : types().has(type)),
  );
  return {
    resources: (context?.resources ?? []).concat(...all.map(({ resources }) => resources)),
    setAside: (context?.setAside ?? []).concat(...all.map(({ setAside }) => setAside)),
    given,
    missing: triggers.filter(({ lab }) => !given.has(lab)).flatMap((trigger) => trigger.keys),
    absent: absent.map(({ key }) => key),
    // The results a hook hands over are the newest of these labs; of every other they may be some only.
    unavailable: absent.filter(({ labs }) => !labs?.some((lab) => given.has(lab))).map(({ key }) => key),
    newResults: inContext.size > 0,
  };
}

function once<T>(work: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => (known ??= { value: work() }).value;
}
