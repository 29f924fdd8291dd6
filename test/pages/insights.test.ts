import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ExperimentDesign, Measures } from '../../src/core/model/measures.js';
import type { Words } from '../../src/core/model/knowledge.js';
import { choicesOf, periodOf } from '../../src/pages/insights/choices.js';
import { foundOf } from '../../src/pages/insights/experiments-section.js';
import { insightsPage, nothingKeptPage } from '../../src/pages/insights/insights-page.js';
import { loadDrawing } from '../../src/pages/plots/drawing.js';
import type { Database } from '../../src/store/database.js';
import { measure } from '../../src/store/measures/measure.js';
import { answerRow, cardRow, keep, openKept, openingRow } from '../support/kept.js';
import { knowledge } from '../support/shipped.js';
import { textIn } from '../support/shown.js';

const NOW = new Date('2026-11-28T12:00:00Z');
const PERIOD = { from: '2026-01-01', to: '2026-11-28' };
const context = { knowledge, words: knowledge.words.get('en') as Words, language: 'en', base: '/hepacue' };
const experiment: ExperimentDesign = {
  ...{ id: 'other-words', title: 'Are <other> words better?', rule: 'main-ferritin', outcome: 'accepted' },
  ...{ start: '2026-03-01', end: '2026-06-30' },
  arms: [
    { id: 'as-it-is', share: 50 },
    { id: 'reworded', share: 50 },
  ],
};

/** The page of these measures as a reader has it, and what stands in it. */
async function shown(measures: Measures): Promise<{ html: string; text: string }> {
  const html = insightsPage(measures, choicesOf(measures, NOW, false), context, await loadDrawing());
  return { html, text: textIn(html.replace(/<style>.*?<\/style>/su, '')) };
}

