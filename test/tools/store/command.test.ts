import { describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepFeedback } from '../../../src/store/feedback.js';
import { createMemory } from '../../../src/store/memory.js';
import type { Place } from '../../../src/store/open.js';
import { pseudonyms } from '../../../src/store/pseudonyms.js';
import { inserts, USED_TOKENS } from '../../../src/store/tables.js';
import { store, type Terminal } from '../../../src/tools/store/command.js';
import { ENGINES, places } from '../../store/engines.js';
import { NOW } from '../../support/clock.js';

/** `npm run store`: what is kept is counted, looked at, handed on, deleted, moved. */

const DAY = 86_400_000;
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * DAY);
const textOf = (place: Place): string => (place.kind === 'sqlite' ? place.folder : place.url);

async function run(args: readonly string[], usual: Terminal['usual'] = {}) {
  let printed = '';
  let complained = '';
  const code = await store(args, {
    print: (text) => Promise.resolve(void (printed += text)),
    complain: (line) => (complained += `${line}\n`),
    usual,
    now: NOW,
  });
  return { code, printed, complained };
}

describe.each(ENGINES)('%s', (kind) => {
  const { place, open } = places(kind);

  /** A card of today with an answer, one of 500 days ago, an answer to no card, and a used token. */
  async function filled(): Promise<string> {
    const where = place();
    const engine = await open(where);
    const memory = createMemory({
      database: engine,
      pseudonym: pseudonyms('a key of more than thirty-two characters'),
      refused: () => undefined,
    });
    const card = randomUUID();
    for (const [id, at] of [
      [card, NOW],
      [randomUUID(), daysAgo(500)],
    ] as const) {
      const issue = {
        card: id,
        rule: 'r',
        topic: 't',
        indicator: 'info',
        shown: 'shown',
        samples: { a: 'b' },
      } as const;
      memory.memoryOf({ client: 'north', patientId: 'p', userId: 'u' }).keep({
        ...{ at, service: 's', language: 'en', knowledge: '1.0.0', arms: {} },
        issues: [{ ...issue, held: ['h'], basis: 'b', offered: [] }],
      });
    }
    await memory.flush();
    const given = { outcome: 'accepted', acceptedSuggestions: [], outcomeTimestamp: NOW } as const;
    await keepFeedback(engine, 'north', [{ card, ...given }], NOW);
    await keepFeedback(engine, 'south', [{ card, ...given }], NOW);
    await engine.transaction(inserts(USED_TOKENS, [{ issuer: 'i', jti: 'j', until: 1 }]));
    return textOf(where);
  }

  test('stats counts what is kept, as text and for machines', async () => {
    const at = await filled();
    const day = (date: Date): string => date.toISOString().slice(0, 10);
    expect((await run(['stats', '--at', at])).printed).toBe(
      [
        `Days      ${day(daysAgo(500))} to ${day(NOW)}`,
        'Openings  2',
        'Cards     2 shown',
        'Feedback  2 accepted; 1 to cards that are not known',
        'Tokens    1 remembered as used\n',
      ].join('\n'),
    );
    const { code, printed } = await run(
      ['stats', '--json'],
      kind === 'sqlite' ? { folder: at, url: '' } : { url: at },
    );
    expect([code, JSON.parse(printed)]).toMatchObject([0, { openings: 2, cards: { shown: 2 }, unknown: 1 }]);
  });

  test('check reads every row, and names what is wrong with one', async () => {
    const where = place();
    const engine = await open(where);
    await keepFeedback(engine, 'north', [{ card: 'x', outcome: 'accepted', acceptedSuggestions: [] }], NOW);
    expect(await run(['check', '--at', textOf(where)])).toMatchObject({
      code: 0,
      printed: expect.stringMatching(/^1 rows: nothing is wrong\n/u),
    });
    await engine.query({ sql: `update feedback set accepted = '[', outcome = 'perhaps'` });
    const { code, printed } = await run(['check', '--at', textOf(where)]);
    expect([code, printed.split('\n').slice(0, 3)]).toEqual([
      1,
      [
        '1 rows: 2 wrong',
        expect.stringMatching(/^feedback north sha256:\S+ perhaps 0: outcome is not what it should be$/u),
        expect.stringMatching(/: accepted is not what it should be$/u),
      ],
    ]);
  });

  test('export gives every opening, card and answer as a line of JSON, and no token', async () => {
    const { code, printed } = await run(['export', '--at', await filled()]);
    const lines = printed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(code).toBe(0);
    expect(lines.map(({ table }) => table).sort()).toEqual([
      'cards',
      'cards',
      'feedback',
      'feedback',
      'openings',
      'openings',
    ]);
    expect(lines.find(({ table }) => table === 'cards')).toMatchObject({
      rule: 'r',
      samples: { a: 'b' },
      arms: {},
      offered: [],
    });
  });

  test('purge deletes what is older, and is not run without a number of days', async () => {
    const at = await filled();
    expect(await run(['purge', '--at', at])).toMatchObject({
      code: 2,
      complained: expect.stringContaining('--days'),
    });
    expect(await run(['purge', '--at', at, '--days', '400'])).toMatchObject({
      code: 0,
      printed: 'Older than 400 days, and deleted: 1 openings, 1 cards, 0 feedback\n',
    });
    expect((await run(['stats', '--at', at])).printed).toContain('Cards     1 shown');
  });

  test.each(ENGINES)(
    'copy moves everything to an empty %s, and adds nothing the second time',
    async (other) => {
      const [from, to] = [await filled(), textOf(other === kind ? place() : elsewhere.place())];
      expect((await run(['copy', from, to])).printed).toBe(
        'openings: 2 rows, 2 of them new\ncards: 2 rows, 2 of them new\nfeedback: 2 rows, 2 of them new\nused_tokens: 1 rows, 1 of them new\n',
      );
      expect((await run(['copy', from, to])).printed).not.toMatch(/[1-9] of them new/u);
      const exported = async (at: string) => (await run(['export', '--at', at])).printed.split('\n').sort();
      expect(await exported(to)).toEqual(await exported(from));
    },
  );
  const elsewhere = places(kind === 'sqlite' ? 'postgresql' : 'sqlite');

  test('copy moves thousands of rows', async () => {
    const where = place();
    const engine = await open(where);
    const given = Array.from(
      { length: 2_500 },
      () => ({ card: randomUUID(), outcome: 'accepted', acceptedSuggestions: [] }) as const,
    );
    await keepFeedback(engine, 'north', given, NOW);
    expect((await run(['copy', textOf(where), textOf(place())])).printed).toContain(
      'feedback: 2500 rows, 2500 of them new',
    );
  });
});

