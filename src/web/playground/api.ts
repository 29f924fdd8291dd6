import { isRecord, readJson } from '../parts/request.js';
import type { Card, Catalogue, ExampleLine, Service, Terms } from '../parts/service.js';

export type * from '../parts/service.js';

/** What came back for one request, whatever it was. */
export interface Answer<T> {
  /** HTTP status; 0 when nothing came back. */
  readonly status: number;
  readonly ms: number;
  readonly text: string;
  /** The body, when it holds cards. */
  readonly body?: T;
  /** The body of an error, when it is an OperationOutcome. */
  readonly outcome?: fhir4.OperationOutcome;
  readonly headers: Readonly<Record<string, string>>;
}

/** Makes the Authorization header for a call to this address; nothing where none is needed. */
export type Authorize = (url: string) => Promise<string | undefined>;

/** The address of a path of this service, wherever it is mounted. */
export function addressOf(path: string): string {
  return new URL(path, document.baseURI).href;
}

/**
 * What the page shows of the service itself.
 * @throws Error saying which part could not be had
 */
export async function loadCatalogue(authorize: Authorize): Promise<Catalogue> {
  const [discovery, labs, examples, demo] = await Promise.all([
    get<{ services: Service[] }>('cds-services', authorize),
    get<Pick<Catalogue, 'knowledge' | 'labs'>>('labs'),
    get<{ examples: ExampleLine[] }>('examples'),
    fetch(addressOf('demo/fhir/metadata')).then(
      ({ ok }) => ok,
      () => false,
    ),
  ]);
  return { ...labs, services: discovery.services, examples: examples.examples, demo };
}

/** A shipped request, as it can be posted. */
export function loadExample(id: string): Promise<unknown> {
  return get(`examples/${encodeURIComponent(id)}`);
}

/** What the causes and the value sets of the service are called; what is in a value set is had when it is needed. */
export async function loadTerms(): Promise<Terms> {
  const [causes, sets] = await Promise.all([
    get<fhir4.CodeSystem>('fhir/CodeSystem/cause'),
    get<fhir4.Bundle<fhir4.ValueSet>>('fhir/ValueSet?_elements=title'),
  ]);
  return {
    causes: new Map((causes.concept ?? []).map(({ code, display }) => [code, display ?? code])),
    titles: new Map(
      (sets.entry ?? []).flatMap(({ resource }) =>
        resource?.id ? [[resource.id, resource.title ?? resource.id]] : [],
      ),
    ),
  };
}

/** One value set, with its codes. */
export function loadValueSet(id: string): Promise<fhir4.ValueSet> {
  return get(`fhir/ValueSet/${encodeURIComponent(id)}`);
}

export interface Cards {
  readonly cards: readonly Card[];
}

/** Posts JSON text and tells all of what came back; with status 0, why nothing could be sent. Never throws but when aborted. */
export async function post<T>(
  path: string,
  body: string,
  authorize: Authorize,
  signal?: AbortSignal,
): Promise<Answer<T>> {
  const url = addressOf(path);
  const start = performance.now();
  try {
    const authorization = await authorize(url);
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(authorization !== undefined && { Authorization: authorization }),
      },
      body,
      ...(signal && { signal }),
    });
    const text = await response.text();
    const ms = performance.now() - start;
    const headers = Object.fromEntries(response.headers);
    const read = parsed(text);
    return {
      status: response.status,
      ms,
      text,
      headers,
      ...(response.ok && Array.isArray(read?.['cards']) && { body: read as T }),
      ...(Array.isArray(read?.['issue']) && { outcome: read as unknown as fhir4.OperationOutcome }),
    };
  } catch (error) {
    if (signal?.aborted) throw error;
    // A TypeError is how fetch says that nothing came; its words are the browser's.
    const text = error instanceof Error && !(error instanceof TypeError) ? error.message : '';
    return { status: 0, ms: performance.now() - start, text, headers: {} };
  }
}

/** How many pieces of feedback the service says it has received. */
export async function feedbackReceived(): Promise<number> {
  return (await get<{ feedbackReceived: number }>('healthz')).feedbackReceived;
}

async function get<T>(path: string, authorize?: Authorize): Promise<T> {
  const url = addressOf(path);
  const authorization = await authorize?.(url);
  const response = await fetch(url, {
    ...(authorization !== undefined && { headers: { Authorization: authorization } }),
  }).catch(() => {
    throw new Error(`GET ${new URL(url).pathname} was not answered: the service cannot be reached.`);
  });
  if (!response.ok) throw new Error(`GET ${new URL(url).pathname} was answered with ${response.status}.`);
  return (await response.json()) as T;
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  const read = readJson(text);
  return 'value' in read && isRecord(read.value) ? read.value : undefined;
}
