import { AddressRefused } from './address-refused.js';

/** Why something could not be had; a stable word that may be logged. */
export type Failure =
  | 'timeout'
  | 'unreachable'
  | 'address-refused'
  | 'redirect'
  | 'refused'
  | 'server-error'
  | 'too-large'
  | 'not-json'
  | 'not-fhir'
  | 'other-patient'
  | 'scope'
  | 'left-alone'
  | 'not-askable';

export type Page =
  | { readonly ok: true; readonly json: Readonly<Record<string, unknown>> }
  | {
      readonly ok: false;
      readonly why: Failure;
      readonly again: boolean;
      /** Where the server answered at all. */
      readonly status?: number;
    };

export interface Asking {
  readonly token: string;
  readonly signal: AbortSignal;
  /** What the place it runs in adds to each call: its connections in a service, its cache in a browser. */
  readonly init: object;
  /** What all answers to one request may have together; lessened by what is read. */
  readonly left: { bytes: number };
}

const MOST_DEPTH = 100;

/**
 * Asks for one page, in a service or a browser. Never throws, and says nothing of what was sent or received.
 * @param form what to search for, where it is not in the address: then by POST
 */
export async function fetchPage(url: string, asking: Asking, form?: string): Promise<Page> {
  let response: Response | undefined;
  try {
    // Looked up at call time, so that whoever replaces fetch is asked.
    response = await globalThis.fetch(url, {
      headers: {
        Accept: 'application/fhir+json',
        Authorization: `Bearer ${asking.token}`,
        ...(form !== undefined && { 'Content-Type': 'application/x-www-form-urlencoded' }),
      },
      ...(form !== undefined && { method: 'POST', body: form }),
      redirect: 'manual',
      credentials: 'omit',
      signal: asking.signal,
      ...asking.init,
    });
    if (response.status !== 200) return statusFailure(response);
    const text = await readText(response, asking.left);
    if (text === undefined) return failed('too-large');
    const json = parse(text);
    return json === undefined ? failed('not-json') : { ok: true, json };
  } catch (error) {
    if (asking.signal.aborted) return failed('timeout');
    return isRefusal(error) ? failed('address-refused') : failed('unreachable', true);
  } finally {
    // What was not read to its end holds a connection.
    if (response?.body && !response.bodyUsed) response.body.cancel().catch(() => undefined);
  }
}

function failed(why: Failure, again = false): Page {
  return { ok: false, why, again };
}

function statusFailure({ status, headers, type }: Response): Page {
  if (type === 'opaqueredirect' || (status >= 300 && status < 400))
    return { ok: false, why: 'redirect', again: false, status };
  if (status < 500) return { ok: false, why: 'refused', again: false, status };
  // A server that says when to come back is not asked at once.
  const again = [502, 503, 504].includes(status) && !(Number(headers.get('retry-after')) > 0);
  return { ok: false, why: 'server-error', again, status };
}

/** The body as text, or nothing when it is larger than what is left; counted as it comes, after decompression. */
async function readText({ body }: Response, left: Asking['left']): Promise<string | undefined> {
  if (!body) return '';
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    bytes += next.value.byteLength;
    if (bytes > left.bytes) {
      await reader.cancel();
      return undefined;
    }
    text += decoder.decode(next.value, { stream: true });
  }
  // Others may have been read meanwhile.
  if (bytes > left.bytes) return undefined;
  left.bytes -= bytes;
  return text + decoder.decode();
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const json: unknown = JSON.parse(text, /__proto__|\\u/.test(text) ? withoutProto : undefined);
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
    return isDeeper(json, MOST_DEPTH) ? undefined : (json as Readonly<Record<string, unknown>>);
  } catch {
    return undefined;
  }
}

function withoutProto(key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value;
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1));
}

/** By name: fetch wraps an error that is not of its own realm into another. */
function isRefusal(error: unknown): boolean {
  return String((error as { cause?: unknown } | undefined)?.cause).includes(AddressRefused.name);
}
