import { describe, expect, test } from '@jest/globals';
import type { Card } from '../../../src/core/model/advice.js';
import { adviceOn, resultOf, viewOf, VIEW } from '../../support/ask.js';
import { NOW } from '../../support/clock.js';
import { knowledge, shippedExamples } from '../../support/shipped.js';
import { speaking } from '../../support/speaking.js';

// A clinician has ten seconds for a card.

/** Words as a reader counts them: what holds a letter or a digit; of a link its text. */
function words(detail: string): number {
  return detail
    .replace(/\]\([^)]*\)/gu, ']')
    .split(/\s+/u)
    .filter((word) => /[\p{L}\d]/u.test(word)).length;
}

/** What stands first on each line, in the order of the lines, and the last line, by language. */
const SAID = {
  en: {
    order: ['Set aside', 'On record', 'Liver', 'Think of', 'Next', 'Not known'],
    last: /^Not clinically validated · rules [\d.]+ · \[How this was decided\]\(/u,
  },
  de: {
    order: ['Zurückgestellt', 'Dokumentiert', 'Leber', 'Denken an', 'Als Nächstes', 'Nicht bekannt'],
    last: /^Klinisch nicht validiert · Regeln [\d.]+ · \[So wurde entschieden\]\(/u,
  },
} as const;

/** Examples 07 and 08 show what is refused. */
function everyCard(language: string): readonly Card[] {
  const { client, known } = speaking(language);
  return shippedExamples()
    .filter(({ id }) => !/^0[78]-/u.test(id))
    .flatMap(({ service, requestAt }) => adviceOn(requestAt(NOW), service, client, known).cards);
}

describe.each(['en', 'de'] as const)('a card is read in ten seconds: %s', (language) => {
  const cards = everyCard(language);
  const { order, last } = SAID[language];

  test('its detail has 90 words in the median of examples and vignettes, and never more than 160', () => {
    const counts = cards.map(({ detail }) => words(detail)).sort((one, other) => one - other);
    expect(counts.length).toBeGreaterThan(70);
    expect(counts[counts.length >> 1]).toBeLessThanOrEqual(90);
    expect(counts.at(-1)).toBeLessThanOrEqual(160);
  });

  test('its summary has at most 120 characters, and is not cut', () => {
    for (const { summary } of cards) {
      expect(summary.length).toBeLessThanOrEqual(120);
      expect(summary).not.toMatch(/…$/u);
    }
  });

  test('its lines stand in one order, each once, the last of them the way to the basis', () => {
    const seen = new Set<number>();
    for (const { detail } of cards) {
      const lines = detail.split('\n\n');
      const labels = lines.flatMap((line) => /^(?:- )?\*\*(\p{Lu}[\p{L} ]+):\*\*/u.exec(line)?.[1] ?? []);
      const places = labels
        .map((label) => (order as readonly string[]).indexOf(label))
        .filter((at) => at >= 0);
      for (const at of places) seen.add(at);
      expect(places).toEqual([...new Set(places)].sort());
      expect(lines.at(-1)).toMatch(last);
    }
    expect(seen.size).toBe(order.length);
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
