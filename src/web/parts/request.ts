/** A CDS Hooks request as far as the page knows it; whatever else it holds is kept. */
export interface HookRequest {
  readonly [key: string]: unknown;
  readonly hook?: unknown;
  readonly hookInstance?: unknown;
  readonly context?: unknown;
  readonly prefetch?: unknown;
}

export type Path = readonly (string | number)[];

/** A resource and where it stands in its request. */
export interface Placed<T extends fhir4.FhirResource = fhir4.FhirResource> {
  readonly resource: T;
  readonly path: Path;
}

/** Nested deeper nothing is taken, by the service neither. */
const DEEPEST = 100;

/** A typed or pasted text as JSON, or why it is none. */
export function readJson(text: string): { readonly value: unknown } | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return {
      problem: `This is not JSON: ${error instanceof Error ? error.message : 'it cannot be parsed'}.`,
    };
  }
  return isDeeper(value, DEEPEST) ? { problem: `This is nested deeper than ${DEEPEST}.` } : { value };
}

function isDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return most === 0 || Object.values(value).some((one) => isDeeper(one, most - 1));
}

/** Every resource of a request in the order in which it stands there, those in Bundles one by one. */
export function resourcesIn(request: HookRequest): readonly Placed[] {
  const { context, prefetch } = request;
  const results = isRecord(context) ? context['results'] : undefined;
  return [
    ...unpack(results, ['context', 'results']),
    ...(isRecord(prefetch)
      ? Object.entries(prefetch).flatMap(([key, value]) => unpack(value, ['prefetch', key]))
      : []),
  ];
}

/** The resources of one type. */
export function ofType<T extends fhir4.FhirResource['resourceType']>(
  placed: readonly Placed[],
  ...types: readonly T[]
): readonly Placed<Extract<fhir4.FhirResource, { resourceType: T }>>[] {
  return placed.filter(({ resource }) =>
    (types as readonly string[]).includes(resource.resourceType),
  ) as Placed<Extract<fhir4.FhirResource, { resourceType: T }>>[];
}

/** `context.results.entry[0]`: as the service names the place in its answers. */
export function placeOf(path: Path): string {
  const steps = path.at(-1) === 'resource' ? path.slice(0, -1) : path;
  return steps
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index ? `.${step}` : step))
    .join('');
}

/** The request with another value at that path; objects on the way are made when they are not there. */
export function put(request: HookRequest, path: Path, value: unknown): HookRequest {
  return putAt(request, path, value) as HookRequest;
}

/** The request without what stands there; the entry of a Bundle goes as a whole, and a resource alone becomes `null`, which says "none". */
export function remove(request: HookRequest, path: Path): HookRequest {
  const entry = path.at(-1) === 'resource' ? path.slice(0, -1) : path;
  const index = entry.at(-1);
  if (typeof index !== 'number') return put(request, path, null);
  const holder = entry.slice(0, -1);
  const list = at(request, holder);
  return Array.isArray(list) ? put(request, holder, list.toSpliced(index, 1)) : request;
}

/** Puts a resource among those of a prefetch key, or of `context.results`. */
export function add(request: HookRequest, place: Path, resource: fhir4.FhirResource): HookRequest {
  const held = at(request, place);
  const bundle = isBundle(held)
    ? held
    : {
        resourceType: 'Bundle',
        type: place[0] === 'context' ? 'collection' : 'searchset',
        entry: isResource(held) ? [{ resource: held }] : [],
      };
  const { total: _total, ...rest } = bundle as fhir4.Bundle;
  return put(request, place, { ...rest, entry: [...entriesOf(bundle), { resource }] });
}

/** Whom the request is about. */
export function patientIdOf(request: HookRequest): string {
  const { context } = request;
  const id = isRecord(context) ? context['patientId'] : undefined;
  return typeof id === 'string' ? id : '';
}

export function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (held, step) =>
      typeof held === 'object' && held !== null ? (held as Record<string, unknown>)[step] : undefined,
    value,
  );
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isResource(value: unknown): value is fhir4.FhirResource {
  return isRecord(value) && typeof value['resourceType'] === 'string';
}

/** The entries of a Bundle, whatever it holds instead of them. */
export function entriesOf(bundle: unknown): readonly unknown[] {
  const entries = at(bundle, ['entry']);
  return Array.isArray(entries) ? entries : [];
}

export function isBundle(value: unknown): value is fhir4.Bundle {
  return isResource(value) && value.resourceType === 'Bundle';
}

function unpack(value: unknown, path: Path): Placed[] {
  if (!isResource(value)) return [];
  if (!isBundle(value)) return [{ resource: value, path }];
  return entriesOf(value).flatMap((one, index) =>
    isRecord(one) && isResource(one['resource'])
      ? [{ resource: one['resource'], path: [...path, 'entry', index, 'resource'] }]
      : [],
  );
}

function putAt(value: unknown, path: Path, put: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return put;
  if (typeof step === 'number') {
    const list = Array.isArray(value) ? (value as unknown[]) : [];
    return list.with(step, putAt(list[step], rest, put));
  }
  const record = isRecord(value) ? value : {};
  return { ...record, [step]: putAt(record[step], rest, put) };
}
