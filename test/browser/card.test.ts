import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { marked } from 'marked';
import type { Card } from '../../src/core/model/advice.js';
import { arrive, visit } from './browser.js';

// A clinician has ten seconds, and often a narrow column beside the chart.

const there = visit();

const answer = new URL('../../cds-hooks/examples/02-chronic-hepatitis-c.response.json', import.meta.url);
const [card] = (JSON.parse(readFileSync(answer, 'utf8')) as { cards: [Card] }).cards;

/** The card as a plain EHR draws it: its texts as Markdown, its suggestions as buttons; letters of 14 pixels, lines as browsers space them. */
function asInAnEhr({ summary, detail, source, suggestions = [] }: Card): string {
  const buttons = suggestions.map(({ label }) => `<p><button>${label}</button></p>`).join('');
  return `<!doctype html><style>
      body { margin: 0; font: 14px Arial, 'DejaVu Sans', sans-serif }
      h3 { margin: 0 0 8px; font-size: 1em }
      p { margin: 8px 0 }
      button { font: inherit }
    </style>
    <article><h3>${summary}</h3>${marked.parse(detail, { async: false })}<small>${source.label}</small>${buttons}</article>`;
}

describe('the card of example 02', () => {
  test('is under 600 pixels tall in a column of 240', async () => {
    const page = await there.open({ viewport: { width: 240, height: 900 } });
    await page.setContent(asInAnEhr(card));
    const box = await page.locator('article').boundingBox();
    expect(box?.width).toBe(240);
    expect(box?.height).toBeLessThan(600);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(240);
  });

  test('has its first button on the screen of the playground at 1440 x 900', async () => {
    const page = await there.open({ viewport: { width: 1440, height: 900 } });
    await arrive(page, `${there.base()}/#example=02-chronic-hepatitis-c`);
    const button = await page.locator('.card .suggestion button').first().boundingBox();
    expect(button).not.toBeNull();
    expect(button!.y + button!.height).toBeLessThanOrEqual(900);
  });
});
