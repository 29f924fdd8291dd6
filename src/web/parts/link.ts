import type { Catalogue } from './service.js';
import { type HookRequest, isRecord, readJson } from './request.js';

/** What an address of the page says: a shipped example or a whole request, and which pane is looked at. */
export interface Linked {
  readonly example?: string;
  readonly service?: string;
  readonly request?: HookRequest;
  readonly pane?: string;
  /** It names a case, and there is none such. */
  readonly damaged?: true;
}

/** Longer requests are not put into the address; browsers and chat programs cut it. */
const MOST = 30_000;
/** Bytes a link may unpack to; the service takes no more. */
const MOST_UNPACKED = 5_000_000;

/** Bytes of an address that is followed at once, in the same browser. */
export const MOST_FOLLOWED = 1_500_000;

/**
 * The part of the address after `#`. An example as shipped is named, anything else is packed in whole; it never leaves the
 * browser, as what follows `#` is not sent. Nothing when the request is too large.
 */
export async function fragmentOf(
  { example, service, request, pane }: Linked,
  most = MOST,
): Promise<string | undefined> {
  const words = new URLSearchParams();
  if (example !== undefined) words.set('example', example);
  if (service !== undefined) words.set('service', service);
  if (request !== undefined) words.set('request', await pack(JSON.stringify(request)));
  if (pane !== undefined && pane !== 'cards') words.set('pane', pane);
  const text = words.toString();
  return text.length > most ? undefined : text;
}

/** Reads it again; what this service does not offer is left out. */
export async function readFragment(
  hash: string,
  { services, examples }: Pick<Catalogue, 'services' | 'examples'>,
): Promise<Linked> {
  const { example, service, damaged, ...rest } = await readLink(hash);
  const isShipped = examples.some(({ id }) => id === example);
  return {
    ...rest,
    ...((damaged === true || (example !== undefined && !isShipped)) && { damaged: true as const }),
    ...(isShipped && example !== undefined && { example }),
    ...(services.some(({ id }) => id === service) && service !== undefined && { service }),
  };
}

/** What it says, whether or not there is such an example or service. */
export async function readLink(hash: string): Promise<Linked> {
  const words = new URLSearchParams(hash.replace(/^#/u, ''));
  const [example, service, packed, pane] = ['example', 'service', 'request', 'pane'].map(
    (name) => words.get(name) ?? undefined,
  );
  const request = packed === undefined ? undefined : await unpack(packed);
  return {
    ...(packed !== undefined && !isRecord(request) && { damaged: true as const }),
    ...(example !== undefined && { example }),
    ...(service !== undefined && { service }),
    ...(isRecord(request) && { request }),
    ...(pane !== undefined && { pane }),
  };
}

async function pack(text: string): Promise<string> {
  const bytes = await through(new Blob([text]), new CompressionStream('deflate-raw'));
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

async function unpack(packed: string): Promise<unknown> {
  try {
    const text = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    const json = await through(new Blob([bytes]), new DecompressionStream('deflate-raw'));
    const read = readJson(new TextDecoder().decode(json));
    return 'value' in read ? read.value : undefined;
  } catch {
    return undefined;
  }
}

async function through(blob: Blob, stream: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const reader = blob.stream().pipeThrough<Uint8Array>(stream).getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); part.value; part = await reader.read()) {
    size += part.value.length;
    if (size > MOST_UNPACKED) throw new RangeError('too large');
    chunks.push(part.value);
  }
  return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
}
