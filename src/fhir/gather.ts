import { Agent } from 'undici';
import type { Client } from '../core/model/knowledge.js';
import { boundServer, parseBase } from './allowed-server.js';
import { askAll, type Gathered, isToken, MOST_BYTES, type Questions } from './ask-all.js';
import { Breakers } from './breaker.js';
import { guardedLookup, isRefusedLiteral, type Resolve } from './connect-guard.js';
import type { Failure } from './fetch-page.js';

/** What is to be asked: whose server, with whose token, about whom. */
export interface Asked extends Questions {
  readonly client: Pick<Client, 'id' | 'fhirServers'>;
  readonly server: string;
  readonly token: string;
}

export type Gather = (asked: Asked) => Promise<Gathered>;

export interface GatherOptions {
  /** For everything that one request asks, in milliseconds. */
  readonly deadline: number;
  /** Every client there is: its servers are checked now, and only their hosts are ever connected to. */
  readonly clients: Iterable<Pick<Client, 'id' | 'fhirServers'>>;
  /** Told what could not be had: never a value, an id or a token. */
  readonly report?: (line: Readonly<Record<string, string | number>>) => void;
  /** Of all answers to one request. */
  readonly maxBytes?: number;
  /** Milliseconds until a server that was left alone is tried again. */
  readonly halfOpenAfter?: number;
  readonly resolve?: Resolve;
}

export interface Gatherer {
  readonly gather: Gather;
  readonly close: () => Promise<void>;
}

/**
 * Asks the FHIR server of a request for what it did not bring: only a server agreed with that client, and never longer
 * than the deadline.
 * @throws Error when a client file names a server that cannot be compared with
 */
export function createGatherer({
  deadline,
  clients,
  report,
  maxBytes = MOST_BYTES,
  halfOpenAfter,
  resolve,
}: GatherOptions): Gatherer {
  const hosts = agreedHosts(clients);
  const dispatcher = new Agent({
    connect: { lookup: guardedLookup(hosts, resolve), timeout: deadline },
    connections: 32,
    headersTimeout: deadline,
    bodyTimeout: deadline,
  });
  const breakers = new Breakers(halfOpenAfter);

  const gather: Gather = async (asked) => {
    const { client, queries } = asked;
    const server = boundServer(asked.server, client.fhirServers ?? []);
    if (!server || !isToken(asked.token) || isRefusedLiteral(new URL(server.origin), hosts)) {
      if (!server) report?.({ level: 'warn', event: 'fhir-server-not-agreed', client: client.id });
      return { values: new Map(), failed: allFailed(queries, 'not-askable'), partial: [] };
    }
    const signal = AbortSignal.timeout(deadline);
    const asking = { token: asked.token, signal, init: { dispatcher }, left: { bytes: maxBytes } };
    const round = await breakers.run(server.agreed, () => askAll(asked, server, asking));
    const gathered = round ?? {
      values: new Map(),
      failed: allFailed(queries, 'left-alone' as const),
      partial: [],
    };
    if (gathered.failed.size > 0)
      report?.({ level: 'warn', event: 'fhir-not-gathered', client: client.id, ...counts(gathered.failed) });
    return gathered;
  };
  return { gather, close: () => dispatcher.destroy() };
}

function agreedHosts(clients: GatherOptions['clients']): ReadonlySet<string> {
  const hosts = new Set<string>();
  for (const { id, fhirServers = [] } of clients) {
    for (const written of fhirServers) {
      const base = parseBase(written);
      if (!base)
        throw new Error(
          `clients/${id}.yaml: fhirServers: ${written} is no plain base URL (ASCII, no user, query, fragment or percent sign)`,
        );
      hosts.add(base.hostname);
    }
  }
  return hosts;
}

function allFailed(queries: Asked['queries'], why: Failure): ReadonlyMap<string, Failure> {
  return new Map([...queries.keys()].map((key) => [key, why]));
}

function counts(failed: ReadonlyMap<string, Failure>): Record<string, number> {
  const found: Record<string, number> = {};
  for (const why of failed.values()) found[why] = (found[why] ?? 0) + 1;
  return found;
}