describe('what cannot be run is said in a sentence, with code 2', () => {
  test.each([
    ['no command', [], /^npm run store -- stats/u],
    ['another command', ['drop'], /^npm run store -- stats/u],
    ['an unknown option', ['stats', '--all'], /Unknown option '--all'/u],
    ['a copy to nowhere', ['copy', 'data'], /^npm run store -- stats/u],
    ['a purge of nothing', ['purge', '--days', '0'], /whole number from 1/u],
    [
      'a server that is not there',
      ['stats', '--at', 'postgresql://x@127.0.0.1:1/y'],
      /cannot be used \(ECONNREFUSED\)/u,
    ],
  ])('%s', async (_what, args, sentence) => {
    const { code, complained } = await run(args);
    expect([code, complained]).toEqual([2, expect.stringMatching(sentence)]);
  });

  test('a folder without a store, which is not made', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'empty-'));
    const none = join(folder, 'none');
    expect(await run(['stats'], { folder: none })).toEqual({
      code: 2,
      printed: '',
      complained: `There is no store in ${none}.\n`,
    });
    rmSync(folder, { recursive: true });
  });
});

describe('an invented year', () => {
  const { place } = places('sqlite');

  test('is put into an empty store alone, and tells what was silent', async () => {
    const at = textOf(place());
    const first = await run(['simulate', '--at', at, '--seed', '2']);
    expect([first.code, first.complained]).toEqual([0, '']);
    expect(first.printed).toMatch(/^An invented year: \d{4,} cards, \d{3,} answers\n$/u);
    const again = await run(['simulate', '--at', at]);
    expect([again.code, again.complained]).toEqual([2, expect.stringContaining('into an empty one alone')]);
    const from = new Date(NOW.getTime() - 360 * DAY).toISOString().slice(0, 10);
    const compared = await run(['compare', '--at', at, '--from', from]);
    expect(compared.code).toBe(0);
    expect(compared.printed).toMatch(/cards worked out in silence/u);
    expect(compared.printed).toMatch(/silent from/u);
  });

  test.each([
    [['compare', '--from', 'yesterday'], /--from and --to are days/u],
    [['simulate', '--seed', 'x'], /--seed is a whole number/u],
  ])('%s is refused with a sentence', async (args, sentence) => {
    const { code, complained } = await run([...args, '--at', textOf(place())]);
    expect(code).toBe(2);
    expect(complained).toMatch(sentence);
  });
});
