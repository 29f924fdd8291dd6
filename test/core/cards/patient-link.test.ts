import { describe, expect, test } from '@jest/globals';
import { readCases } from '../../../src/cases/case-files.js';
import type { Card } from '../../../src/core/model/advice.js';
import type { Client, Knowledge } from '../../../src/core/model/knowledge.js';
import { REVIEW, VIEW } from '../../support/ask.js';
import { PATIENT_ID, patientOf, reviewRequest, viewRequest } from '../../support/case.js';
import { NOW } from '../../support/clock.js';
import { serve } from '../../support/serve.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../../support/shipped.js';

const smart: Client['smart'] = {
  clientId: 'hepacue',
  issuers: ['https://ehr.example.org/fhir'],
  scopes: ['openid', 'fhirUser', 'patient/*.rs'],
};
const ehr: Client = { ...knowledge.clients.get('public-sandbox')!, id: 'ehr', smart };
const known: Knowledge = { ...knowledge, clients: new Map([...knowledge.clients, ['ehr', ehr]]) };

function asked(client: string) {
  return serve({
    knowledge: known,
    advise: 'core',
    config: {
      client,
      profile: 'us-nondevice',
      resultHook: 'org.hepacue.result-review',
      publicUrl: 'https://cds.example.org/hepacue',
      canonicalBase: 'https://hepacue.org/fhir',
    },
  });
}

const withPage = asked('ehr');
const without = asked('public-sandbox');
const { given } = readCases(KNOWLEDGE_FOLDER).find(({ name }) => name.startsWith('P01'))!;

async function cardsOf(running: typeof withPage, service: string, body: object): Promise<readonly Card[]> {
  const answer = await running.post(`/cds-services/${service}`, body);
  return ((await answer.json()) as { cards: readonly Card[] }).cards;
}

describe('the link to the page of one patient', () => {
  test.each([
    [VIEW, viewRequest],
    [REVIEW, reviewRequest],
  ])('stands on every card of %s for a client that signs users in there', async (service, request) => {
    const cards = await cardsOf(withPage, service, request(patientOf(given, knowledge, NOW), knowledge));
    expect(cards.length).toBeGreaterThan(0);
    for (const { links } of cards) {
      expect(links).toEqual([
        {
          label: knowledge.words.get('en')!['link']!['patient'],
          url: 'https://cds.example.org/hepacue/patient',
          type: 'smart',
          appContext: service,
        },
      ]);
      expect(JSON.stringify(links)).not.toContain(PATIENT_ID);
    }
  });

  test('is the only difference, and stands nowhere for another client', async () => {
    const body = viewRequest(patientOf(given, knowledge, NOW), knowledge);
    const [some, none] = await Promise.all([cardsOf(withPage, VIEW, body), cardsOf(without, VIEW, body)]);
    expect(none.filter((card) => 'links' in card)).toEqual([]);
    const bare = some.map(({ links: _, ...card }) => card);
    expect(bare).toEqual(none);
  });
});
