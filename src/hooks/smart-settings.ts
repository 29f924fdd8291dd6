import type { Client, Knowledge } from '../core/model/knowledge.js';
import { discovery, type OfferedService } from './discovery.js';

/** How the page of one patient signs a user in, and what it then asks for. No secret and nothing of a patient is among it. */
export interface SmartSettings {
  /** Where the EHR sends the user back to. */
  readonly redirectUri: string;
  readonly ehrs: readonly SmartEhr[];
  /** The services that a page can ask, with the queries they publish. */
  readonly services: readonly Pick<OfferedService, 'id' | 'hook' | 'prefetch'>[];
}

/** One FHIR server whose users may open the page. */
export interface SmartEhr {
  /** Id of the client file that names it. */
  readonly client: string;
  readonly title: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Where its users may be sent to sign in, and codes be exchanged. */
  readonly origins: readonly string[];
}

/** What client files and services say of it. The result hook is left out: there is no result to hand over on a page. */
export function smartSettings(knowledge: Knowledge, resultHook: string, publicUrl: string): SmartSettings {
  const { services } = discovery(knowledge, resultHook);
  return {
    redirectUri: `${publicUrl}/patient`,
    ehrs: [...knowledge.clients.values()].flatMap(ehrsOf),
    services: services
      .filter(({ hook }) => hook === 'patient-view')
      .map(({ id, hook, prefetch }) => ({ id, hook, ...(prefetch && { prefetch }) })),
  };
}

/** What the page may connect to, besides this service: every EHR's origins, each once. */
export function smartOrigins({ ehrs }: SmartSettings): readonly string[] {
  return [...new Set(ehrs.flatMap(({ origins }) => origins))];
}

/** Those whose users open the page. */
export function smartClients(clients: Iterable<Client>): readonly Client[] {
  return [...clients].filter(({ smart }) => smart !== undefined);
}

/** Who may show the page inside a page of its own. */
export function smartFrames(clients: Iterable<Pick<Client, 'smart'>>): readonly string[] {
  return [...new Set([...clients].flatMap(({ smart }) => smart?.framedBy ?? []))];
}

function ehrsOf({ id, title, smart }: Client): SmartEhr[] {
  return (smart?.issuers ?? []).map((issuer) => ({
    client: id,
    title,
    issuer,
    clientId: smart?.clientId ?? '',
    scopes: smart?.scopes ?? [],
    origins: [...new Set([new URL(issuer).origin, ...(smart?.authorizationOrigins ?? [])])],
  }));
}
