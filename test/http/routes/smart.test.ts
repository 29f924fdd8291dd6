import { describe, expect, test } from '@jest/globals';
import type { SmartSettings } from '../../../src/hooks/smart-settings.js';
import { serve } from '../../support/serve.js';
import { knowledge } from '../../support/shipped.js';

const smart = {
  clientId: 'page',
  issuers: ['https://ehr.example.org/fhir', 'https://other.example.org:8443/r4'],
  authorizationOrigins: ['https://login.example.org'],
  framedBy: ['https://ehr.example.org'],
  scopes: ['openid', 'fhirUser', 'patient/*.rs'],
};
const ehr = { ...knowledge.clients.get('example-ehr')!, id: 'ehr', smart };
const { get } = serve({
  knowledge: { ...knowledge, clients: new Map([...knowledge.clients, ['ehr', ehr]]) },
});

async function settings(): Promise<SmartSettings> {
  return (await (await get('/patient/smart.json')).json()) as SmartSettings;
}

describe('GET /patient/smart.json', () => {
  test('names each issuer of a client file, and where its users may be sent', async () => {
    const { redirectUri, ehrs } = await settings();
    expect(redirectUri).toBe('https://cds.example.org/patient');
    expect(ehrs).toEqual(
      smart.issuers.map((issuer) => ({
        ...{ client: 'ehr', title: ehr.title, issuer, clientId: 'page', scopes: smart.scopes },
        origins: [new URL(issuer).origin, 'https://login.example.org'],
      })),
    );
  });

  test('offers the services that need no new result, with the queries that discovery publishes', async () => {
    const { services } = await settings();
    const published = (await (await get('/cds-services')).json()) as {
      services: readonly { id: string; hook: string; prefetch: object }[];
    };
    const forPages = published.services.filter(({ hook }) => hook === 'patient-view');
    expect(forPages.length).toBeGreaterThan(0);
    expect(services).toEqual(forPages.map(({ id, hook, prefetch }) => ({ id, hook, prefetch })));
  });

  test('says nothing else of a client', async () => {
    expect(JSON.stringify(await settings())).not.toContain('keys');
  });
});

describe('GET /patient/launch', () => {
  test.each([
    [
      '?iss=https%3A%2F%2Fehr.example.org%2Ffhir&launch=a%26b',
      '../patient?iss=https%3A%2F%2Fehr.example.org%2Ffhir&launch=a%26b',
    ],
    ['', '../patient'],
    ['?x=1?y//evil.example', '../patient?x=1?y//evil.example'],
  ])('%s goes on to the page as it came', async (query, location) => {
    const answer = await get(`/patient/launch${query}`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, location]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});
