import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Measures } from '../../../src/core/model/measures.js';
import type { Database } from '../../../src/store/database.js';
import { measure } from '../../../src/store/measures/measure.js';
import { answerRow, cardRow, keep, openingRow, openKept } from '../../support/kept.js';

const NOW = new Date('2027-03-01T12:00:00Z');
const YEAR = { from: '2026-03-01', to: '2027-02-28' };
const parts = { experiments: [], reasons: new Set(['action-completed', 'wrong-time']), now: NOW };

/** What a store with these rows is measured as. */
function measured(
  fill: (database: Database) => Promise<void>,
  asked = { period: YEAR } as { period: typeof YEAR; client?: string },
) {
  const found: { measures?: Measures } = {};
  let database: Database;
  beforeAll(async () => {
    database = await openKept();
    await fill(database);
    found.measures = await measure(database, asked, parts);
  });
  afterAll(() => database.close());
  return (): Measures => found.measures as Measures;
}

describe('what came of cards', () => {
  const accepted = cardRow({ day: '2026-05-04' });
  const both = cardRow({ day: '2026-05-04' });
  const overridden = cardRow({ day: '2026-05-05' });
  const unanswered = cardRow({ day: '2026-05-06' });
  const young = cardRow({ day: '2027-02-27' });
  const silent = cardRow({ day: '2026-05-06', shown: 'silent' });
  const quiet = cardRow({ day: '2026-05-06', shown: 'quiet', quiet_by: 'told-before' });
  const outside = cardRow({ day: '2026-02-28' });
  const measures = measured(async (database) => {
    await keep(database, 'cards', accepted, both, overridden, unanswered, young, silent, quiet, outside);
    await keep(
      database,
      'feedback',
      answerRow(accepted, { outcome: 'accepted' }),
      answerRow(both, { outcome: 'overridden', reason: 'wrong-time' }),
      answerRow(both, { outcome: 'accepted', outcome_at: 1 }),
      answerRow(overridden, { reason: 'wrong-time', outcome_at: 1 }),
      answerRow(overridden, { reason: 'action-completed', outcome_at: 2 }),
      answerRow(outside),
    );
    await keep(database, 'openings', openingRow({ day: '2026-05-04', openings: 40 }));
  });

  test('is told once for each card: accepted wins, else the last answer counts, else whether there is time for one', () => {
    expect(measures().counts).toEqual({
      ...{ shown: 5, silent: 1, quiet: 1, accepted: 2, overridden: 1, ignored: 1, open: 1, repeats: 0 },
    });
    expect(measures().reasons).toEqual([{ id: 'action-completed', count: 1 }]);
    expect(measures().quietBy).toEqual([{ id: 'told-before', count: 1 }]);
  });

  test('adds up: every card shown is accepted, overridden, ignored or open', () => {
    const { counts } = measures();
    expect(counts.accepted + counts.overridden + counts.ignored + counts.open).toBe(counts.shown);
  });

  test('is held against the openings, and says how sure it is', () => {
    const [rule] = measures().rules;
    expect(measures().openings).toBe(40);
    expect(rule).toMatchObject({ rule: 'main', burden: 25, override: { count: 1, of: 3 } });
    expect(measures().smallest).toBeGreaterThan(3);
  });

  test('tells a year by month, with the months in which nothing was', () => {
    const { by, points } = measures().trend;
    expect([by, points.length]).toEqual(['month', 12]);
    expect(points.find(({ from }) => from === '2026-05-01')).toMatchObject({
      openings: 40,
      counts: { shown: 4 },
    });
    expect(points.find(({ from }) => from === '2026-08-01')?.counts.shown).toBe(0);
  });
});

describe('who is told apart', () => {
  const one = { patient: 'p1', basis: 'same' };
  const measures = measured(async (database) => {
    await keep(
      database,
      'cards',
      // Shown before the period: not met in it, but what is shown again is a repeat.
      cardRow({ day: '2026-01-04', ...one }),
      cardRow({ day: '2026-05-04', ...one }),
      cardRow({ day: '2026-09-04', ...one }),
      cardRow({ day: '2026-09-05', ...one, basis: 'other' }),
      cardRow({ day: '2026-09-05', ...one, rule: 'urgent' }),
      cardRow({ day: '2026-05-04', patient: 'p2', basis: 'same' }),
      // The same pseudonym at another client would be another patient.
      cardRow({ day: '2026-05-04', ...one, client: 'west' }),
      cardRow({ day: '2026-05-04', patient: null, basis: null }),
    );
  });

  test('counts a patient once for a rule and once at all, and a card that rests on the same as a repeat', () => {
    expect(measures().patients).toBe(3);
    expect(
      measures().rules.map(({ rule, patients, counts }) => [rule, patients?.shown, counts.repeats]),
    ).toEqual([
      ['main', 3, 2],
      ['urgent', 1, 0],
    ]);
  });
});

describe('without pseudonyms', () => {
  const measures = measured((database) =>
    keep(
      database,
      'cards',
      cardRow({ day: '2026-05-04', patient: null }),
      cardRow({ day: '2026-05-04', patient: null }),
    ),
  );

  test('nothing is said of patients, and nothing is called a repeat', () => {
    expect(measures().patients).toBeUndefined();
    expect(measures().rules[0]).not.toHaveProperty('patients');
    expect(measures().counts).toMatchObject({ shown: 2, repeats: 0 });
  });
});

