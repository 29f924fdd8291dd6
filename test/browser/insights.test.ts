import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { measure } from '../../src/store/measures/measure.js';
import type { Database } from '../../src/store/database.js';
import { simulate } from '../../src/tools/store/simulate.js';
import { simulatedYear } from '../../src/tools/store/simulated-year.js';
import { openKept } from '../support/kept.js';
import { serve } from '../support/serve.js';
import { knowledge } from '../support/shipped.js';
import { faults } from './faults.js';
import { launch } from './start.js';

// The page of numbers over an invented year, as a committee sees and prints it.

const NOW = new Date('2026-11-28T18:00:00Z');
const year = simulatedYear(knowledge, 7, '2026-11-28');
const reasons = new Set(knowledge.release.overrideReasons.map(({ code }) => code));
let database: Database;
let browser: Browser;
const { url } = serve({
  knowledge,
  now: () => NOW,
  insights: {
    measure: (asked) => measure(database, asked, { experiments: year.experiments, reasons, now: NOW }),
  },
});

beforeAll(async () => {
  database = await openKept();
  await simulate(database, year);
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  await database.close();
});

/** The page with everything on it opened, and what it complained of. */
async function opened(
  options: Parameters<Browser['newContext']>[0],
): Promise<{ page: Page; complaints: string[] }> {
  const page = await (await browser.newContext(options)).newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto(`${url()}/insights`);
  return { page, complaints };
}

test.each([390, 1024, 1440])(
  'at %d pixels it does not scroll sideways, and shows each picture once',
  async (width) => {
    const { page, complaints } = await opened({ viewport: { width, height: 900 } });
    const pictures = page.locator('svg.plot:visible');
    expect(await pictures.count()).toBe((await page.locator('svg.plot').count()) / 2);
    for (const details of await page.locator('details').all())
      await details.evaluate((one) => ((one as HTMLDetailsElement).open = true));
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
    expect(complaints).toEqual([]);
  },
);

test.each(['light', 'dark'] as const)('axe finds nothing wrong, in %s', async (colorScheme) => {
  const { page } = await opened({ colorScheme, viewport: { width: 390, height: 900 }, bypassCSP: true });
  for (const details of await page.locator('details').all())
    await details.evaluate((one) => ((one as HTMLDetailsElement).open = true));
  expect(await faults(page)).toEqual([]);
});

test('it prints on three sheets, with its pictures', async () => {
  const { page } = await opened({ viewport: { width: 1440, height: 900 } });
  const sheets = (await page.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type \/Page\b/gu);
  expect(sheets).toHaveLength(3);
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('svg.plot:visible').count()).toBeGreaterThan(5);
});
