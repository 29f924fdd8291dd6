import { type Ask, refusal } from './ask.js';
import { ExportError } from './export-error.js';
import type { Hosts } from './hosts.js';
import { type Clock, waitOf } from './wait.js';

/** A file of an export, as the manifest names it. */
export interface Output {
  readonly type: string;
  readonly url: string;
  /** Resources in it, where the server says. */
  readonly count?: number;
}

/** FHIR Bulk Data Access 2.0, "Bulk Data Output Manifest". */
export interface Manifest {
  readonly transactionTime: string;
  readonly requiresAccessToken: boolean;
  readonly output: readonly Output[];
  readonly error: readonly Output[];
  readonly deleted: readonly Output[];
}

/** What is to be exported. */
export interface Wanted {
  readonly base: URL;
  /** `Patient`, `Group/<id>`, or everything. */
  readonly level: string;
  readonly types: readonly string[];
  readonly since: string | undefined;
}

const JSON_TYPE = 'application/fhir+json';
const MOST_PAGES = 1_000;

/**
 * Starts an export and gives the address of its status.
 * @throws ExportError when the server does not take it
 */
export async function kickOff({ base, level, types, since }: Wanted, ask: Ask, hosts: Hosts): Promise<URL> {
  const url = new URL(`${base.href.replace(/\/$/u, '')}/${level === '' ? '' : `${level}/`}$export`);
  url.searchParams.set('_outputFormat', 'application/fhir+ndjson');
  if (types.length > 0) url.searchParams.set('_type', types.join(','));
  if (since !== undefined) url.searchParams.set('_since', since);
  const headers = { Accept: JSON_TYPE, Prefer: 'respond-async' };
  // Asked twice it might be done twice, so only a server that says "later" is asked again.
  const response = await ask({ url, headers, withToken: true, isSafe: false });
  if (response.status !== 202) throw await refusal(response, `${url.pathname} was not started`);
  await response.body?.cancel();
  const status = response.headers.get('content-location');
  if (status === null)
    throw new ExportError(
      'not-fhir',
      `${url.host} took the export and named no status address (Content-Location).`,
    );
  return hosts.allowed(status, url.href);
}

/** What is told while a server works. */
export type Tell = (text: string) => void;

/**
 * Waits for an export to be done, as long as the server asks for and until a time.
 * @throws ExportError when it fails, or is not done by then
 */
export async function finished(
  status: URL,
  { ask, hosts, clock, until, tell }: { ask: Ask; hosts: Hosts; clock: Clock; until: number; tell: Tell },
): Promise<Manifest> {
  for (let tries = 0; ; tries += 1) {
    const request = { headers: { Accept: 'application/json' }, withToken: hosts.isOwn(status), isSafe: true };
    const response = await ask({ url: status, ...request });
    if (response.status === 202) {
      await response.body?.cancel();
      const wait = waitOf(response.headers, tries, clock.now());
      if (clock.now() + wait > until)
        throw new ExportError('too-long', `The server is not done: go on later with --job ${status.href}`);
      tell(response.headers.get('x-progress')?.slice(0, 100) ?? 'the server is at work');
      await clock.pause(wait);
      continue;
    }
    if (response.status !== 200) throw await refusal(response, 'The export failed');
    const pages = [await manifestOf(response, status)];
    let next = pages[0]?.next;
    while (next !== undefined && pages.length < MOST_PAGES) {
      const url = hosts.allowed(next, status.href);
      const page = await ask({ url, ...request, withToken: hosts.isOwn(url) });
      if (page.status !== 200) throw await refusal(page, 'The rest of the manifest');
      const read = await manifestOf(page, url);
      pages.push(read);
      next = read.next;
    }
    const [first] = pages;
    return {
      transactionTime: first?.transactionTime ?? '',
      requiresAccessToken: first?.requiresAccessToken ?? true,
      output: pages.flatMap(({ output }) => output),
      error: pages.flatMap(({ error }) => error),
      deleted: pages.flatMap(({ deleted }) => deleted),
    };
  }
}

/** Tells the server that its files may go; what it thinks of that is no matter to those who have them. */
export async function dismiss(status: URL, ask: Ask, hosts: Hosts): Promise<boolean> {
  try {
    const response = await ask({
      url: status,
      method: 'DELETE',
      withToken: hosts.isOwn(status),
      isSafe: true,
    });
    await response.body?.cancel();
    return response.ok || response.status === 404;
  } catch {
    return false;
  }
}

async function manifestOf(response: Response, from: URL): Promise<Manifest & { readonly next?: string }> {
  const found = (await response.json().catch(() => undefined)) as
    Readonly<Record<string, unknown>> | undefined;
  const output = outputsOf(found?.['output']);
  if (!found || !output)
    throw new ExportError('not-fhir', `${from.host} says that it is done, and its manifest cannot be read.`);
  const links = Array.isArray(found['link'])
    ? (found['link'] as { relation?: unknown; url?: unknown }[])
    : [];
  const next = links.find(({ relation }) => relation === 'next')?.url;
  return {
    transactionTime: typeof found['transactionTime'] === 'string' ? found['transactionTime'] : '',
    // Absent it is required: a server that wants none loses nothing on its own host.
    requiresAccessToken: found['requiresAccessToken'] !== false,
    output,
    error: outputsOf(found['error']) ?? [],
    deleted: outputsOf(found['deleted']) ?? [],
    ...(typeof next === 'string' && { next }),
  };
}

function outputsOf(list: unknown): Output[] | undefined {
  if (!Array.isArray(list)) return undefined;
  return list.flatMap((one: unknown) => {
    const { type, url, count } = (one ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof url !== 'string' || typeof type !== 'string' || !/^[A-Za-z]{1,64}$/u.test(type)) return [];
    return [{ type, url, ...(typeof count === 'number' && { count }) }];
  });
}
