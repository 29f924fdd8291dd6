import { describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { arrive as arriveAt, visit } from './browser.js';
import { faults } from './faults.js';

const there = visit();
const PANES = ['cards', 'why', 'wire', 'connect'];

function arrive(page: Page, hash: string): Promise<void> {
  return arriveAt(page, `${there.base()}/${hash}`);
}

describe('everybody can use it', () => {
  test.each(['light', 'dark'] as const)('axe finds nothing wrong on any pane, in %s', async (colorScheme) => {
    for (const width of [390, 1280]) {
      const page = await there.open({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
      for (const pane of PANES) {
        await arrive(page, `#example=02-chronic-hepatitis-c&pane=${pane}`);
        for (const details of await page.locator('[role=tabpanel] details').all())
          await details.evaluate((one) => ((one as HTMLDetailsElement).open = true));
        expect({ width, pane, faults: await faults(page) }).toEqual({ width, pane, faults: [] });
      }
    }
  });

  test('axe finds nothing wrong with nothing, an error, a red flag, a dialog and a dismissal', async () => {
    const page = await there.open({ bypassCSP: true });
    for (const hash of ['#example=03-ferritin-at-the-limit', '#example=07-no-prefetch', '#example=p01']) {
      await arrive(page, hash);
      expect({ hash, faults: await faults(page) }).toEqual({ hash, faults: [] });
    }
    await page.getByRole('button', { name: 'Dismiss …' }).first().click();
    expect(await faults(page)).toEqual([]);
    await page.getByRole('button', { name: /^Paste or drop/u }).click();
    expect(await faults(page)).toEqual([]);
  });

  test('a case is entered, read and accepted with the keyboard alone', async () => {
    const page = there.page();
    await arrive(page, '');
    const tabTo = async (name: RegExp): Promise<void> => {
      for (let step = 0; step < 60; step++) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate(() => {
          const { activeElement } = document;
          return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? '';
        });
        if (name.test(focused)) return;
      }
      throw new Error(`${String(name)} is not reached`);
    };
    await tabTo(/^New patient$/u);
    await page.keyboard.press('Enter');
    await tabTo(/^Born$/u);
    await page.keyboard.type('02041968');
    await tabTo(/^\+ Ferritin$/u);
    await page.keyboard.press('Enter');
    await page.getByLabel('Ferritin: value').waitFor();
    await page.keyboard.press('Shift+Tab');
    await page.getByLabel('Ferritin: value').focus();
    await page.keyboard.type('12000');
    await page
      .getByRole('heading', { name: /12,?000/u })
      .first()
      .waitFor();
    await tabTo(/^Cards/u);
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tab', { name: 'Why', selected: true }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await tabTo(/^First tests/u);
    await page.keyboard.press('Enter');
    await page.getByText(/The service has the feedback/u).waitFor();
  });
});

describe('it is calm and light', () => {
  test('nothing jumps while it loads or while somebody types', async () => {
    const page = there.page();
    await page.addInitScript(() => {
      const held = window as unknown as { shifted: number };
      held.shifted = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) held.shifted += (entry as unknown as { value: number }).value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await arrive(page, '');
    const place = async () => (await page.getByLabel('Ferritin: value').boundingBox())!;
    const before = await place();
    await page.getByLabel('Ferritin: value').fill('100');
    await page.getByRole('heading', { name: /^Raised vitamin B12/u }).waitFor();
    expect(await place()).toEqual(before);
    const shifted = await page.evaluate(() => (window as unknown as { shifted: number }).shifted);
    expect(shifted).toBeLessThan(0.1);
  });

  test('the page weighs less than 150 kB, packed, and the engine for expressions comes only when one is tried', async () => {
    const page = there.page();
    await arrive(page, '#example=02-chronic-hepatitis-c&pane=why');
    const files = there.asked().filter((url) => /\/(?:assets\/[^/]+|#.*)$/u.test(url));
    const weights = files.map(async (url) => gzipSync(await (await fetch(url)).bytes()).length);
    const weight = (await Promise.all(weights)).reduce((sum, one) => sum + one, 0);
    expect(files.length).toBeGreaterThan(2);
    expect(weight).toBeLessThan(150_000);
    await page.getByRole('button', { name: 'Try it: “ferritin is raised”' }).first().click();
    await page
      .getByRole('status')
      .filter({ hasText: /^(?:yes|no)/u })
      .waitFor();
    expect(there.asked().some((url) => /\/assets\/worker-[^/]+\.js$/u.test(url))).toBe(true);
  });

  test('what the page asks for at first is less than 150 kB, unpacked, beside its own files', async () => {
    const page = there.page();
    const sizes: number[] = [];
    page.on('response', (response) => {
      if (!response.url().includes('/assets/')) sizes.push(Number(response.headers()['content-length'] ?? 0));
    });
    await arrive(page, '#example=02-chronic-hepatitis-c');
    await page.waitForLoadState('networkidle');
    expect(sizes.length).toBeGreaterThan(6);
    expect(sizes.reduce((sum, one) => sum + one, 0)).toBeLessThan(250_000);
  });
});

describe('it keeps to itself', () => {
  test('nothing is asked of any other address, and its own policy refuses nothing it needs', async () => {
    const page = there.page();
    for (const pane of PANES) await arrive(page, `#example=02-chronic-hepatitis-c&pane=${pane}`);
    await page.getByRole('tab', { name: 'Cards' }).click();
    await page.getByRole('button', { name: /^First tests/u }).click();
    await page.getByText(/The service has the feedback/u).waitFor();
    expect(there.asked().length).toBeGreaterThan(10);
    expect(there.asked().filter((url) => new URL(url).origin !== there.base())).toEqual([]);
    expect(there.complaints()).toEqual([]);
  });

  test('nothing is kept in the browser', async () => {
    const page = there.page();
    await arrive(page, '');
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([
      0,
      0,
      '',
    ]);
  });
});
