import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator, Request } from 'playwright-core';
import { stringify } from 'yaml';
import type { Card } from '../../src/core/model/advice.js';
import { demoServer } from '../../src/demo/demo-server.js';
import { demoPatients } from '../../src/demo/patients.js';
import { VIEW } from '../support/ask.js';
import { authorizationServer } from '../support/authorization-server.js';
import { systemNow } from '../support/clock.js';
import { loopbackServer } from '../support/fhir-server.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../support/shipped.js';
import { visit } from './browser.js';

const PATIENT = 'p01';
const ehr = loopbackServer();
const folder = mkdtempSync(join(tmpdir(), 'hepacue-'));

beforeAll(() => {
  const smart = {
    clientId: 'page',
    issuers: [ehr.base()],
    framedBy: [new URL(ehr.base()).origin],
    scopes: ['openid', 'fhirUser', 'patient/*.rs'],
  };
  const { language, suggestions } = knowledge.clients.get('public-sandbox')!;
  const client = {
    id: 'ward',
    title: 'Ward system',
    language,
    suggestions,
    acceptStatuses: [],
    localCodes: [],
  };
  cpSync(join(KNOWLEDGE_FOLDER, 'clients'), folder, { recursive: true });
  writeFileSync(join(folder, 'ward.yaml'), stringify({ ...client, smart }));
});
afterAll(() => rmSync(folder, { recursive: true }));

const there = visit({ CLIENTS_FOLDER: folder, CLIENT: 'ward' });
const signIn = authorizationServer(
  { clientId: 'page', redirectUri: () => `${there.base()}/patient`, patientId: PATIENT },
  () => demoServer({ base: ehr.base(), now: systemNow, resources }),
  () => new URL(ehr.base()).origin,
);
const resources = demoPatients(KNOWLEDGE_FOLDER, knowledge);

let sent: Request[];
beforeEach(() => {
  ehr.answer = signIn.listener;
  ehr.clear();
  signIn.reset();
  sent = [];
  there.page().on('request', (request) => sent.push(request));
});

/** What the service says of that patient, asked in the usual way. */
async function cards(): Promise<readonly Card[]> {
  const request = await (await fetch(`${there.base()}/examples/${PATIENT}`)).text();
  const answer = await fetch(`${there.base()}/cds-services/${VIEW}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: request,
  });
  return ((await answer.json()) as { cards: readonly Card[] }).cards;
}

async function seesCards(page: Pick<FrameLocator, 'getByRole'>): Promise<void> {
  const expected = await cards();
  expect(expected.length).toBeGreaterThan(0);
  for (const { summary } of expected) await page.getByRole('heading', { name: summary }).waitFor();
}

const launched = (): string => `?iss=${encodeURIComponent(ehr.base())}&launch=${signIn.launch()}`;

describe('the page of one patient, opened from an EHR', () => {
  test('shows what the service says of the record, read with the sign-in of the user', async () => {
    await there.page().goto(`${there.base()}/patient/launch${launched()}`);
    await seesCards(there.page());
    expect(signIn.refused).toEqual([]);
    expect(signIn.read).toContain(`/fhir/Patient/${PATIENT}`);
    expect(there.complaints()).toEqual([]);
  });

  test('asks us for files that are the same for everybody, and tells us nothing of the patient', async () => {
    await there.page().goto(`${there.base()}/patient/launch${launched()}`);
    await seesCards(there.page());
    const tokens = new Set(
      ehr.calls.flatMap(({ authorization }) => authorization?.replace('Bearer ', '') ?? []),
    );
    expect(tokens.size).toBe(1);
    const ours = sent.filter((request) => request.url().startsWith(there.base()));
    for (const request of ours) {
      const { pathname } = new URL(request.url());
      expect(pathname).toMatch(
        /^\/(patient|patient\/launch|patient\/smart\.json|knowledge\.json|assets\/[\w.-]+)$/u,
      );
      const all = [
        request.method(),
        request.url(),
        JSON.stringify(await request.allHeaders()),
        request.postData(),
      ];
      expect(all[0]).toBe('GET');
      expect(all[3]).toBeNull();
      for (const secret of [PATIENT, ...tokens]) expect(all.join(' ')).not.toContain(secret);
    }
    expect(ours.map((request) => new URL(request.url()).search)).toContain('?client=ward');
    const others = sent
      .filter((request) => !ours.includes(request))
      .map((request) => new URL(request.url()).origin);
    expect(new Set(others)).toEqual(new Set([new URL(ehr.base()).origin]));
  });

  test('keeps neither the token nor the record, and leaves nothing in the address', async () => {
    const page = there.page();
    await page.goto(`${there.base()}/patient${launched()}`);
    await seesCards(page);
    expect(page.url()).toBe(`${there.base()}/patient`);
    const kept = await page.evaluate(async () => [
      ...Object.keys(sessionStorage),
      ...Object.keys(localStorage),
      ...(await caches.keys()),
      ...(await indexedDB.databases()).map(({ name }) => name),
      document.cookie,
    ]);
    expect(kept).toEqual(['']);
    await page.reload();
    await page.getByRole('heading', { name: 'No patient is open' }).waitFor();
  });

  test('is opened without an EHR too, by choosing one there', async () => {
    const page = there.page();
    await page.goto(`${there.base()}/patient`);
    await page.getByRole('link', { name: 'Ward system' }).click();
    await seesCards(page);
    expect(signIn.refused).toEqual([]);
  });

  test('is linked from the cards of that client', async () => {
    for (const { links } of await cards())
      expect(links).toContainEqual({
        label: knowledge.words.get('en')!['link']!['patient'],
        url: `${there.base()}/patient`,
        type: 'smart',
        appContext: VIEW,
      });
  });

  test('is shown inside the pages of that EHR, and of nobody else', async () => {
    const page = there.page();
    let framed = '';
    ehr.answer = (request, response) => {
      if (request.url !== '/chart') signIn.listener(request, response);
      else response.writeHead(200, { 'Content-Type': 'text/html' }).end(`<iframe src="${framed}"></iframe>`);
    };
    framed = `${there.base()}/patient/launch${launched()}`;
    await page.goto(`${new URL(ehr.base()).origin}/chart`);
    await seesCards(page.frameLocator('iframe'));
    expect(there.complaints()).toEqual([]);
    const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
    await page.goto(`http://localhost:${ehr.port()}/chart`);
    await refused;
  });
});

describe('a record that is not opened', () => {
  test.each<[string, string, () => void]>([
    ['of an EHR that no client file names', 'This EHR is not known here', () => undefined],
    ['because the user did not agree', 'Access was not given', () => (signIn.behaviour.user = 'denies')],
    [
      'because a patient signed in',
      'This page is made for clinicians',
      () => (signIn.behaviour.fhirUser = 'Patient/p01'),
    ],
    [
      'because the FHIR server fails',
      'No results could be read',
      () => (signIn.behaviour.fhir = { '*': 500 }),
    ],
  ])('%s says so', async (_why, title, arrange) => {
    arrange();
    const query = title.startsWith('This EHR') ? '?iss=https://evil.example/fhir&launch=x' : launched();
    await there.page().goto(`${there.base()}/patient${query}`);
    await there.page().getByRole('heading', { name: title }).waitFor();
    expect(there.complaints()).toEqual([]);
  });
});