describe('what a client wrote as its reason', () => {
  const [own, none, odd] = [1, 2, 3].map(() => cardRow({ day: '2026-05-04' })) as [
    ReturnType<typeof cardRow>,
    ReturnType<typeof cardRow>,
    ReturnType<typeof cardRow>,
  ];
  const measures = measured(async (database) => {
    await keep(database, 'cards', own, none, odd);
    await keep(
      database,
      'feedback',
      answerRow(own, { reason: 'wrong-time' }),
      answerRow(none),
      answerRow(odd, { reason: 'MRN-4711' }),
    );
  });

  test('is told only where a card offered it', () => {
    expect(
      measures()
        .reasons.map(({ id }) => id)
        .sort(),
    ).toEqual(['none', 'other', 'wrong-time']);
    expect(JSON.stringify(measures())).not.toContain('4711');
  });
});

describe('rules that cry wolf', () => {
  const measures = measured(async (database) => {
    const often = Array.from({ length: 6 }, () => cardRow({ day: '2026-05-04', rule: 'often' }));
    const seldom = Array.from({ length: 2 }, () => cardRow({ day: '2026-05-04', rule: 'seldom' }));
    await keep(database, 'cards', ...seldom, ...often);
    await keep(
      database,
      'feedback',
      ...often.map((card, place) => answerRow(card, { outcome: place < 3 ? 'overridden' : 'accepted' })),
      ...seldom.map((card) => answerRow(card)),
    );
    await keep(database, 'openings', openingRow({ day: '2026-05-04', openings: 1_000 }));
  });

  test('stand in the order of what they cost, not of their share', () => {
    expect(measures().rules.map(({ rule, burden, override }) => [rule, burden, override?.share])).toEqual([
      ['often', 3, 0.5],
      ['seldom', 2, 1],
    ]);
  });
});

describe('orders', () => {
  const offered = JSON.stringify([
    { order: 'panel', test: 'alt', suggestion: 's1' },
    { order: 'panel', test: 'ast', suggestion: 's1' },
    { order: 'hfe', test: 'hfe', suggestion: 's2' },
  ]);
  const [taken, left, silent] = [
    cardRow({ day: '2026-05-04', offered }),
    cardRow({ day: '2026-05-04', offered }),
    cardRow({ day: '2026-05-04', offered, shown: 'silent' }),
  ];
  const measures = measured(async (database) => {
    await keep(database, 'cards', taken, left, silent);
    await keep(
      database,
      'feedback',
      answerRow(taken, { outcome: 'accepted', accepted: '["s1"]' }),
      answerRow(taken, { outcome: 'accepted', accepted: '["s1","unknown"]', outcome_at: 5 }),
      answerRow(left),
    );
  });

  test('are counted once for each card, however many tests they hold and however often it was told', () => {
    expect(measures().orders).toEqual([
      { order: 'hfe', offered: 2, accepted: 0 },
      { order: 'panel', offered: 2, accepted: 1 },
    ]);
  });
});

describe('a silent start', () => {
  const measures = measured(async (database) => {
    await keep(
      database,
      'cards',
      cardRow({ day: '2026-04-01', shown: 'silent', patient: 'p1' }),
      cardRow({ day: '2026-04-20', shown: 'silent', patient: 'p1', indicator: 'warning' }),
      cardRow({ day: '2026-04-30', shown: 'silent', patient: 'p2' }),
      cardRow({ day: '2026-05-02' }),
      cardRow({ day: '2026-04-10', client: 'west' }),
    );
    await keep(
      database,
      'openings',
      openingRow({ day: '2026-03-20', openings: 7 }),
      openingRow({ day: '2026-04-02', openings: 100 }),
      openingRow({ day: '2026-04-29', openings: 50 }),
      openingRow({ day: '2026-05-02', openings: 13 }),
      openingRow({ day: '2026-04-10', client: 'west', openings: 9 }),
    );
  });

  test('says what would have been shown, to how many, of how many openings, and what was shown on other days', () => {
    expect(measures().silent).toEqual([
      {
        ...{ client: 'east', rule: 'main', from: '2026-04-01', to: '2026-04-30', cards: 3, patients: 2 },
        ...{ indicators: { info: 2, warning: 1 }, openings: 150, shownSince: 1, openingsSince: 20 },
      },
    ]);
  });
});

describe('one client', () => {
  const east = cardRow({ day: '2026-05-04' });
  const west = cardRow({ day: '2026-05-04', client: 'west' });
  const measures = measured(
    async (database) => {
      await keep(database, 'cards', east, west);
      await keep(
        database,
        'feedback',
        answerRow(east),
        answerRow(west, { outcome: 'accepted' }),
        // Says that it is of the other's card: unknown to itself, and no answer to it.
        answerRow(west, { client: 'east', outcome: 'overridden' }),
      );
      await keep(
        database,
        'openings',
        openingRow({ day: '2026-05-04' }),
        openingRow({ day: '2026-05-04', client: 'west' }),
      );
    },
    { period: YEAR, client: 'east' },
  );

  test('is all that is told, and nobody answers for another', () => {
    expect(measures().counts).toMatchObject({ shown: 1, overridden: 1, accepted: 0 });
    expect(measures().openings).toBe(1);
    expect(measures().clients.map(({ id }) => id)).toEqual(['east']);
    expect(measures().unknownFeedback).toEqual([{ id: 'east', count: 1 }]);
    expect(JSON.stringify(measures())).not.toContain('west');
  });
});

test('a store in which nothing is gives numbers of nothing, and no share', async () => {
  const database = await openKept();
  const measures = await measure(database, { period: YEAR }, parts);
  expect(measures).toMatchObject({ openings: 0, counts: { shown: 0 }, rules: [], orders: [], silent: [] });
  await database.close();
});
