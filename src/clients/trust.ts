import type { Client, ClientKeys } from '../core/model/knowledge.js';

/** A client whose tokens can be checked. */
export type TrustedClient = Client & { readonly issuer: string; readonly keys: ClientKeys };

/** The public CDS Hooks sandbox: its private key stands in its public repository. */
const SANDBOX = { site: 'https://sandbox.cds-hooks.org', kid: '44823f3d-0b01-4a6c-a80e-b9d3e8a7226f' };

/**
 * The clients whose tokens are taken.
 * @param named their ids; absent: all that have an issuer and keys, except those for development
 * @param local nobody but this machine can call
 * @throws Error that lists everything wrong
 */
export function trusted(
  clients: ReadonlyMap<string, Client>,
  { named, local }: { readonly named?: readonly string[] | undefined; readonly local: boolean },
): readonly TrustedClient[] {
  const problems: string[] = [];
  for (const id of named ?? []) {
    const client = clients.get(id);
    if (!client)
      problems.push(
        `CLIENTS names ${id}, and there is no ${id}.yaml in clients/ (there is: ${[...clients.keys()].join(', ') || 'none'})`,
      );
    else if (!isCheckable(client))
      problems.push(
        `CLIENTS names ${id}, whose file has no ${client.issuer === undefined ? 'issuer' : 'keys'}`,
      );
  }
  const found = (named ? named.flatMap((id) => clients.get(id) ?? []) : [...clients.values()])
    .filter(isCheckable)
    .filter((client) => named !== undefined || client.development !== true);
  if (!local)
    for (const { id } of found.filter(isForDevelopment))
      problems.push(
        `the private key of ${id} is public knowledge, so anyone can sign in its name: it is trusted only where HOST and PUBLIC_URL are loopback`,
      );
  if (found.length === 0 && problems.length === 0)
    problems.push(
      'AUTHENTICATION is jwt, and no file in clients/ has both issuer and keys (those for development count only when CLIENTS names them): nobody could call. Give the file of your EHR both',
    );
  if (problems.length > 0)
    throw new Error(`Callers cannot be told apart:\n${problems.map((one) => `  - ${one}`).join('\n')}`);
  return found;
}

function isCheckable(client: Client): client is TrustedClient {
  return client.issuer !== undefined && client.keys !== undefined;
}

function isForDevelopment({ development, issuer, keys }: TrustedClient): boolean {
  if (development || issuer === SANDBOX.site) return true;
  return 'url' in keys
    ? new URL(keys.url).origin === SANDBOX.site
    : keys.jwks.some(({ kid }) => kid === SANDBOX.kid);
}
