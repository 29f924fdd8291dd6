/** A FHIR base URL in parts. */
export interface Base {
  readonly origin: string;
  readonly hostname: string;
  readonly segments: readonly string[];
}

/** Plain ASCII: no user, query, fragment, percent sign, backslash or blank can pass. */
const WRITTEN = /^(?:https?):\/\/([A-Za-z0-9.\-:[\]]+)((?:\/[A-Za-z0-9._~-]+)*)\/?$/i;

/** Reads a base URL that means exactly what is written: no second spelling of a host, no path that is climbed out of. */
export function parseBase(written: string): Base | undefined {
  const [, authority = '', path = ''] = WRITTEN.exec(written) ?? [];
  if (authority === '' || written.length > 2048 || !URL.canParse(written)) return undefined;
  const { origin, hostname, host, protocol } = new URL(written);
  // 127.1, 0x7f000001 and [::ffff:7f00:1] are other spellings of a host, `ehr.example.org.` is its twin.
  const named = authority.toLowerCase();
  const withPort = `${hostname}:${protocol === 'https:' ? '443' : '80'}`;
  if ((named !== host && named !== withPort) || hostname.endsWith('.')) return undefined;
  const segments = path.split('/').slice(1);
  if (segments.some((segment) => segment === '.' || segment === '..')) return undefined;
  return { origin, hostname, segments };
}

/** Where to ask: the base as the caller named it, and the agreed one it stands under. */
export interface BoundServer extends Base {
  readonly base: string;
  readonly agreed: string;
}

/**
 * The server a request names, when it is one agreed with the client: the same scheme, host and port, and the whole agreed
 * path before whatever else it names. Never compared as text.
 */
export function boundServer(asked: string, agreed: readonly string[]): BoundServer | undefined {
  const server = parseBase(asked);
  if (!server) return undefined;
  for (const one of agreed) {
    const allowed = parseBase(one);
    if (allowed?.origin === server.origin && startsWith(server.segments, allowed.segments))
      return { ...server, base: [server.origin, ...server.segments].join('/'), agreed: one };
  }
  return undefined;
}

/**
 * Where a `next` link leads, when that is on the same server and under the same base.
 * @param from the page that holds the link
 */
export function nextUnder({ origin, segments }: Base, link: unknown, from: string): string | undefined {
  if (typeof link !== 'string' || link.length > 8192 || !URL.canParse(link, from)) return undefined;
  const url = new URL(link, from);
  const { pathname, username, password, hash } = url;
  if (url.origin !== origin || username !== '' || password !== '' || hash !== '') return undefined;
  // An encoded slash or dot would be read in one way here and in another there.
  if (!/^[A-Za-z0-9._~$/-]*$/.test(pathname)) return undefined;
  return startsWith(pathname.split('/').slice(1), segments) ? url.href : undefined;
}

function startsWith(whole: readonly string[], start: readonly string[]): boolean {
  return start.every((segment, index) => whole[index] === segment);
}
