import { describe, expect, test } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { arrive, visit } from './browser.js';

const there = visit();

/** Opens the first step of this label, and gives where its expression is written and what is told of it. */
async function tryStep(label: string): Promise<{ readonly source: Locator; readonly told: Locator }> {
  const page = there.page();
  await arrive(page, `${there.base()}/#example=02-chronic-hepatitis-c&pane=why`);
  const open = page.getByRole('button', { name: `Try it: “${label}”` });
  await open.first().click();
  const form = page.locator('.try');
  return { source: form.getByRole('textbox'), told: form.getByRole('status') };
}

describe('an expression of a step', () => {
  test('is tried as it stands and as it is changed, and nothing of it is sent', async () => {
    const { source, told } = await tryStep('ferritin is 1000 ng/mL or more');
    await told.filter({ hasText: /^no/u }).waitFor();
    expect(await told.innerText()).toContain('540 ng/mL');
    const before = there.asked().length;
    await source.fill("%ferritin.value >= 0.5 'mg/L'");
    await told.filter({ hasText: /^yes/u }).waitFor();
    await source.fill('%fib4 * 2');
    await told.filter({ hasText: /^unknown 5\.03/u }).waitFor();
    await source.fill('%nobody');
    await told.filter({ hasText: 'nothing is known here' }).waitFor();
    await source.fill('%ferritin.value >=');
    await told.filter({ hasText: 'is not FHIRPath' }).waitFor();
    await source.fill("'x'.matches('(a+)+$')");
    await told.filter({ hasText: 'rules may not use' }).waitFor();
    await there.page().getByRole('button', { name: 'As in the rule' }).click();
    await told.filter({ hasText: /^no/u }).waitFor();
    expect(there.asked().slice(before)).toEqual([]);
    expect(there.complaints()).toEqual([]);
  });

  test('that takes too long is stopped, and the next one is answered', async () => {
    const { source, told } = await tryStep('ferritin is 1000 ng/mL or more');
    await told.filter({ hasText: /^no/u }).waitFor();
    const ten = '(1|2|3|4|5|6|7|8|9|10)';
    await source.fill(
      `${ten}.select(${ten}.select(${ten}.select(${ten}.select(${ten}.select(${ten}.select($this))))))`,
    );
    await told.filter({ hasText: 'was stopped' }).waitFor();
    await source.fill('%age > 50');
    await told.filter({ hasText: /^yes/u }).waitFor();
  });

  test('that is written while another still runs does not wait for it, and is not stopped with it', async () => {
    const { source, told } = await tryStep('ferritin is 1000 ng/mL or more');
    await told.filter({ hasText: /^no/u }).waitFor();
    const ten = '(1|2|3|4|5|6|7|8|9|10)';
    await source.fill(
      `${ten}.select(${ten}.select(${ten}.select(${ten}.select(${ten}.select(${ten}.select($this))))))`,
    );
    await there.page().waitForTimeout(500);
    await source.fill('%age > 50');
    await told.filter({ hasText: /^yes/u }).waitFor();
    await there.page().waitForTimeout(1_500);
    expect(await told.innerText()).toMatch(/^yes/u);
  });

  test('runs where nothing can be loaded and no other text becomes a script', async () => {
    const { told } = await tryStep('ferritin is 1000 ng/mL or more');
    await told.filter({ hasText: /^no/u }).waitFor();
    const page = there.page();
    const reached = await page.workers()[0]!.evaluate(
      (url) =>
        fetch(url).then(
          () => 'reached',
          () => 'refused',
        ),
      `${there.base()}/healthz`,
    );
    expect(reached).toBe('refused');
    const started = await page.evaluate(() => {
      try {
        return new Worker('/assets/other.js') instanceof Worker;
      } catch {
        return 'refused';
      }
    });
    expect(started).toBe('refused');
  });
});
