import { PATIENT_ID } from '../../src/cases/case-patients.js';
import { bundleOf, type Json, quantity, type Seed, seedsOf } from './heavy-resources.js';

type Path = readonly (string | number)[];

/** A request of some shape, with so many of what is repeated in it. */
export interface HeavyShape {
  readonly name: string;
  readonly service: string;
  readonly of: (count: number) => Json;
  /** Of what is repeated, the most that a request may hold; without it, as many as the body may be long. */
  readonly most?: number;
}

/** Requests that grow in each thing that may be repeated, by what a resource that is read may hold; `today` is the day of its results. */
export function heavyShapes(today: string): readonly HeavyShape[] {
  const seeds = seedsOf(today);
  return [
    ...others(seeds),
    ...seeds.all.flatMap((seed) => [...resources(seed, today), ...lists(seed), ...texts(seed)]),
  ];
}

/** The same in two lists at a time. */
export function pairedShapes(today: string): readonly HeavyShape[] {
  return seedsOf(today).all.flatMap(pairs);
}

const VIEW = 'raised-ferritin-b12-patient-view';
const REVIEW = 'raised-ferritin-b12-result-review';

/** The places in a value that fit. */
function placesIn(value: unknown, fits: (part: unknown) => boolean, at: Path = []): Path[] {
  const own = fits(value) ? [at] : [];
  if (typeof value !== 'object' || value === null) return own;
  return [
    ...own,
    ...Object.entries(value).flatMap(([key, part]) =>
      placesIn(part, fits, [...at, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

/** A copy with another value at a place. */
function withAt(value: unknown, [key, ...rest]: Path, make: (part: unknown) => unknown): unknown {
  if (key === undefined) return make(value);
  if (Array.isArray(value))
    return (value as unknown[]).map((part, index) => (index === key ? withAt(part, rest, make) : part));
  return { ...(value as object), [key]: withAt((value as Json)[key], rest, make) };
}

/** A copy in which every text that may differ does: numbered ids, references, values, codes, texts. */
function numbered(value: unknown, number: number, name = ''): unknown {
  if (typeof value === 'string')
    return /^(?:id|value|reference|text|display)$/u.test(name) && !/^(?:Patient|#)/u.test(value)
      ? `${value}${number}`
      : value;
  if (Array.isArray(value)) return value.map((part) => numbered(part, number, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, key === 'subject' ? part : numbered(part, number, key)]),
  );
}

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const repeated =
  (count: number) =>
  (list: unknown): unknown[] =>
    times(count, (index) => numbered((list as unknown[])[0], index));
const asText = (path: Path): string =>
  path.map((key) => (typeof key === 'number' ? '[]' : `.${key}`)).join('');

/** As many of one list as a resource may have and is still read. */
const MANY = 250;
/** As many resources as a request may have. */
const MOST_ENTRIES = 4_990;

function shape(name: string, of: (count: number) => readonly unknown[], most?: number): HeavyShape {
  return { name, service: VIEW, of: (count) => viewOf(of(count)), ...(most !== undefined && { most }) };
}

/** Each list of each resource: longer and longer in one resource, and in ever more resources. */
function lists([name, resource]: Seed): HeavyShape[] {
  return placesIn(resource, Array.isArray).flatMap((path) => {
    const place = `${name}${asText(path)}`;
    return [
      shape(`${place}: one with n`, (count) => [withAt(resource, path, repeated(count))]),
      shape(
        `${place}: n with ${MANY} each`,
        (count) => times(count, (index) => numbered(withAt(resource, path, repeated(MANY)), index)),
        MOST_ENTRIES,
      ),
    ];
  });
}

/** Two lists of a resource, both long. */
function pairs([name, resource]: Seed): HeavyShape[] {
  const paths = placesIn(resource, Array.isArray);
  return paths.flatMap((one, index) =>
    paths.slice(index + 1).map((other) => {
      const nested = one.every((key, at) => other[at] === key);
      const each = nested ? 100 : MANY;
      const both = withAt(withAt(resource, other, repeated(each)), one, (list) =>
        times(each, () => (list as unknown[])[0]),
      );
      return shape(
        `${name}${asText(one)} and ${asText(other)}: n with ${each} each`,
        (count) => times(count, (number) => ({ ...(both as Json), id: `x${number}` })),
        MOST_ENTRIES,
      );
    }),
  );
}

/** Each text of each resource: longer and longer in one, and a long one in ever more. */
function texts([name, resource]: Seed): HeavyShape[] {
  const fits = (part: unknown): boolean => typeof part === 'string';
  return placesIn(resource, fits).flatMap((path) => {
    const place = `${name}${asText(path)}`;
    const long = (count: number) =>
      withAt(resource, path, (text) => `${text as string} `.repeat(Math.ceil(count / 10)).slice(0, count));
    return [
      shape(`${place}: one with n characters`, (count) => [long(count)]),
      shape(
        `${place}: n with 110 characters`,
        (count) => times(count, (index) => ({ ...(long(110) as Json), id: `x${index}` })),
        MOST_ENTRIES,
      ),
    ];
  });
}

/** Each resource ever more often: in all the ways in which several may be alike. */
function resources([name, resource]: Seed, today: string): HeavyShape[] {
  const seconds = (index: number): string =>
    `${today}T0${Math.floor(index / 3_600) % 9}:${String(Math.floor(index / 60) % 60).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}Z`;
  const date = (text: string): Json =>
    'effectiveDateTime' in resource ? { effectiveDateTime: text, issued: text } : {};
  const ways: Readonly<Record<string, (index: number) => unknown>> = {
    equal: () => resource,
    'of one id': (index) => ({ ...resource, valueQuantity: quantity(index) }),
    'with ids': (index) => numbered(resource, index),
    'of different days': (index) => ({
      ...(numbered(resource, index) as Json),
      ...date(dayBefore(today, index % 3_000)),
    }),
    'of different times': (index) => ({
      ...(numbered(resource, index) as Json),
      specimen: undefined,
      ...date(seconds(index)),
    }),
    'without ids': () => ({ ...resource, id: undefined, identifier: undefined, specimen: undefined }),
    'of one time': (index) => ({
      ...(numbered(resource, index) as Json),
      specimen: undefined,
      valueQuantity: quantity(index),
    }),
    'of one specimen': (index) => ({
      ...(numbered(resource, index) as Json),
      specimen: { reference: 'Specimen/s' },
    }),
    'in a chain of identifiers': (index) => ({
      ...(numbered(resource, index) as Json),
      specimen: undefined,
      identifier: [index, index + 1].map((value) => ({
        system: 'http://example.org/a',
        value: String(value),
      })),
    }),
    'of nobody': (index) => ({ ...(numbered(resource, index) as Json), subject: undefined }),
  };
  return Object.entries(ways).map(([way, make]) =>
    shape(`${name}: n ${way}`, (count) => times(count, make), MOST_ENTRIES),
  );
}

const nested = (depth: number): unknown =>
  times(depth, (index) => index).reduce<unknown>((inside) => ({ extension: [inside] }), { url: 'a' });
const keys = (count: number): Json => Object.fromEntries(times(count, (index) => [`k${index}`, index]));
const DEEPEST = 40;

/** What is no list of one resource. */
function others({ observation, plain, component }: ReturnType<typeof seedsOf>): HeavyShape[] {
  return [
    shape('unknown keys: one with n', (count) => [{ ...observation, ...keys(count) }]),
    shape(
      'unknown keys: n with 150',
      (count) => times(count, (index) => ({ ...observation, id: `x${index}`, ...keys(150) })),
      MOST_ENTRIES,
    ),
    shape('4,000 unknown keys and n components', (count) => [
      { ...observation, ...keys(4_000), component: times(count, () => component) },
    ]),
    shape(
      '150 unknown keys and 250 components: n',
      (count) =>
        times(count, (index) => ({
          ...observation,
          id: `x${index}`,
          ...keys(150),
          component: times(MANY, () => component),
        })),
      MOST_ENTRIES,
    ),
    shape('a note of n characters on 250 components', (count) => [
      { ...observation, note: [{ text: 'x'.repeat(count) }], component: times(MANY, () => component) },
    ]),
    shape(
      'n of one id, one of them with a note of 1 MB',
      (count) =>
        times(count, (index) => ({ ...plain, note: [{ text: index === 0 ? 'x'.repeat(1_000_000) : '' }] })),
      MOST_ENTRIES,
    ),
    shape(
      'n nested as deep as may be',
      (count) => times(count, (index) => ({ ...plain, id: `x${index}`, ...(nested(DEEPEST) as Json) })),
      MOST_ENTRIES,
    ),
    {
      name: 'n prefetch keys',
      service: VIEW,
      of: (count) =>
        viewOf(
          [],
          Object.fromEntries(
            times(count, (index) => [`k${index}`, bundleOf([{ ...plain, id: `x${index}` }])]),
          ),
        ),
      most: MOST_ENTRIES,
    },
    {
      name: 'n empty prefetch keys',
      service: VIEW,
      of: (count) => viewOf([], Object.fromEntries(times(count, (index) => [`k${index}`, bundleOf([])]))),
    },
    {
      name: 'n links',
      service: VIEW,
      of: (count) =>
        viewOf([], {
          ferritin: { ...bundleOf([plain]), link: times(count, () => ({ relation: 'self', url: 'a' })) },
        }),
    },
    {
      name: 'n Bundles in a Bundle',
      service: VIEW,
      of: (count) => viewOf([], { x: bundleOf(times(count, () => bundleOf([plain]))) }),
      most: MOST_ENTRIES / 2,
    },
    {
      name: 'n results under review',
      service: REVIEW,
      of: (count) => reviewOf(times(count, (index) => ({ ...plain, id: `x${index}` }))),
      most: MOST_ENTRIES,
    },
    {
      name: 'n results under review and prefetched',
      service: REVIEW,
      of: (count) => {
        const all = times(count, (index) => ({ ...plain, id: `x${index}` }));
        return reviewOf(all, { ferritin: bundleOf(all) });
      },
      most: MOST_ENTRIES / 2,
    },
  ];
}

function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);
}

const envelope = { hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea' };
const context = { userId: 'Practitioner/1', patientId: PATIENT_ID };

function viewOf(resources: readonly unknown[], more: Json = {}): Json {
  return {
    ...envelope,
    hook: 'patient-view',
    context,
    prefetch: { ferritin: bundleOf(resources), b12: bundleOf([]), ...more },
  };
}

function reviewOf(resources: readonly unknown[], more: Json = {}): Json {
  return {
    ...envelope,
    hook: 'org.hepacue.result-review',
    context: { ...context, results: { ...bundleOf(resources), type: 'collection' } },
    prefetch: { ferritin: null, b12: null, ...more },
  };
}
