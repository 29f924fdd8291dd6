import { type BoundServer, nextUnder } from './allowed-server.js';
import { cut, isNewestFirst, isObject, isOfAnother, joined, nextLink, resourcesOf } from './bundle.js';
import { type Asking, type Failure, fetchPage, type Page } from './fetch-page.js';
import { grants } from './scopes.js';

const RETRY_AFTER_MS = 20;

/** What a query was answered: `whole` when nothing of it is left behind. */
export type Answer =
  | { readonly ok: true; readonly value: unknown; readonly whole: boolean }
  | { readonly ok: false; readonly why: Failure; readonly status?: number };

export interface Question {
  /** Relative: a read of one resource, or a search. */
  readonly query: string;
  readonly scope: string | undefined;
  readonly patientId: string;
}

/** How much more may be had by all that is asked for one request. */
export interface Allowance {
  /** Pages beyond the first of each query. */
  pages: number;
  entries: number;
}

/**
 * Asks one query, page after page while it may. Never throws.
 * @param left is lessened by what is had
 */
export async function ask(
  { query, scope, patientId }: Question,
  server: BoundServer,
  asking: Asking,
  left: Allowance,
): Promise<Answer> {
  const [path = '', search = ''] = query.split(/\?(.*)/s);
  const [type = '', id] = path.split('/');
  if (grants(scope, type, id === undefined ? 's' : 'r') === false) return { ok: false, why: 'scope' };
  const url = urlOf(server, path, search);
  if (url === undefined) return { ok: false, why: 'not-askable' };

  const first = id === undefined ? await searchEitherWay(url, asking) : await askTwice(url, asking);
  if (!first.ok) return first;
  if (id !== undefined) {
    if (first.json['resourceType'] !== type) return { ok: false, why: 'not-fhir' };
    if (type === 'Patient' && isOfAnother([first.json], id)) return { ok: false, why: 'other-patient' };
    return { ok: true, value: first.json, whole: true };
  }
  // An outcome instead of a Bundle is judged where one in prefetch is judged.
  if (first.json['resourceType'] === 'OperationOutcome') return outcome(first.json);
  if (first.json['resourceType'] !== 'Bundle') return { ok: false, why: 'not-fhir' };

  const wanted = new URLSearchParams(search);
  const pages = [cut(first.json, left)];
  const seen = new Set([url]);
  let here = url;
  let whole = pages[0] === first.json;
  for (let link = nextLink(first.json); whole && link !== undefined && !isEnough(pages, wanted);) {
    const next = nextUnder(server, link, here);
    const page =
      next === undefined || seen.has(next) || left.pages-- <= 0 ? undefined : await askTwice(next, asking);
    if (next === undefined || !page?.ok || page.json['resourceType'] !== 'Bundle') {
      whole = false;
      break;
    }
    const kept = cut(page.json, left);
    whole = kept === page.json;
    pages.push(kept);
    seen.add((here = next));
    link = nextLink(page.json);
  }
  const [only] = pages;
  const value = only && pages.length === 1 ? only : joined(pages);
  if (isOfAnother(resourcesOf(value), patientId)) return { ok: false, why: 'other-patient' };
  return { ok: true, value, whole };
}

/** A search that asks for the newest so many has what it asked for once it has them, if they came newest first. */
function isEnough(pages: readonly Readonly<Record<string, unknown>>[], wanted: URLSearchParams): boolean {
  if (!wanted.get('_sort')?.startsWith('-')) return false;
  const entries = pages.reduce(
    (sum, page) => sum + (Array.isArray(page['entry']) ? page['entry'].length : 0),
    0,
  );
  if (entries < Number(wanted.get('_count') ?? Infinity)) return false;
  const resources = pages.flatMap(resourcesOf);
  return resources.length >= Number(wanted.get('_count') ?? Infinity) && isNewestFirst(resources);
}

function outcome(json: Readonly<Record<string, unknown>>): Answer {
  const issues: unknown[] = Array.isArray(json['issue']) ? json['issue'] : [];
  const harmless = issues.every(
    (issue) => isObject(issue) && (issue['severity'] === 'warning' || issue['severity'] === 'information'),
  );
  return harmless && issues.length > 0
    ? { ok: true, value: json, whole: true }
    : { ok: false, why: 'not-fhir' };
}

/** The address, when nothing in it is read otherwise than written. */
function urlOf({ base }: BoundServer, path: string, search: string): string | undefined {
  // RFC 3986 knows no bare `|`, and some servers refuse it; some proxies make one slash of two, wherever they stand.
  const query = search.replaceAll('|', '%7C').replaceAll('//', '%2F%2F');
  const written = `${base}/${path}${query === '' ? '' : `?${query}`}`;
  return URL.canParse(written) && new URL(written).href === written ? written : undefined;
}

/** Once more after a fault that may pass, while there is time. */
async function askTwice(url: string, asking: Asking): Promise<Page> {
  const page = await fetchPage(url, asking);
  if (page.ok || !page.again) return page;
  await pause(RETRY_AFTER_MS * (1 + Math.random()), asking.signal);
  return fetchPage(url, asking);
}

/** Over before its time when the time for everything is. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const over = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      done();
    };
    const timer = setTimeout(over, ms);
    signal.addEventListener('abort', over);
    if (signal.aborted) over();
  });
}

/** Of a server that does not take a search as an address, or not so long a one. */
const TRY_BY_POST: ReadonlySet<number | undefined> = new Set([400, 404, 413, 414]);

/** FHIR R4: a search by GET may be asked by POST as well. Once, and only where the address may be the reason. */
async function searchEitherWay(url: string, asking: Asking): Promise<Page> {
  const page = await askTwice(url, asking);
  if (page.ok || !TRY_BY_POST.has(page.status)) return page;
  const { origin, pathname, searchParams } = new URL(url);
  return fetchPage(`${origin}${pathname}/_search`, asking, searchParams.toString());
}
