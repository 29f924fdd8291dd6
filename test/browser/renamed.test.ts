import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { copyRenamed } from '../support/renamed-knowledge.js';
import { visit } from './browser.js';
import { startService } from './start.js';

// The page knows no id: where every id of the knowledge is another word, it shows the same under the new names.

const folder = mkdtempSync(join(tmpdir(), 'renamed-page-'));
const { idOf, inOldNames } = copyRenamed(folder);
const there = visit({ KNOWLEDGE: folder, CLIENT: idOf('clients', 'public-sandbox') });
let shipped: Awaited<ReturnType<typeof startService>>;
beforeAll(async () => {
  shipped = await startService();
});
afterAll(() => {
  shipped.service.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const UUID = /[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}/gu;

/** Everything one case shows: the chart, and pane by pane what is said of it and where it links to. */
async function* shown(page: Page, base: string, id: string): AsyncGenerator<readonly [string, string]> {
  // From another document, so that nothing is left of the case before.
  await page.goto('about:blank');
  await page.goto(`${base}/#example=${id}`);
  // What the chart can be added to is asked for beside the cards.
  await page.waitForLoadState('networkidle');
  for (const pane of ['Cards', 'Why', 'Wire', 'Connect']) {
    await page.getByRole('tab', { name: pane }).click();
    await page.locator('.said[aria-busy=false]').waitFor();
    const main = page.getByRole('main');
    if (pane === 'Connect')
      await page
        .getByRole('tabpanel')
        .locator('option')
        .filter({ hasText: /^P\d+ \S/u })
        .first()
        .waitFor({ state: 'attached' });
    const links = await main
      .locator('a')
      .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
    const labels = await main
      .locator('[aria-label]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    const text = [await main.innerText(), ...links, ...labels].join('\n');
    const same = text
      .replaceAll(encodeURIComponent(base), 'BASE')
      .replaceAll(base, 'BASE')
      // The case itself, packed, with the names it came with.
      .replaceAll(/patient#\S+/gu, 'patient#')
      .replace(/\b[\d.]+ ms\b/gu, '')
      .replace(UUID, 'UUID');
    yield [`${id}, ${pane}`, same];
  }
}

test('a case looks the same under other names, on every pane', async () => {
  const answer = await fetch(`${shipped.base}/examples`);
  const { examples } = (await answer.json()) as { examples: { id: string }[] };
  const [old, renamed] = [await there.open(), await there.open()];
  // What the page makes of the others is compared without a browser, in test/web/playground/renamed.test.ts.
  for (const { id } of examples.filter((_, place) => place % 8 === 1)) {
    const was = shown(old, shipped.base, id);
    for await (const [what, text] of shown(renamed, there.base(), id)) {
      const { value } = await was.next();
      expect([what, inOldNames(text)]).toEqual(value);
    }
  }
  expect(there.complaints()).toEqual([]);
});

test('the links to the evidence arrive', async () => {
  const page = there.page();
  await page.goto(`${there.base()}/#pane=why`);
  const links = page.locator('.why a[href^=evidence]');
  await links.first().waitFor();
  const hrefs = await links.evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
  expect(hrefs.length).toBeGreaterThan(5);
  for (const href of new Set(hrefs)) {
    await page.goto(href);
    const { hash } = new URL(href);
    const target =
      hash === '' ? page.locator('h1') : page.locator(`[id="${decodeURIComponent(hash.slice(1))}"]`);
    expect([href, await target.count()]).toEqual([href, 1]);
  }
});
