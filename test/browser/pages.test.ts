import { describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { visit } from './browser.js';
import { faults } from './faults.js';

// The pages made on the server: what a reviewer reads and prints, the documents, the reference.

const there = visit();

/** Where links of a page lead, below this address. */
async function linked(page: Page, below: string): Promise<string[]> {
  const links = page.locator(`a[href^="${below}"]`);
  const all = await links.evaluateAll((found) => found.map((link) => (link as HTMLAnchorElement).pathname));
  return [...new Set(all)];
}

async function pages(): Promise<{ evidence: string[]; docs: string[] }> {
  const page = there.page();
  await page.goto(`${there.base()}/evidence`);
  const rules = (await linked(page, '/evidence/')).filter((path) => !path.endsWith('.yaml'));
  await page.goto(`${there.base()}/docs`);
  const documents = await linked(page, '/docs/');
  expect(rules.length).toBeGreaterThan(3);
  expect(documents.length).toBeGreaterThan(8);
  return { evidence: ['/evidence', ...rules], docs: ['/docs', ...documents] };
}

test('the way to each card, its numbers and sources print on one sheet; what is opened prints too', async () => {
  const page = there.page();
  const sheets = async (): Promise<number> =>
    (await page.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type \/Page\b/gu)?.length ?? 0;
  for (const path of (await pages()).evidence) {
    await page.goto(there.base() + path);
    expect([path, await sheets()]).toEqual([path, 1]);
    for (const details of await page.locator('details').all())
      await details.evaluate((one) => ((one as HTMLDetailsElement).open = true));
    expect(await sheets()).toBeGreaterThan(3);
  }
});

describe.each([390, 1024, 1440])('at %d pixels', (width) => {
  test('no page scrolls sideways, every picture is there, and nothing is complained of', async () => {
    const { evidence, docs } = await pages();
    const page = await there.open({ viewport: { width, height: 900 } });
    let pictures = 0;
    for (const path of [...evidence, ...docs]) {
      await page.goto(there.base() + path);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect([path, over]).toEqual([path, 0]);
      const sizes = await page
        .locator('img')
        .evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth));
      expect(sizes.filter((size) => size === 0)).toEqual([]);
      pictures += sizes.length;
    }
    expect(pictures).toBeGreaterThan(1);
    expect(there.complaints()).toEqual([]);
  });
});

test.each(['light', 'dark'] as const)('axe finds nothing wrong, in %s', async (colorScheme) => {
  const { evidence, docs } = await pages();
  const page = await there.open({ colorScheme, viewport: { width: 390, height: 900 }, bypassCSP: true });
  for (const path of [...evidence.slice(0, 2), ...docs]) {
    await page.goto(there.base() + path);
    expect([path, await faults(page)]).toEqual([path, []]);
  }
});
