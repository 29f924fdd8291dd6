import { randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Signer, signer, tokenOf } from '../../support/tokens.js';
import { requestOf } from './exchange.js';
import type { Make } from './rates.js';

/** A client with a key and a FHIR server of its own. */
export interface Tenant {
  readonly issuer: string;
  readonly fhirServer: string;
  readonly key: Signer;
}

const PATH = '/cds-services/raised-ferritin-b12-patient-view';

/** Writes the files of clients, one for each FHIR server. */
export async function makeTenants(fhirServers: readonly string[]): Promise<{
  readonly folder: string;
  readonly tenants: readonly Tenant[];
}> {
  const folder = mkdtempSync(join(tmpdir(), 'hepacue-soak-'));
  const tenants = await Promise.all(
    fhirServers.map(async (fhirServer, index) => {
      const id = `tenant-${index}`;
      const issuer = `https://${id}.example.org`;
      const key = await signer('ES384', `${id}-key`);
      const lines = [
        `id: ${id}`,
        `title: ${id}`,
        'language: en',
        'suggestions: grouped',
        'acceptStatuses: []',
        'localCodes: []',
        `issuer: ${issuer}`,
        `fhirServers: [${fhirServer}]`,
        `keys: { file: ${id}.jwks.json }`,
      ];
      writeFileSync(join(folder, `${id}.yaml`), `${lines.join('\n')}\n`);
      writeFileSync(join(folder, `${id}.jwks.json`), JSON.stringify({ keys: [key.jwk] }));
      return { issuer, fhirServer, key };
    }),
  );
  return { folder, tenants };
}

/** Requests in the name of a tenant, each with a fresh token and with nothing prefetched, about its patients in turn. */
export function asking({ issuer, fhirServer, key }: Tenant, port: number, patients: readonly string[]): Make {
  const authorization = { token_type: 'Bearer', expires_in: 300, scope: 'patient/*.rs', subject: 'hepacue' };
  return (index) => {
    const iat = Math.floor(Date.now() / 1000);
    const aud = `http://127.0.0.1:${port}${PATH}`;
    const token = tokenOf({ iss: issuer, aud, iat, exp: iat + 300, jti: randomUUID() }, key);
    const body = JSON.stringify({
      hook: 'patient-view',
      hookInstance: randomUUID(),
      fhirServer,
      fhirAuthorization: { access_token: 'invented', ...authorization },
      context: { userId: 'Practitioner/1', patientId: patients[index % patients.length] },
    });
    return requestOf(PATH, body, token);
  };
}
