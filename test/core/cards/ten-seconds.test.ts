import { describe, expect, test } from '@jest/globals';
import type { Card } from '../../../src/core/model/advice.js';
import { adviceOn, resultOf, viewOf, VIEW } from '../../support/ask.js';
import { NOW } from '../../support/clock.js';
import { knowledge, shippedExamples } from '../../support/shipped.js';

// A clinician has ten seconds for a card.

/** Words as a reader counts them: what holds a letter or a digit; of a link its text. */
function words(detail: string): number {
  return detail
    .replace(/\]\([^)]*\)/gu, ']')
    .split(/\s+/u)
    .filter((word) => /[\p{L}\d]/u.test(word)).length;
}

/** Examples 07 and 08 show what is refused. */
const everyCard: readonly Card[] = shippedExamples()
  .filter(({ id }) => !/^0[78]-/u.test(id))
  .flatMap(({ service, requestAt }) => adviceOn(requestAt(NOW), service).cards);

describe('a card is read in ten seconds', () => {
  test('its detail has 90 words in the median of examples and vignettes, and never more than 160', () => {
    const counts = everyCard.map(({ detail }) => words(detail)).sort((one, other) => one - other);
    expect(counts.length).toBeGreaterThan(70);
    expect(counts[counts.length >> 1]).toBeLessThanOrEqual(90);
    expect(counts.at(-1)).toBeLessThanOrEqual(160);
  });

  test('its summary has at most 120 characters, and is not cut', () => {
    for (const { summary } of everyCard) {
      expect(summary.length).toBeLessThanOrEqual(120);
      expect(summary).not.toMatch(/…$/u);
    }
  });

  test('its lines stand in one order, each once, the last of them the way to the basis', () => {
    const order = ['Set aside', 'On record', 'Liver', 'Think of', 'Next', 'Not known'];
    for (const { detail } of everyCard) {
      const lines = detail.split('\n\n');
      const labels = lines.flatMap((line) => /^(?:- )?\*\*([A-Z][a-z ]+):\*\*/u.exec(line)?.[1] ?? []);
      const known = labels.filter((label) => order.includes(label));
      expect(known).toEqual(
        [...new Set(known)].sort((one, other) => order.indexOf(one) - order.indexOf(other)),
      );
      expect(lines.at(-1)).toMatch(/^Not clinically validated · rules [\d.]+ · \[How this was decided\]\(/u);
    }
  });
});

describe('whom to ask', () => {
  const persistent = viewOf([
    resultOf('ferritin', 1500),
    resultOf('ferritin', 1500, { id: 'before', effectiveDateTime: '2026-05-01' }),
  ]);

  test('is the specialty by its name, or as the site says it, which is no Markdown', () => {
    expect(adviceOn(persistent).cards[0]?.detail).toContain('Discuss with hepatology.');
    const id = 'public-sandbox';
    const own = { ...knowledge.clients.get(id)!, contacts: { hepatology: 'the liver clinic *(ext. 4711)*' } };
    const site = { ...knowledge, clients: new Map([...knowledge.clients, [id, own]]) };
    expect(adviceOn(persistent, VIEW, id, site).cards[0]?.detail).toContain(
      'Discuss with the liver clinic \\*\\(ext. 4711\\)\\*.',
    );
  });
});
