import { beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Issue, KeptAnswer, Whose } from '../../src/core/model/memory.js';
import type { Engine } from '../../src/store/database.js';
import { type GivenFeedback, keepFeedback } from '../../src/store/feedback.js';
import { createMemory } from '../../src/store/memory.js';
import { openEngine } from '../../src/store/open.js';
import { pseudonyms } from '../../src/store/pseudonyms.js';
import { purge } from '../../src/store/purge.js';
import { TooNew } from '../../src/store/store-error.js';
import { inserts, TABLES, USED_TOKENS } from '../../src/store/tables.js';
import { createTokens } from '../../src/store/tokens.js';
import { MemoryReplayStore } from '../../src/clients/replay.js';
import { NOW } from '../support/clock.js';
import { ENGINES, places } from './engines.js';

/** What is promised of a store, of each engine alike. */

const KEY = 'a key of more than thirty-two characters';
const WHOSE: Whose = { client: 'north', patientId: 'p-1', userId: 'Practitioner/7' };
const DAY = 86_400_000;
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * DAY);

function issue(over: Partial<Issue> = {}): Issue {
  return {
    card: randomUUID(),
    rule: 'main',
    topic: 'main',
    indicator: 'info',
    shown: 'shown',
    samples: { ferritin: '2026-11-01T08:00:00Z' },
    held: ['ferritin above 1000'],
    basis: 'ferritin 1200 ng/mL',
    offered: [{ order: 'tsat', test: 'tsat', suggestion: randomUUID() }],
    ...over,
  };
}

function answer(issues: readonly Issue[], over: Partial<KeptAnswer> = {}): KeptAnswer {
  return { at: NOW, service: 's', language: 'en', knowledge: '1.0.0', arms: {}, issues, ...over };
}

function accepted(card: string, over: Partial<GivenFeedback> = {}): GivenFeedback {
  return { card, outcome: 'accepted', acceptedSuggestions: [], outcomeTimestamp: NOW, ...over };
}

