import { ExportError } from './export-error.js';

/** Which servers may be asked, and which of them may see the token. */
export interface Hosts {
  /**
   * An address that a server named, as it is to be asked.
   * @throws ExportError when it is on a host that nobody allowed
   */
  readonly allowed: (address: string, from: string) => URL;
  /** Whether it is the server that was named, to the port. */
  readonly isOwn: (url: URL) => boolean;
}

/**
 * @param base of the FHIR server
 * @param others `host` or `host:port` that may be asked too
 */
export function hostsOf(base: URL, others: readonly string[]): Hosts {
  const isOwn = (url: URL): boolean => url.origin === base.origin;
  return {
    isOwn,
    allowed(address, from) {
      if (!URL.canParse(address, from))
        throw new ExportError(
          'not-fhir',
          `The server named an address that is none, in an answer of ${from}.`,
        );
      const url = new URL(address, from);
      const isPlain = url.protocol === 'https:' || url.protocol === base.protocol;
      const isNamed = others.some((one) => one === url.host || one === url.hostname);
      if (isOwn(url) || (isNamed && isPlain && url.username === '' && url.password === '')) return url;
      throw new ExportError(
        'host-not-allowed',
        `${url.host} is not the server you named${isPlain ? '' : ', and not asked without https'}. If it belongs to it: --allow-host ${url.host}`,
      );
    },
  };
}

/** Whether a token may go there: over https, or to this machine. */
export function isPrivateWay({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
