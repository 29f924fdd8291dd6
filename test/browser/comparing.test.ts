import { expect, test } from '@jest/globals';
import { arrive, visit } from './browser.js';

const there = visit();

test('a pinned answer stays beside the next one, with what changed, until it is let go', async () => {
  const page = there.page();
  await arrive(page, `${there.base()}/#example=02-chronic-hepatitis-c`);
  await page.getByRole('button', { name: 'Pin this answer' }).click();
  await page.getByText(/^Nothing yet\./u).waitFor();
  await page.getByLabel('Ferritin: value').fill('1200');
  const now = page.getByRole('region', { name: 'Now', exact: true });
  const pinned = page.getByRole('region', { name: /^Pinned: / });
  await now.getByRole('heading', { name: /1,?200 ng\/mL/u }).waitFor();
  await pinned.getByRole('heading', { name: /540 ng\/mL/u }).waitFor();
  const row = page.getByRole('row', { name: /^Ferritin 540 ng\/mL 1200 ng\/mL$/u });
  await row.waitFor();
  await page.getByRole('tab', { name: 'Why' }).click();
  await page.getByRole('tab', { name: /^Cards/u }).click();
  await row.waitFor();
  await now.getByRole('button', { name: /^First tests/u }).click();
  await now.getByText(/The service has the feedback/u).waitFor();
  await page.getByRole('combobox', { name: 'Start from' }).selectOption('03-ferritin-at-the-limit');
  await now.getByText('No card.').waitFor();
  await pinned.getByRole('heading', { name: /540 ng\/mL/u }).waitFor();
  await page.getByRole('button', { name: 'Unpin' }).click();
  await pinned.waitFor({ state: 'detached' });
  expect(there.complaints()).toEqual([]);
});
