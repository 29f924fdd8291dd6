import { describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { systemNow } from '../support/clock.js';
import { visit } from './browser.js';

const there = visit();

const patient = { resourceType: 'Patient', id: 'p', gender: 'female', birthDate: '1968-04-02' };
const ferritin = {
  resourceType: 'Observation',
  id: 'one',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '2276-4' }] },
  subject: { reference: 'Patient/p' },
  effectiveDateTime: systemNow().toISOString().slice(0, 10),
  valueQuantity: { value: 620, unit: 'ng/mL', system: 'http://unitsofmeasure.org', code: 'ng/mL' },
};

async function arrive(): Promise<Page> {
  const page = there.page();
  await page.goto(`${there.base()}/`);
  await page.getByRole('heading', { name: /^Raised ferritin \(540/u }).waitFor();
  return page;
}

async function paste(page: Page, value: unknown): Promise<void> {
  await page.getByRole('button', { name: /^Paste or drop/u }).click();
  await page.getByLabel('FHIR or CDS Hooks JSON').fill(JSON.stringify(value));
  await page.getByRole('button', { name: 'Use it', exact: true }).click();
}

/** Goes through every pane; then nothing of the case before may be there, and nothing has failed. */
async function look(page: Page): Promise<void> {
  await page.locator('.said[aria-busy=false]').waitFor();
  await page.getByRole('heading', { name: /^Raised ferritin \(540/u }).waitFor({ state: 'detached' });
  for (const tab of ['Why', 'Wire', 'Cards']) {
    await page.getByRole('tab', { name: tab }).click();
    expect((await page.getByRole('tabpanel').innerText()).length).toBeGreaterThan(20);
  }
  expect(there.complaints()).toEqual([]);
}

describe('an odd request keeps the page alive, and no card of the case before stays', () => {
  test.each<[what: string, value: unknown]>([
    ['a range that is no list', [patient, { ...ferritin, referenceRange: {} }]],
    ['a range of nothing', [patient, { ...ferritin, referenceRange: [null] }]],
    ['a sex that is an object', [{ ...patient, gender: {} }, ferritin]],
    ['a unit that is an object', [patient, { ...ferritin, valueQuantity: { value: 1, unit: { a: [] } } }]],
    ['a text that is an object', [patient, { ...ferritin, valueString: { toString: 1, valueOf: 2 } }]],
    [
      'a huge value',
      [patient, { ...ferritin, valueQuantity: { ...ferritin.valueQuantity, value: 1.65e308 } }],
    ],
    [
      'entries that are no list',
      { hook: 'patient-view', prefetch: { ferritin: { resourceType: 'Bundle', entry: 5 } } },
    ],
    ['a context that is null', { hook: 'patient-view', context: null, prefetch: [] }],
    ['two patients', [patient, { ...patient, id: 'q', birthDate: '2015-01-01' }, ferritin]],
  ])('%s', async (_what, value) => {
    const page = await arrive();
    await paste(page, value);
    await look(page);
    await page.getByRole('button', { name: 'New patient' }).click();
    await page
      .getByRole('status')
      .filter({ hasText: /^No card/u })
      .waitFor();
    await page.getByRole('button', { name: '+ Ferritin' }).click();
    await page.getByLabel('Ferritin: value').waitFor();
  });

  test('what is nested too deep, and a Bundle with no list in it, are said', async () => {
    const page = await arrive();
    let deep: unknown = 1;
    for (let level = 0; level < 150; level++) deep = [deep];
    await paste(page, { hook: 'patient-view', deep });
    await page.getByRole('alert').filter({ hasText: 'nested deeper' }).waitFor();
    await page.getByLabel('FHIR or CDS Hooks JSON').fill('{"resourceType":"Bundle","entry":{}}');
    await page.getByRole('button', { name: 'Use it', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: 'No FHIR resource' }).waitFor();
  });

  test('thousands of results are drawn a hundred at a time', async () => {
    const page = await arrive();
    await paste(page, [
      patient,
      ...Array.from({ length: 1_500 }, (_, id) => ({ ...ferritin, id: `f${id}` })),
    ]);
    await page.getByRole('button', { name: 'Show all 1500 results' }).waitFor();
    expect(await page.locator('.result').count()).toBe(100);
  });

  test('a pane that does not exist is none', async () => {
    const page = there.page();
    await page.goto(`${there.base()}/#pane=constructor`);
    await page.getByRole('tab', { name: 'Cards', selected: true }).waitFor();
  });
});

describe('what comes late', () => {
  test('an example chosen before another one does not replace it', async () => {
    const page = await arrive();
    await page.route('**/examples/04-*', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 600));
      await route.continue();
    });
    await page.getByRole('combobox', { name: 'Start from' }).selectOption('04-unit-missing');
    await page.getByRole('combobox', { name: 'Start from' }).selectOption('05-under-18');
    await page.waitForTimeout(900);
    expect(await page.getByRole('combobox', { name: 'Start from' }).inputValue()).toBe('05-under-18');
  });

  test('cards of another patient go away while the service is slow, and an error is shown when it is gone', async () => {
    const page = await arrive();
    await page.route('**/cds-services/*', () => undefined);
    await page.getByRole('button', { name: 'New patient' }).click();
    await page.getByRole('status').filter({ hasText: 'Asking …' }).waitFor();
    expect(await page.getByRole('heading', { name: /^Raised/u }).count()).toBe(0);
    await page.unroute('**/cds-services/*');
    await page.route('**/cds-services/*', (route) => route.abort());
    await page.getByRole('button', { name: '+ Ferritin' }).click();
    await page.getByRole('heading', { name: 'The service does not answer' }).waitFor();
  });

  test('a suggestion clicked twice is sent once, and stays sent when one comes back to it', async () => {
    const page = await arrive();
    let sent = 0;
    await page.route('**/feedback', async (route) => {
      sent++;
      await new Promise((resolve) => setTimeout(resolve, 300));
      await route.continue();
    });
    await page.getByRole('button', { name: /^First tests/u }).dblclick();
    await page.getByText(/The service has the feedback/u).waitFor();
    await page.getByRole('tab', { name: 'Why' }).click();
    await page.getByRole('tab', { name: /^Cards/u }).click();
    expect(await page.getByRole('button', { name: /First tests/u }).isDisabled()).toBe(true);
    expect(sent).toBe(1);
  });
});

describe('the files of the page', () => {
  test.each([
    { Range: 'bytes=999999-' },
    { 'If-Match': '"x"' },
    { 'If-Unmodified-Since': 'Mon, 01 Jan 1990 00:00:00 GMT' },
  ])('are had whole whatever is asked for with %j', async (headers) => {
    const html = await (await fetch(`${there.base()}/`)).text();
    const script = /src="\.(\/assets\/[^"]+)"/u.exec(html)![1]!;
    for (const path of ['/', script])
      expect((await fetch(there.base() + path, { headers: headers as Record<string, string> })).status).toBe(
        200,
      );
  });

  test('nothing else is served from their folder', async () => {
    expect(existsSync(new URL('../../dist/playground/index.html', import.meta.url))).toBe(true);
    for (const path of [
      '/index.html',
      '/assets',
      '/assets/',
      '/assets/../index.html',
      '/assets/%2e%2e/index.html',
      '/main.tsx',
    ])
      expect([path, (await fetch(there.base() + path)).status]).toEqual([path, 404]);
  });
});
