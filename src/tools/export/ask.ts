import { ExportError } from './export-error.js';
import { type Hosts, isPrivateWay } from './hosts.js';
import type { Tokens } from './tokens.js';
import { type Clock, waitOf } from './wait.js';

/** One request of an export. */
export interface Request {
  readonly url: URL;
  readonly method?: 'GET' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  /** The token goes with it. */
  readonly withToken: boolean;
  /** Asking twice does no harm, so a fault of the server or the way to it is tried again. */
  readonly isSafe: boolean;
  readonly signal?: AbortSignal;
}

/** Asks; gives every answer that is not one to try again. */
export type Ask = (request: Request) => Promise<Response>;

const MOST_TRIES = 6;
const MOST_REDIRECTS = 5;
/** Until an answer begins. */
const DEADLINE = 120_000;
const LATER: ReadonlySet<number> = new Set([429, 503]);
const FAULTS: ReadonlySet<number> = new Set([408, 500, 502, 504]);

/**
 * Asks with patience: waits as told on 429 and 503, tries again after faults, takes a new token once where the old one is refused, and goes
 * to no host that is not allowed.
 * @throws ExportError when nothing answers, or a redirect leads elsewhere
 */
export function asker(hosts: Hosts, tokens: Tokens, clock: Clock): Ask {
  const once = async (request: Request): Promise<Response> => {
    let { url } = request;
    for (let turns = 0; turns <= MOST_REDIRECTS; turns += 1) {
      const token = request.withToken && isPrivateWay(url) ? await tokens.get() : undefined;
      // A token asked for one host is not shown to the next.
      const isSame = url.origin === request.url.origin;
      const deadline = new AbortController();
      const timer = setTimeout(() => {
        deadline.abort(new Error('no answer in time'));
      }, DEADLINE);
      let response: Response;
      try {
        response = await globalThis.fetch(url, {
          method: request.method ?? 'GET',
          headers: {
            ...request.headers,
            ...(token !== undefined && isSame && { Authorization: `Bearer ${token}` }),
          },
          redirect: 'manual',
          signal: AbortSignal.any([deadline.signal, ...(request.signal ? [request.signal] : [])]),
        });
      } finally {
        clearTimeout(timer);
      }
      const to = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || to === null) return response;
      await response.body?.cancel();
      url = hosts.allowed(to, url.href);
    }
    throw new ExportError('refused', `${request.url.host} redirects in a circle.`);
  };

  return async (request) => {
    let hasNewToken = false;
    for (let tries = 0; ; tries += 1) {
      let response: Response;
      try {
        response = await once(request);
      } catch (error) {
        if (error instanceof ExportError || request.signal?.aborted === true) throw error;
        if (!request.isSafe || tries >= MOST_TRIES) throw notReached(request.url, error);
        await clock.pause(waitOf(new Headers(), tries, clock.now()));
        continue;
      }
      const { status, headers } = response;
      if (status === 401 && request.withToken && !hasNewToken && tokens.drop()) {
        hasNewToken = true;
        await response.body?.cancel();
        continue;
      }
      const isLater = LATER.has(status) || (request.isSafe && FAULTS.has(status));
      if (!isLater || tries >= MOST_TRIES) return response;
      await response.body?.cancel();
      await clock.pause(waitOf(headers, tries, clock.now()));
    }
  };
}

function notReached(url: URL, error: unknown): ExportError {
  const { message, cause } = error as Error;
  const why = cause instanceof Error ? cause.message : message;
  return new ExportError('not-reached', `${url.host} does not answer (${why}).`, { cause: error });
}

/** Why a server refused, in its own words where it has some: the text of an OperationOutcome. */
export async function refusal(response: Response, what: string): Promise<ExportError> {
  const text = (await response.text().catch(() => '')).slice(0, 20_000);
  let said = '';
  try {
    const { issue = [] } = JSON.parse(text) as Partial<fhir4.OperationOutcome>;
    said = issue.map(({ diagnostics, details, code }) => diagnostics ?? details?.text ?? code).join('; ');
  } catch {
    // Not every server says it as FHIR.
  }
  const hint =
    response.status === 401 || response.status === 403
      ? ' Is there a token with the right scopes? (FHIR_TOKEN, or --client-id and --keys)'
      : '';
  return new ExportError(
    'refused',
    `${what}: the server answered ${String(response.status)}.${said === '' ? '' : ` ${said.slice(0, 500)}`}${hint}`,
  );
}
