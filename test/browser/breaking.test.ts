import { describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { arrive as arriveAt, visit } from './browser.js';

const there = visit();

async function arrive(example: string): Promise<Page> {
  const page = there.page();
  await arriveAt(page, `${there.base()}/#example=${example}`);
  return page;
}

const summary = /^Raised ferritin \(540 ng\/mL\) and vitamin B12/u;

describe('try it broken, by one click each', () => {
  test.each([
    ['No unit', /ferritin result could not be read|unit/iu],
    ['Only a bound', /cannot be told|only known|above/iu],
    ['Text for a number', /haemolysed/u],
    ['Another patient’s', /another patient|left out/iu],
    ['Cancelled', /Raised vitamin B12/u],
    ['Local code', /Raised vitamin B12/u],
    ['No prefetch', /HTTP 412[^]*prefetch-missing/u],
    ['Wrong hook', /HTTP 400/u],
    ['Expired token', /HTTP 401/u],
  ])('%s: the pane says what comes of it, and undo brings back what was', async (label, said) => {
    const page = await arrive('02-chronic-hepatitis-c');
    await page.getByRole('heading', { name: summary }).waitFor();
    await page.getByRole('button', { name: label, exact: true }).click();
    await page.getByRole('heading', { name: summary }).waitFor({ state: 'detached' });
    await page.locator('.said[aria-busy=false]').waitFor();
    expect(await page.getByRole('tabpanel').innerText()).toMatch(said);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('heading', { name: summary }).waitFor();
    expect(there.complaints()).toEqual([]);
  });

  test('where there is nothing to break, the button is off', async () => {
    const page = await arrive('07-no-prefetch');
    expect(await page.getByRole('button', { name: 'No unit' }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Expired token' }).isDisabled()).toBe(false);
  });
});

describe('why', () => {
  test('the steps with what they saw, the readings with their limits, the arithmetic, the causes and what was not offered', async () => {
    const page = await arrive('02-chronic-hepatitis-c');
    await page.getByRole('tab', { name: 'Why' }).click();
    const pane = page.getByRole('tabpanel');
    await pane.getByText('the laboratory’s range').first().waitFor();
    const text = await pane.innerText();
    for (const part of [
      /age 56 × AST 74 \/ \(platelets 168 × √ALT 96\)/u,
      /2\.518/u,
      /viral hepatitis/iu,
      /%adult/u,
      /already done/iu,
    ])
      expect(text).toMatch(part);
    const plots = pane.getByRole('img');
    expect(await plots.count()).toBeGreaterThan(1);
    expect(await plots.first().getAttribute('aria-label')).toMatch(/1120.*900/u);
  });

  test('why no card: the step that stopped each rule', async () => {
    const page = await arrive('03-ferritin-at-the-limit');
    for (const tab of ['Cards', 'Why']) {
      await page.getByRole('tab', { name: tab }).click();
      expect(await page.getByRole('tabpanel').innerText()).toMatch(/no card[^]*ferritin is raised/iu);
    }
  });

  test('a code that is on no list is named', async () => {
    const page = await arrive('02-chronic-hepatitis-c');
    await page.getByRole('button', { name: 'Local code' }).click();
    await page.getByRole('tab', { name: 'Why' }).click();
    await page.getByRole('tabpanel').getByText('L-4711').waitFor();
  });
});