describe.each(ENGINES)('%s', (kind) => {
  const { open, place } = places(kind);
  let database: Engine;
  beforeAll(async () => {
    database = await open();
  });
  const refused: unknown[] = [];
  const memoryOver = (engine: Engine, key: string | undefined = KEY) =>
    createMemory({
      database: engine,
      pseudonym: key === undefined ? undefined : pseudonyms(key),
      deadline: 10_000,
      refused: (error) => refused.push(error),
    });
  const rowsOf = async (engine: Engine, name: string) => engine.query({ sql: `select * from ${name}` });

  describe('statements', () => {
    test('give whole numbers, sums, averages and comparisons as numbers', async () => {
      const [row] = await database.query({
        sql: `select count(*) as n, sum(x) as s, max(x) as m, avg(x) as a, 1 < 2 as b, $1 as t, null as z
          from (select 9007199254740991 as x union all select -1) as two`,
        values: ['é☃'],
      });
      const { a, ...rest } = row!;
      expect(rest).toEqual({ n: 2, s: 9007199254740990, m: 9007199254740991, b: 1, t: 'é☃', z: null });
      expect(a).toBe(4503599627370495);
    });

    test('of a transaction are all done or none', async () => {
      const engine = await open();
      const row = { issuer: 'i', jti: 'j', until: 1 };
      const twice = [{ sql: `insert into used_tokens values ('i', 'j', 1)` }];
      await expect(
        engine.transaction([...inserts(USED_TOKENS, [{ ...row, jti: 'k' }]), ...twice, ...twice]),
      ).rejects.toThrow();
      expect(await rowsOf(engine, 'used_tokens')).toEqual([]);
      await engine.transaction(inserts(USED_TOKENS, [row]));
      expect(await rowsOf(engine, 'used_tokens')).toEqual([row]);
    });

    test('that are wrong are told from a store that cannot be used', async () => {
      await expect(database.query({ sql: 'select nothing from nowhere' })).rejects.toThrow(
        expect.not.objectContaining({ name: 'StoreUnavailable' }),
      );
    });
  });

  describe('tables', () => {
    test('are made once, by however many processes that start at once', async () => {
      const where = place();
      const engines = [openEngine(where), openEngine(where), openEngine(where), openEngine(where)];
      await Promise.all(engines.map((one) => one.prepare()));
      await Promise.all(engines.map((one) => one.prepare()));
      for (const engine of engines)
        for (const { name } of TABLES) expect(await rowsOf(engine, name)).toEqual([]);
      expect(await rowsOf(engines[0]!, 'migrations')).toEqual([{ number: 1, name: '0001-first.sql' }]);
      await Promise.all(engines.map((one) => one.close()));
    });

    test('have the columns that the program names', async () => {
      for (const { name, columns } of TABLES) {
        const places = columns.map((column) =>
          column === 'openings' || /at$|until|commented/u.test(column) ? 1 : 'x',
        );
        await database.transaction([
          ...inserts({ name, columns, key: [], json: [] }, [
            Object.fromEntries(columns.map((column, at) => [column, places[at]!])),
          ]),
          { sql: `delete from ${name}` },
        ]);
      }
    });

    test('of a newer program are left alone', async () => {
      const engine = await open();
      await engine.query({ sql: `insert into migrations values (9999, 'of tomorrow')` });
      await expect(engine.prepare()).rejects.toThrow(TooNew);
    });
  });

  describe('of a patient', () => {
    test('a card that was kept a moment ago is recalled, with what was answered to it', async () => {
      const memory = memoryOver(await open());
      const [first, second] = [issue(), issue({ rule: 'other', shown: 'quiet', quietBy: 'told' })];
      const patient = memory.memoryOf(WHOSE);
      patient.keep(answer([first], { at: daysAgo(2) }));
      patient.keep(answer([second]));
      const told = await patient.recall();
      expect(
        told.map(({ card, rule, shown, at, sameUser }) => ({ card, rule, shown, at, sameUser })),
      ).toEqual([
        { card: second.card, rule: 'other', shown: 'quiet', at: NOW, sameUser: true },
        { card: first.card, rule: 'main', shown: 'shown', at: daysAgo(2), sameUser: true },
      ]);
      expect(told[0]).toMatchObject({
        samples: second.samples,
        offered: second.offered,
        indicator: 'info',
        answers: [],
      });
      expect([told[0]!.held('ferritin above 1000'), told[0]!.held('another')]).toEqual([true, false]);
      expect([told[0]!.rested('ferritin 1200 ng/mL'), told[0]!.rested('ferritin 1201 ng/mL')]).toEqual([
        true,
        false,
      ]);
    });

    test('answers come oldest first, with their reason and the suggestions that were taken', async () => {
      const engine = await open();
      const memory = memoryOver(engine);
      const kept = issue();
      memory.memoryOf(WHOSE).keep(answer([kept], { at: daysAgo(3) }));
      await memory.flush();
      const reason = { code: 'wrong-time', system: 'https://example.org/reasons' };
      await keepFeedback(
        engine,
        'north',
        [
          accepted(kept.card, { acceptedSuggestions: [kept.offered[0]!.suggestion] }),
          {
            card: kept.card,
            outcome: 'overridden',
            acceptedSuggestions: [],
            reason,
            userComment: 'c',
            outcomeTimestamp: daysAgo(1),
          },
        ],
        NOW,
      );
      await keepFeedback(
        engine,
        'south',
        [accepted(kept.card, { outcome: 'overridden', outcomeTimestamp: daysAgo(2) })],
        NOW,
      );
      const [told] = await memory.memoryOf({ ...WHOSE, userId: 'Practitioner/8' }).recall();
      expect(told).toMatchObject({ card: kept.card, sameUser: false });
      expect(told!.answers).toEqual([
        { outcome: 'overridden', reason: 'wrong-time', at: daysAgo(1), accepted: [] },
        { outcome: 'accepted', at: NOW, accepted: [kept.offered[0]!.suggestion] },
      ]);
    });

    test('nothing is known at another client, of another patient, or under another key', async () => {
      const engine = await open();
      const memory = memoryOver(engine);
      memory.memoryOf(WHOSE).keep(answer([issue()]));
      await memory.flush();
      for (const other of [{ client: 'south' }, { patientId: 'p-2' }])
        expect(await memory.memoryOf({ ...WHOSE, ...other }).recall()).toEqual([]);
      expect(await memoryOver(engine, `${KEY}!`).memoryOf(WHOSE).recall()).toEqual([]);
      expect(await memory.memoryOf(WHOSE).recall()).toHaveLength(1);
    });

    test('no id, no value and no condition is in the tables, and no two patients have a digest in common', async () => {
      const engine = await open();
      const memory = memoryOver(engine);
      for (const patientId of ['p-1', 'p-2'])
        memory.memoryOf({ ...WHOSE, patientId }).keep(answer([issue()]));
      await memory.flush();
      const cards = await rowsOf(engine, 'cards');
      for (const secret of ['p-1', 'p-2', 'Practitioner', 'ferritin above', '1200'])
        expect(JSON.stringify(cards)).not.toContain(secret);
      for (const column of ['patient', 'basis', 'held'])
        expect(new Set(cards.map((card) => card[column])).size).toBe(2);
      expect(new Set(cards.map(({ person }) => person)).size).toBe(1);
    });

    test('without a key nobody is told apart, nothing is recalled, and cards are counted all the same', async () => {
      const engine = await open();
      const memory = createMemory({
        database: engine,
        pseudonym: undefined,
        refused: (error) => refused.push(error),
      });
      const patient = memory.memoryOf(WHOSE);
      patient.keep(answer([issue()]));
      await memory.flush();
      expect([await patient.recall(), patient.share('x')]).toEqual([[], undefined]);
      expect(await rowsOf(engine, 'cards')).toMatchObject([
        { rule: 'main', patient: null, person: null, basis: null, held: '[]' },
      ]);
    });

    test('the same answer twice is one card; openings are counted by day, arms in any order', async () => {
      const engine = await open();
      const memory = memoryOver(engine);
      const kept = issue();
      for (const arms of [
        { a: '1', b: '2' },
        { b: '2', a: '1' },
      ]) {
        memory.memoryOf(WHOSE).keep(answer([kept], { arms }));
        memory.memoryOf({ ...WHOSE, patientId: 'p-3' }).keep(answer([], { arms }));
        await memory.flush();
      }
      memory.memoryOf(WHOSE).keep(answer([], { at: daysAgo(1) }));
      await memory.flush();
      expect(await rowsOf(engine, 'cards')).toHaveLength(1);
      const openings = await engine.query({ sql: 'select day, arms, openings from openings order by day' });
      expect(openings).toEqual([
        { day: daysAgo(1).toISOString().slice(0, 10), arms: '{}', openings: 1 },
        { day: NOW.toISOString().slice(0, 10), arms: '{"a":"1","b":"2"}', openings: 4 },
      ]);
    });
  });

  describe('feedback', () => {
    const kept = async (given: readonly GivenFeedback[], client = 'north') => {
      const engine = await open();
      await keepFeedback(engine, client, given, NOW);
      return { engine, rows: await rowsOf(engine, 'feedback') };
    };

    test('is kept once for a client, card, outcome and time, in one batch and in many', async () => {
      const card = randomUUID();
      const all = [
        accepted(card),
        accepted(card),
        accepted(card, { outcome: 'overridden' }),
        accepted(card, { outcomeTimestamp: daysAgo(1) }),
      ];
      const { engine } = await kept(all);
      for (let again = 0; again < 3; again++) await keepFeedback(engine, 'north', all, daysAgo(-1));
      expect(await rowsOf(engine, 'feedback')).toHaveLength(3);
      await keepFeedback(engine, 'south', all, NOW);
      expect(await rowsOf(engine, 'feedback')).toHaveLength(6);
    });

    test('without a time counts once', async () => {
      const card = randomUUID();
      const untimed: GivenFeedback = { card, outcome: 'accepted', acceptedSuggestions: [] };
      const { rows } = await kept([untimed, untimed]);
      expect(rows).toMatchObject([
        { card, outcome_at: 0, received_at: NOW.getTime(), day: NOW.toISOString().slice(0, 10) },
      ]);
    });

    test.each([
      ['of tomorrow', daysAgo(-1)],
      ['of the last second there is', new Date(8.64e15)],
      ['of the first', new Date(-8.64e15)],
      ['of a year ago', daysAgo(366)],
    ])(
      'with a time %s is taken as of when it came, and is the same when it comes again',
      async (_what, outcomeTimestamp) => {
        const engine = await open();
        const memory = memoryOver(engine);
        const shown = issue();
        memory.memoryOf(WHOSE).keep(answer([shown]));
        await memory.flush();
        for (const at of [NOW, daysAgo(-2)])
          await keepFeedback(engine, 'north', [accepted(shown.card, { outcomeTimestamp })], at);
        expect(await rowsOf(engine, 'feedback')).toMatchObject([{ day: NOW.toISOString().slice(0, 10) }]);
        const [told] = await memory.memoryOf(WHOSE).recall();
        expect(told!.answers).toEqual([{ outcome: 'accepted', at: NOW, accepted: [] }]);
      },
    );

    test('holds no text that a person may have written', async () => {
      const written = 'Jane Doe, 12 High St';
      const { rows } = await kept([
        {
          card: written,
          outcome: 'overridden',
          acceptedSuggestions: [written],
          reason: { code: written, system: written },
          userComment: written,
        },
      ]);
      expect(rows).toMatchObject([{ reason: 'not-a-code', reason_system: null, commented: 1 }]);
      expect(JSON.stringify(rows)).not.toMatch(/Jane|High/u);
    });

    test.each(['\0', '\ud800', 'x'.repeat(256), "'; drop table cards; --", '﷽'])(
      'with odd characters in any field is kept once (%j)',
      async (odd) => {
        const given: GivenFeedback = {
          card: odd,
          outcome: 'overridden',
          acceptedSuggestions: [odd],
          reason: { code: odd, system: odd },
          userComment: odd,
        };
        const { rows } = await kept([given, given]);
        expect(rows).toHaveLength(1);
      },
    );

    test('of a thousand items is kept whole', async () => {
      const { rows } = await kept(Array.from({ length: 1000 }, () => accepted(randomUUID())));
      expect(rows).toHaveLength(1000);
    });
  });

  describe('used tokens', () => {
    const instance = (engine: Engine) =>
      createTokens({
        database: engine,
        own: new MemoryReplayStore(() => NOW, 3),
        now: () => NOW,
        deadline: 10_000,
      });
    const LATER = NOW.getTime() + 60_000.5;

    test('are taken once, of many copies at once, by any instance', async () => {
      const where = place();
      const [one, other] = [instance(await open(where)), instance(await open(where))];
      const taken = await Promise.all(
        Array.from({ length: 50 }, (_, at) => (at % 2 ? one : other).reserve('i', 'j', LATER)),
      );
      expect(taken.filter(Boolean)).toHaveLength(1);
      expect(await instance(await open(where)).reserve('i', 'j', LATER)).toBe(false);
      expect([one.alone(), other.alone()]).toEqual([0, 0]);
    });

    test('are taken again by any instance once they are let go', async () => {
      const where = place();
      const [one, other] = [instance(await open(where)), instance(await open(where))];
      expect(await one.reserve('i', 'j', LATER)).toBe(true);
      await one.release('i', 'j');
      expect(await other.reserve('i', 'j', LATER)).toBe(true);
      expect(await one.reserve('i', 'j', LATER)).toBe(false);
    });

    test('of one issuer take no room from another, and are refused when there is none', async () => {
      const tokens = instance(await open());
      const taken = await Promise.all(
        ['1', '2', '3', '4', '\0'].map((jti) => tokens.reserve('i', jti, LATER)),
      );
      expect(taken).toEqual([true, true, true, false, false]);
      expect(await tokens.reserve('k', '\0', LATER)).toBe(true);
    });

    test('are forgotten once they have run out, and not before', async () => {
      const engine = await open();
      const tokens = instance(engine);
      await tokens.reserve('i', 'past', NOW.getTime());
      await tokens.reserve('i', 'now', NOW.getTime() + 0.5);
      await tokens.sweep();
      expect(await rowsOf(engine, 'used_tokens')).toMatchObject([{ until: NOW.getTime() + 1 }]);
    });
  });

  test('what is older than the retention goes, and nothing else, however much it is', async () => {
    const engine = await open();
    const memory = memoryOver(engine);
    for (const days of [400, 401]) {
      memory.memoryOf(WHOSE).keep(answer([issue()], { at: daysAgo(days) }));
      await memory.flush();
      await keepFeedback(
        engine,
        'north',
        Array.from({ length: 600 }, () => accepted(randomUUID(), { outcomeTimestamp: daysAgo(days) })),
        daysAgo(days),
      );
    }
    expect(await purge(engine, 400, NOW)).toEqual({ openings: 1, cards: 1, feedback: 600 });
    expect(await purge(engine, 400, NOW)).toEqual({ openings: 0, cards: 0, feedback: 0 });
    expect(await rowsOf(engine, 'feedback')).toHaveLength(600);
  });

  test('nothing was refused on the way', () => {
    expect(refused).toEqual([]);
  });
});
