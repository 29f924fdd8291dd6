import type { Received, SetAside } from '../core/model/advice.js';
import type { Knowledge, Lab, Service } from '../core/model/knowledge.js';
import { elementPath } from './element.js';
import { noneOf } from './empty-answer.js';
import { isFirstPage, seemsNewestFirst, type Wanted, wantedBy } from './first-page.js';
import { type Part, readPart } from './r4/part.js';
import { typeOf } from './r4/take-apart.js';
import type { HookRequest } from './request.js';
import { allOfAnother } from './whose.js';

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
  /** Those of which prefetch brought a first page, and not all that was asked for. */
  readonly partial: readonly string[];
  /** Where the resources stand, when all that came is of another patient; empty otherwise. */
  readonly ofAnother: readonly string[];
  /** `context.results` holds a result of a lab we read. */
  readonly newResults: boolean;
  /** The same completed with values by key, each in the place of what came under that key. Only they are read now. */
  readonly with: (values: ReadonlyMap<string, unknown>) => Prefetch;
}

/** Reads what came with a request to one service. */
export type ReadPrefetch = (
  request: Pick<HookRequest, 'prefetch' | 'results' | 'patientId'>,
  labsIn: LabsIn,
) => Prefetch;

/** What a service asks for. */
interface Asked {
  readonly templates: readonly Template[];
  readonly keys: ReadonlySet<string>;
  readonly formerKeys: ReadonlyMap<string, readonly string[]>;
  /** The labs a card may be about, each with the keys that ask for it and no other. */
  readonly triggers: readonly { readonly lab: Lab; readonly keys: readonly string[] }[];
}

/** What a key asks for: labs, or resources of one type. */
interface Template {
  readonly key: string;
  readonly labs?: readonly string[];
  readonly type?: string | undefined;
  readonly wanted: Wanted;
}

/**
 * How a service takes prefetch and `context.results` apart into resources: repaired where the shape is known to come
 * wrong, checked against FHIR R4, and set aside when unreadable. Tells no data from not given.
 */
export function prefetchReader(service: Service, knowledge: Knowledge): ReadPrefetch {
  const asked = askedBy(service, knowledge);
  return ({ prefetch, results, patientId }, labsIn) => {
    const context = results && readPart(results, 'context.results', true);
    const read = (values: Iterable<readonly [string, unknown]>): [string, Part][] =>
      Array.from(values, ([key, value]) => [key, readPart(value, elementPath(['prefetch', key]), false)]);
    const complete = (parts: ReadonlyMap<string, Part>): Prefetch => ({
      ...whatCame(parts, context, asked, labsIn, patientId),
      with: (values) => complete(new Map([...parts, ...read(values)])),
    });
    return complete(new Map(read(Object.entries(prefetch))));
  };
}

function askedBy({ prefetch, formerKeys }: Service, knowledge: Knowledge): Asked {
  const templates = Object.entries(prefetch).map(([key, template]): Template => {
    if (!('query' in template))
      return { key, labs: template.labs, wanted: { count: template.count, newestFirst: true } };
    const type = /^[A-Za-z]+/u.exec(template.query)?.[0];
    return { key, type, wanted: wantedBy(template.query) };
  });
  const triggers = [...knowledge.labs.values()]
    .filter(({ role }) => role === 'trigger')
    .map((lab) => ({
      lab,
      keys: templates.filter((one) => one.labs?.length === 1 && one.labs[0] === lab.id).map(({ key }) => key),
    }));
  return {
    templates,
    keys: new Set(templates.map(({ key }) => key)),
    formerKeys: new Map(Object.entries(formerKeys)),
    triggers,
  };
}