describe('a year', () => {
  let database: Database;
  let page: { html: string; text: string };
  let measures: Measures;
  beforeAll(async () => {
    database = await openKept();
    const offered = JSON.stringify([{ order: 'hepatic-panel', test: 'alt', suggestion: 's' }]);
    const arms = (place: number): string =>
      JSON.stringify({ 'other-words': place % 2 === 0 ? 'as-it-is' : 'reworded' });
    const tried = Array.from({ length: 200 }, (_, place) =>
      cardRow({ day: '2026-04-01', rule: 'main-ferritin', offered, arms: arms(place) }),
    );
    const quiet = cardRow({ day: '2026-05-01', rule: 'main-b12', shown: 'quiet', quiet_by: 'told-before' });
    const silent = cardRow({ day: '2026-05-01', rule: 'urgent', shown: 'silent', client: 'west' });
    const few = cardRow({ day: '2026-06-01', rule: 'of-another-version' });
    await keep(database, 'cards', ...tried, quiet, silent, few);
    await keep(
      database,
      'feedback',
      // All of the second arm is accepted, and nothing of the first.
      ...tried.map((card, place) =>
        answerRow(
          card,
          place % 2 === 0 ? { reason: 'action-completed' } : { outcome: 'accepted', accepted: '["s"]' },
        ),
      ),
      answerRow(few, { reason: 'MRN4711' }),
    );
    await keep(
      database,
      'openings',
      openingRow({ day: '2026-04-01', openings: 1_000 }),
      openingRow({ day: '2026-05-01', client: 'west', openings: 500 }),
    );
    const reasons = new Set(knowledge.release.overrideReasons.map(({ code }) => code));
    measures = await measure(database, { period: PERIOD }, { experiments: [experiment], reasons, now: NOW });
    page = await shown(measures);
  });
  afterAll(() => database.close());

  test('begins with how many cards of how many openings, and what came of them', () => {
    expect(page.text).toContain('1,500 openings');
    expect(page.text).toContain('201 cards shown: 134 for 1,000 openings');
    expect(page.text).toContain('50 % accepted: 100');
  });

  test('says which rule cries wolf, and where too little was seen to say so', () => {
    expect(page.text).toContain(
      'Cries wolf most: Could this raised ferritin come from the liver? main-ferritin , turned down 66.7 times',
    );
    expect(page.text).toMatch(/100 % \(21 to 100 %\) of 1: too few/u);
  });

  test('tells what was kept back, and what nobody saw', () => {
    expect(page.text).toContain('one card more was kept back, as users had said so ( told-before 1)');
    expect(page.text).toContain('in silence and shown to nobody');
  });

  test('tells the arms apart, with the interval of their difference, and says to look once', () => {
    expect(page.text).toContain('reworded came to it more often than as-it-is: +100.0 points');
    expect(page.text).toContain('Look once, at the end that was declared.');
  });

  test('escapes what it is given, names no reason that no card offers, and takes no style but its own', () => {
    expect(page.html).toContain('Are &lt;other&gt; words better?');
    expect(page.html).not.toContain('MRN4711');
    expect(page.html).not.toMatch(/ style=|<script|javascript:| on[a-z]+="/u);
    expect(page.html.match(/<style>/gu)).toHaveLength(1);
  });

  test('every id stands once, and every place it points to is there', () => {
    const ids = [...page.html.matchAll(/ id="([^"]+)"/gu)].map(([, id = '']) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, to = ''] of page.html.matchAll(/href="#([^"]+)"/gu))
      expect([to, ids.includes(to)]).toEqual([to, true]);
    for (const [, labels = ''] of page.html.matchAll(/aria-labelledby="([^"]+)"/gu))
      for (const id of labels.split(' ')) expect([id, ids.includes(id)]).toEqual([id, true]);
  });

  test('every number of a picture stands in words too', () => {
    const described = [...page.html.matchAll(/<desc [^>]*>([^<]*)<\/desc>/gu)].map(([, text = '']) => text);
    expect(described.length).toBeGreaterThan(8);
    expect(described.every((text) => /\d/u.test(text))).toBe(true);
  });

  test('offers other periods, each client, and the same as files, below the address of the service', () => {
    expect(page.html).toContain('href="/hepacue/insights.json?from=2026-01-01&amp;to=2026-11-28"');
    expect(page.html).toMatch(/href="\?from=2026-01-01&amp;to=2026-11-28&amp;client=west">west</u);
    expect(page.html).toContain('aria-current="page">all clients');
  });
});

describe('an experiment', () => {
  const arms = (counts: readonly (readonly [number, number])[]) =>
    counts.map(([count, of], place) => ({
      id: place === 0 ? 'one' : 'two',
      share: 50,
      cards: of,
      patients: of,
      count,
      of,
    }));
  const base = { ...experiment, isEnough: true, arms: arms([[1, 2]]), state: 'over' } as never;

  test('is not told before it began, nor of too few, and is no result while it runs', () => {
    expect(foundOf({ ...(base as object), state: 'not-begun' } as never)).toBe('It has not begun.');
    expect(foundOf({ ...(base as object), isEnough: false } as never)).toBe(
      'Too little was seen: one 2 patients.',
    );
    expect(foundOf({ ...(base as object), state: 'running' } as never)).toContain('this is no result yet');
  });

  test('without a difference is told to have shown none, and what it cannot rule out', () => {
    const against = { difference: 0.01, low: -0.04, high: 0.06 };
    const two = {
      ...(base as object),
      arms: [
        { id: 'one', patients: 200 },
        { id: 'two', patients: 200, against },
      ],
    };
    expect(foundOf(two as never)).toBe(
      'No difference was shown between two and one: +1.0 points (−4.0 to +6.0); what lies in between cannot be ruled out.',
    );
  });
});

describe('an empty page', () => {
  test('says what to do where nothing was seen, and where nothing is kept', async () => {
    const database = await openKept();
    const measures = await measure(
      database,
      { period: PERIOD },
      { experiments: [], reasons: new Set(), now: NOW },
    );
    const { html, text } = await shown(measures);
    expect(text).toContain('no opening of a chart was answered');
    expect(html).toContain('href="/hepacue/cds-services"');
    expect(html).not.toContain('<svg');
    expect(nothingKeptPage(context)).toContain('href="/hepacue/docs/operate"');
    await database.close();
  });
});

describe('a period', () => {
  const of = (query: string) => periodOf(new URLSearchParams(query), NOW);

  test('is the twelve months until today, or what is named', () => {
    expect(of('')).toEqual({ from: '2025-12-01', to: '2026-11-28' });
    expect(of('from=2026-02-28')).toEqual({ from: '2026-02-28', to: '2026-11-28' });
    expect(of('to=2024-02-29')).toEqual({ from: '2024-02-29', to: '2024-02-29' });
  });

  test.each([
    'from=2026-02-29',
    'to=2026-13-01',
    'from=2026-1-1',
    'from=2026-11-29',
    'from=2020-01-01',
    'from=%00',
  ])('is not %s', (query) => {
    expect(of(query)).toBeUndefined();
  });

  test('that is offered begins with a whole week or month', () => {
    const measures = { period: PERIOD, clients: [] } as never;
    expect(choicesOf(measures, NOW, true).periods.map(({ query }) => query)).toEqual([
      '?from=2026-10-30&to=2026-11-28',
      '?from=2026-08-31&to=2026-11-28',
      '?from=2025-12-01&to=2026-11-28',
    ]);
  });
});
