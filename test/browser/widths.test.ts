import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { arrive, visit } from './browser.js';

const there = visit();
const WIDTHS = { from: 320, to: 2560, step: 20 };

/**
 * Everything on the page that is not as it should be at this width, pane by pane. Runs in the page, so it may use nothing from
 * outside.
 */
async function faultsOn(panes: readonly string[]): Promise<string[]> {
  const isSeen = (one: Element): boolean =>
    one.checkVisibility({ visibilityProperty: true }) && one.closest('.hidden, .skips, .jump') === null;
  const nameOf = (one: Element): string =>
    `${one.tagName.toLowerCase()} “${one.getAttribute('aria-label') ?? one.textContent.trim().slice(0, 40)}”`;
  const pen = document.createElement('canvas').getContext('2d')!;

  const overlaps = (root: Element): string[] => {
    const controls = [...root.querySelectorAll('a, button, input, select, textarea, summary, .mark')]
      .filter(isSeen)
      // A link in a text has a rectangle for each line of it.
      .flatMap((one) => [...one.getClientRects()].map((rect) => ({ one, rect })))
      .toSorted((a, b) => a.rect.top - b.rect.top);
    return controls.flatMap(({ one, rect }, place) => {
      const found: string[] = [];
      for (const other of controls.slice(place + 1)) {
        if (other.rect.top >= rect.bottom - 1) break;
        const apart = other.rect.left >= rect.right - 1 || other.rect.right <= rect.left + 1;
        if (!apart && !one.contains(other.one) && !other.one.contains(one))
          found.push(`${nameOf(one)} overlaps ${nameOf(other.one)}`);
      }
      return found;
    });
  };
  const isCut = (one: Element): boolean => {
    if (one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0) {
      const { overflowX, display } = getComputedStyle(one);
      if (display !== 'inline' && (overflowX === 'hidden' || overflowX === 'clip')) return true;
      if (one.matches('button, input, .mark, summary, .tabs')) return true;
    }
    if (!one.matches('.result select, .patient select')) return false;
    const { font, paddingLeft, paddingRight } = getComputedStyle(one);
    pen.font = font;
    const text = (one as HTMLSelectElement).selectedOptions[0]?.text ?? '';
    return pen.measureText(text).width > one.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  };
  const isOutside = (one: Element): boolean => {
    const holder = one.parentElement?.closest('.panel, .pane, .card, .top')?.getBoundingClientRect();
    const { left, right } = one.getBoundingClientRect();
    return holder !== undefined && right > left && (left < holder.left - 1 || right > holder.right + 1);
  };
  const faultsIn = (root: Element): string[] => {
    const seen = [...root.querySelectorAll('*:not(pre *, svg *, option, optgroup, datalist)')].filter(isSeen);
    return [
      ...overlaps(root),
      ...seen.filter(isCut).map((one) => `${nameOf(one)} is cut off`),
      ...seen.filter(isOutside).map((one) => `${nameOf(one)} sticks out`),
    ];
  };
  const faultsOfPage = (): string[] => {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
    const bottom = document.querySelector('main')!.getBoundingClientRect().bottom + scrollY;
    const pane = document.getElementById('pane')!;
    return [
      ...(scrollWidth > clientWidth ? [`the page is ${scrollWidth - clientWidth} too wide`] : []),
      ...(pane.scrollWidth > pane.clientWidth ? ['the pane scrolls sideways'] : []),
      ...(scrollHeight > Math.max(bottom, clientHeight) + 1 ? ['the page scrolls into nothing'] : []),
    ];
  };

  const found: string[] = [];
  for (const pane of panes) {
    document.getElementById(`tab-${pane}`)!.click();
    await new Promise((done) => setTimeout(done));
    // What is scrolled out of the pane lies behind what stands above it.
    document.getElementById('pane')!.scrollTop = 0;
    const told = [...faultsOfPage(), ...faultsIn(document.getElementById('said')!)];
    found.push(...told.map((one) => `${pane}: ${one}`));
  }
  const chart = ['.top', '.begin', '.chart'].flatMap((one) => faultsIn(document.querySelector(one)!));
  return [...new Set([...found, ...chart])];
}

async function walk(page: Page, panes: readonly string[], step = WIDTHS.step): Promise<void> {
  const found: string[] = [];
  for (let width = WIDTHS.from; width <= WIDTHS.to; width += step) {
    await page.setViewportSize({ width, height: 900 });
    const faults = await page.evaluate(faultsOn, panes);
    found.push(...faults.map((one) => `${width}: ${one}`));
  }
  expect(found).toEqual([]);
}

test('from 320 to 2560 pixels no controls overlap, nothing is cut off, nothing scrolls sideways', async () => {
  const page = there.page();
  await arrive(page, `${there.base()}/#example=02-chronic-hepatitis-c`);
  await walk(page, ['why', 'wire', 'connect', 'cards']);
});

test('what does not fit is found', async () => {
  const page = there.page();
  await arrive(page, `${there.base()}/#example=02-chronic-hepatitis-c`);
  await page.evaluate(() => {
    const style = (selector: string): CSSStyleDeclaration =>
      document.querySelector<HTMLElement>(selector)!.style;
    style('[aria-label="Ferritin: unit"]').marginLeft = '-3rem';
    style('[aria-label="Ferritin: status"]').width = '2.5rem';
    style('[aria-label="ALT: value"]').width = '1.5rem';
    style('.card h3').width = '200rem';
    style('.card-indicator').cssText = 'width: 2rem; overflow: hidden; white-space: nowrap';
    style('.chart').paddingBottom = '9rem';
    style('main').height = '20rem';
  });
  const found = (await page.evaluate(faultsOn, ['cards'])).join('\n');
  for (const one of [
    /input “Ferritin: value” overlaps select “Ferritin: unit”/u,
    /select “Ferritin: status” is cut off/u,
    /input “ALT: value” is cut off/u,
    /h3 “Raised.*” sticks out/u,
    /p “Warning” is cut off/u,
    /the pane scrolls sideways/u,
    /the page scrolls into nothing/u,
  ])
    expect(found).toMatch(one);
});

test('nor with an answer pinned and an expression tried', async () => {
  const page = there.page();
  await arrive(page, `${there.base()}/#example=02-chronic-hepatitis-c`);
  await page.getByRole('button', { name: 'Pin this answer' }).click();
  await page.getByLabel('Ferritin: value').fill('12000');
  await page.getByRole('row', { name: /^Ferritin 540/u }).waitFor();
  await walk(page, ['cards'], 80);
  await page.getByRole('tab', { name: 'Why' }).click();
  await page
    .getByRole('button', { name: /^Try it: / })
    .first()
    .click();
  await page.locator('.try [role=status] .mark').waitFor();
  await walk(page, ['why'], 80);
});

test.each(['p01', '07-no-prefetch', '03-ferritin-at-the-limit'])('nor with %s', async (example) => {
  const page = there.page();
  await arrive(page, `${there.base()}/#example=${example}`);
  await walk(page, ['why', 'wire', 'cards'], 160);
});