/** What is given, and what is not. The codes of resources are looked at only where no key tells. */
function whatCame(
  parts: ReadonlyMap<string, Part>,
  context: Part | undefined,
  asked: Asked,
  labsIn: LabsIn,
  patientId: string,
): Omit<Prefetch, 'with'> {
  const { keys, templates, triggers, formerKeys } = asked;
  const all = [...parts.values()];
  const formerly = new Set([...formerKeys].flatMap(([key, ones]) => (parts.get(key)?.isAnswer ? ones : [])));
  const answered = (key: string): boolean => (parts.get(key)?.isAnswer ?? false) || formerly.has(key);
  // Sites name their keys themselves: a Bundle of Observations under an unknown key may be the answer for any lab.
  const own = [...parts].filter(([key]) => !keys.has(key) && !formerKeys.has(key));
  const anyLab = own.some(([, part]) => part.holdsResults);
  const nones = own.filter(([, part]) => part.isEmpty).map(([key, { bundle }]) => noneOf(key, bundle));
  const inContext = new Set(context?.found.flatMap(({ resource }) => labsIn(resource)));
  const inPrefetch = once(
    () => new Set(all.flatMap(({ found }) => found.flatMap(({ resource }) => labsIn(resource)))),
  );
  const types = once(
    () => new Set(all.flatMap(({ found }) => found.map(({ resource }) => typeOf(resource)))),
  );

  const brought = new Set(
    triggers
      .filter((trigger) => anyLab || trigger.keys.some(answered) || inPrefetch().has(trigger.lab.id))
      .map(({ lab }) => lab.id),
  );
  const given = new Set(
    triggers
      .filter(({ lab }) => brought.has(lab.id) || inContext.has(lab.id) || nones.some((none) => none(lab)))
      .map(({ lab }) => lab.id),
  );
  // That there is none is only guessed from an empty answer under a key of the site's own: it is asked for where it may be.
  const absent = templates.filter(
    ({ key, labs, type }) =>
      !answered(key) &&
      !(labs ? labs.some((lab) => brought.has(lab) || inPrefetch().has(lab)) : types().has(type)),
  );
  return {
    resources: (context?.resources ?? []).concat(...all.map(({ resources }) => resources)),
    setAside: (context?.setAside ?? []).concat(...all.map(({ setAside }) => setAside)),
    given,
    missing: triggers.filter(({ lab }) => !given.has(lab.id)).flatMap((trigger) => trigger.keys),
    absent: absent.map(({ key }) => key),
    // The results a hook hands over are the newest of these labs; of every other they may be some only.
    unavailable: absent.filter(({ labs }) => !labs?.some((lab) => given.has(lab))).map(({ key }) => key),
    partial: partialKeys(parts, asked, labsIn).filter(
      (key) => !triggers.some((trigger) => trigger.keys.includes(key) && inContext.has(trigger.lab.id)),
    ),
    ofAnother: allOfAnother([...(context?.found ?? []), ...all.flatMap(({ found }) => found)], patientId),
    newResults: inContext.size > 0,
  };
}

/** The keys of which a first page came, be it under a key of the site's own that holds what they ask for. */
function partialKeys(
  parts: ReadonlyMap<string, Part>,
  { templates, formerKeys }: Asked,
  labsIn: LabsIn,
): string[] {
  const partial = new Set<string>();
  for (const [key, { bundle, found }] of parts) {
    const template = templates.find((one) => one.key === key);
    if (!bundle || !isFirstPage(bundle, found, template?.wanted)) continue;
    if (template) partial.add(key);
    else
      for (const one of formerKeys.get(key) ?? openKeys(found, templates, labsIn))
        if (!parts.get(one)?.isAnswer) partial.add(one);
  }
  return templates.map(({ key }) => key).filter((key) => partial.has(key));
}

/** The keys that ask for more of what a first page holds; not those of a lab whose newest result is on it. */
function openKeys(found: Part['found'], templates: readonly Template[], labsIn: LabsIn): string[] {
  const types = new Set(found.map(({ resource }) => typeOf(resource)));
  const known = new Set(seemsNewestFirst(found) ? found.flatMap(({ resource }) => labsIn(resource)) : []);
  return templates
    .filter(({ labs, type }) =>
      labs ? types.has('Observation') && !labs.every((lab) => known.has(lab)) : types.has(type),
    )
    .map(({ key }) => key);
}

function once<T>(work: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => (known ??= { value: work() }).value;
}
