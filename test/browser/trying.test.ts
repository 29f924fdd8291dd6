import { describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { systemNow } from '../support/clock.js';
import { visit } from './browser.js';

const there = visit();
const run = promisify(execFile);

async function arrive(hash = ''): Promise<Page> {
  const page = there.page();
  await page.goto(`${there.base()}/${hash}`);
  await page
    .getByRole('status')
    .filter({ hasText: /^(?:\d+ card|No card)/u })
    .waitFor();
  return page;
}

/** What the Cards tab says, once nothing is being asked any more. */
async function said(page: Page): Promise<string> {
  await page.locator('.said[aria-busy=false]').waitFor();
  return page.getByRole('tabpanel').innerText();
}

async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(30);
  await page.locator('.said[aria-busy=false]').waitFor();
}

async function newPatient(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New patient' }).click();
  await page.getByText('A new patient is a woman of 55').waitFor();
}

async function received(): Promise<number> {
  const answer = await fetch(`${there.base()}/healthz`);
  return ((await answer.json()) as { feedbackReceived: number }).feedbackReceived;
}

describe('entering results', () => {
  test('the page opens on a card', async () => {
    const page = await arrive();
    expect(await said(page)).toMatch(/Raised ferritin .* and vitamin B12/u);
    expect(there.complaints()).toEqual([]);
  });

  test('a patient of one’s own: each value typed changes the cards', async () => {
    const page = await arrive();
    await newPatient(page);
    await settle(page);
    expect(await said(page)).toMatch(/^No card/u);
    await page.getByRole('button', { name: '+ Ferritin' }).click();
    await page.getByLabel('Ferritin: value').fill('620');
    await page
      .getByRole('heading', { name: 'Raised ferritin (620 ng/mL): consider liver work-up' })
      .waitFor();
    await page.getByRole('button', { name: '+ Vitamin B12' }).click();
    await page.getByLabel('Vitamin B12: unit').selectOption('pmol/L');
    await page.getByLabel('Vitamin B12: value').fill('900');
    await page.getByRole('heading', { name: /^Raised ferritin \(620 ng\/mL\) and vitamin B12/u }).waitFor();
    await page.getByLabel('Ferritin: upper limit').fill('650');
    await page.getByRole('heading', { name: /^Raised vitamin B12/u }).waitFor();
    expect(there.complaints()).toEqual([]);
  });

  test('a unit that is not read, or none, is said and never guessed', async () => {
    const page = await arrive();
    await newPatient(page);
    await page.getByRole('button', { name: '+ Ferritin' }).click();
    await page.getByLabel('Ferritin: value').fill('620');
    for (const unit of ['no unit', 'IU/mL']) {
      await page.getByLabel('Ferritin: unit').selectOption({ label: unit });
      await page.getByRole('heading', { name: /^Not evaluated/u }).waitFor();
    }
  });

  test('comparator, flag, status and date count', async () => {
    const page = await arrive();
    await newPatient(page);
    await page.getByRole('button', { name: '+ Ferritin' }).click();
    await page.getByLabel('Ferritin: value').fill('>2000');
    await page
      .getByRole('heading', { name: /Raised ferritin \(above 2000 ng\/mL\)|Raised ferritin \(> ?2000/u })
      .waitFor();
    expect(await page.getByLabel('Ferritin: comparator').inputValue()).toBe('>');
    await page.getByLabel('Ferritin: status').selectOption('cancelled');
    await settle(page);
    expect(await said(page)).not.toMatch(/Raised ferritin/u);
    await page.getByLabel('Ferritin: status').selectOption('final');
    await page.getByRole('heading', { name: /Raised ferritin/u }).waitFor();
    await page.getByLabel('Ferritin: date').fill('2015-01-01');
    await settle(page);
    expect(await said(page)).not.toMatch(/Raised ferritin/u);
  });

  test('problems, medicines and earlier orders count', async () => {
    const page = await arrive();
    await newPatient(page);
    await page.getByRole('button', { name: '+ Ferritin' }).click();
    await page.getByLabel('Ferritin: value').fill('620');
    await page.getByRole('heading', { name: /Raised ferritin \(620/u }).waitFor();
    const order = page.locator('.suggestion', { hasText: 'First tests' });
    expect(await order.textContent()).toContain('Order CRP');
    await page.getByRole('combobox', { name: 'Earlier orders' }).selectOption({ label: 'CRP' });
    await page.getByRole('button', { name: 'Add to earlier orders' }).click();
    await settle(page);
    expect(await order.textContent()).not.toContain('Order CRP');
    await page.getByRole('combobox', { name: 'Problems' }).selectOption({ label: 'Haemochromatosis' });
    await page.getByRole('button', { name: 'Add to problems' }).click();
    await settle(page);
    expect(await said(page)).toMatch(/haemochromatosis/iu);
  });

  test('a pasted Bundle and a whole request become the case; anything else is said', async () => {
    const page = await arrive();
    const file = new URL('../../cds-hooks/examples/01-both-raised.request.json', import.meta.url);
    const request = JSON.parse(readFileSync(file, 'utf8')) as { context: { results: object } };
    await page.getByRole('button', { name: /^Paste or drop/u }).click();
    const box = page.getByLabel('FHIR or CDS Hooks JSON');
    await box.fill('{"resourceType":');
    await page.getByRole('button', { name: 'Use it', exact: true }).click();
    expect(await page.getByRole('alert').innerText()).toMatch(/not JSON/u);
    await box.fill('{"resourceType":"Questionnaire","status":"active"}');
    await page.getByRole('button', { name: 'Use it', exact: true }).click();
    expect(await page.getByRole('alert').innerText()).toMatch(/This is a Questionnaire/u);
    await box.fill(JSON.stringify(request));
    await page.getByRole('button', { name: 'Use it', exact: true }).click();
    await page.getByRole('heading', { name: /^Raised ferritin \(620 ng\/mL\) and/u }).waitFor();
    await page.getByRole('button', { name: /^Paste or drop/u }).click();
    await box.fill(JSON.stringify(request.context.results));
    await page.getByRole('button', { name: 'Use it', exact: true }).click();
    await settle(page);
    expect(await page.getByLabel('Ferritin: value').inputValue()).toBe('620');
  });
});

describe('the cards', () => {
  test('an accepted suggestion and a dismissal reach the service as feedback', async () => {
    const page = await arrive();
    const before = await received();
    await page.getByRole('button', { name: /^First tests/u }).click();
    await page.getByText(`(${before + 1} received so far)`).waitFor();
    expect(await received()).toBe(before + 1);
    await page.getByRole('button', { name: 'Dismiss …' }).click();
    await page.getByLabel('Reason').selectOption('Recommended action was already completed');
    await page.getByLabel('Comment').fill('seen');
    await page.getByRole('button', { name: 'Dismiss', exact: true }).click();
    await page.getByText('Dismissed: Recommended action was already completed').waitFor();
    expect(await page.getByRole('button', { name: /^First tests/u }).count()).toBe(0);
    expect(await received()).toBe(before + 2);
  });

  test('critical stands before warning before information', async () => {
    for (const { id } of await examples()) {
      const page = await arrive(`#example=${id}`).catch(() => undefined);
      const kinds = (await page?.locator('.card-indicator').allInnerTexts()) ?? [];
      const order = ['CRITICAL', 'WARNING', 'FOR INFORMATION'];
      expect(kinds).toEqual(kinds.toSorted((one, other) => order.indexOf(one) - order.indexOf(other)));
      break;
    }
  });

  test('markup in a chart is text', async () => {
    const page = await arrive();
    const evil =
      '<img src=x onerror="document.title=1"><script>document.title=2</script>[a](javascript:alert(1))';
    const observation = {
      resourceType: 'Observation',
      id: 'evil',
      status: 'final',
      code: { coding: [{ system: 'http://loinc.org', code: '2276-4', display: evil }], text: evil },
      subject: { reference: 'Patient/p' },
      effectiveDateTime: systemNow().toISOString().slice(0, 10),
      valueString: evil,
    };
    const condition = {
      resourceType: 'Condition',
      subject: { reference: 'Patient/p' },
      code: { text: evil },
    };
    await page.getByRole('button', { name: /^Paste or drop/u }).click();
    await page.getByLabel('FHIR or CDS Hooks JSON').fill(JSON.stringify([observation, condition]));
    await page.getByRole('button', { name: 'Use it', exact: true }).click();
    await settle(page);
    for (const tab of ['Why', 'Wire', 'Cards']) {
      await page.getByRole('tab', { name: tab }).click();
      expect(await page.locator('main img, main script, main a[href^=javascript]').count()).toBe(0);
    }
    expect(await page.title()).toBe('HepaCue playground');
  });
});

describe('sharing and copying', () => {
  test('the address opens the same case on the same pane elsewhere', async () => {
    const page = await arrive();
    await newPatient(page);
    await page.getByRole('button', { name: '+ Ferritin' }).click();
    await page.getByLabel('Ferritin: value').fill('777');
    await page.getByRole('heading', { name: /777/u }).waitFor();
    await page.getByRole('tab', { name: 'Why' }).click();
    await page.waitForURL(/pane=why/u);
    const other = await there.open();
    await other.goto(page.url());
    await other.getByRole('tab', { name: 'Why', selected: true }).waitFor();
    expect(await other.getByLabel('Ferritin: value').inputValue()).toBe('777');
  });

  test('a case that was left is had back: with the browser’s button, and as one’s own', async () => {
    const page = await arrive();
    await newPatient(page);
    await page.getByRole('button', { name: '+ Ferritin' }).click();
    await page.keyboard.type('777');
    await page.getByRole('heading', { name: /777/u }).waitFor();
    await page.waitForTimeout(100);
    const start = page.getByRole('combobox', { name: 'Start from' });
    await start.selectOption('03-ferritin-at-the-limit');
    await page
      .getByRole('status')
      .filter({ hasText: /^No card/u })
      .waitFor();
    await start.selectOption({ label: 'your own case' });
    await page.getByRole('heading', { name: /777/u }).waitFor();
    await page.goBack();
    await page
      .getByRole('status')
      .filter({ hasText: /^No card/u })
      .waitFor();
    expect(await start.inputValue()).toBe('03-ferritin-at-the-limit');
    await page.goBack();
    await page.getByRole('heading', { name: /777/u }).waitFor();
  });

  test('a link that holds no case says so, and a case too large for a link has none', async () => {
    const page = there.page();
    await page.goto(`${there.base()}/#request=AAAA`);
    await page.getByRole('alert').filter({ hasText: 'damaged' }).waitFor();
    await page.getByRole('button', { name: /^Paste or drop/u }).click();
    const noise = Array.from({ length: 5_000 }, () => Math.random());
    await page.getByLabel('FHIR or CDS Hooks JSON').fill(JSON.stringify({ hook: 'patient-view', noise }));
    await page.getByRole('button', { name: 'Use it', exact: true }).click();
    await page.getByText('Too large for a link').waitFor();
    expect(await page.getByRole('button', { name: /^Copy link/u }).isDisabled()).toBe(true);
  });

  test('the copied curl gives the same cards', async () => {
    const context = await there.open({ permissions: ['clipboard-read', 'clipboard-write'] });
    await context.goto(`${there.base()}/#pane=wire`);
    await context.getByRole('button', { name: 'curl' }).click();
    await context.getByRole('button', { name: 'Copy the request as curl' }).first().click();
    await context.getByRole('status').filter({ hasText: 'copied' }).waitFor();
    const command = await context.evaluate(() => navigator.clipboard.readText());
    expect(command).toMatch(/^curl /u);
    const { stdout } = await run('bash', ['-c', command]);
    const { cards } = JSON.parse(stdout) as { cards: { summary: string }[] };
    expect(cards[0]!.summary).toMatch(/^Raised ferritin/u);
  });
});

async function examples(): Promise<{ id: string }[]> {
  const answer = await fetch(`${there.base()}/examples`);
  return ((await answer.json()) as { examples: { id: string }[] }).examples;
}
