import { describe, expect, test } from '@jest/globals';
import type { OutcomesFile } from '../../../src/core/model/files.generated.js';
import { reportOf } from '../../../src/replay/report/report.js';
import type { Told } from '../../../src/replay/report/told.js';
import { rangesOf } from '../../../src/replay/report/values.js';
import { TABLES } from '../../../src/replay/tables.js';
import { knowledge } from '../../support/shipped.js';

const proof = { source: ['hepacue-decision'], verified: false, checked: '2026-11-28' };
const OUTCOMES: OutcomesFile = {
  outcomes: [{ id: 'afp', title: 'AFP was measured', labs: [['afp']] }],
  within: { value: 180, unit: 'd', ...proof },
};

type Rows = Readonly<Record<string, readonly (readonly [...cells: string[], count: number])[]>>;

const ROWS: Rows = {
  lines: [['Observation', 90_000]],
  results: [
    ['ferritin', 3_000],
    ['b12', 1_000],
  ],
  patients: [
    ['with-card', 150],
    ['without-card', 850],
  ],
  openings: [[2_000]],
  'openings-with-card': [[250]],
  'openings-by-month': [
    ['2026-05', 1_200],
    ['2026-06', 800],
  ],
  'openings-by-group': [
    ['male', '40-49', 900],
    ['female', '40-49', 1_090],
    ['female', '10-19', 10],
  ],
  cards: [
    ['main-ferritin', 'info', 200],
    ['main-b12', 'warning', 60],
  ],
  'cards-by-month': [
    ['2026-05', 'main-ferritin', 'info', 150],
    ['2026-06', 'main-ferritin', 'info', 50],
    ['2026-06', 'main-b12', 'warning', 60],
  ],
  'cards-by-group': [
    ['male', '40-49', 'main-ferritin', 'info', 180],
    ['female', '40-49', 'main-b12', 'warning', 80],
  ],
  'could-not-tell': [['main-b12', 'vitamin B12 is raised', 7]],
  'could-not-use': [['ferritin', 'unit-missing', 11]],
  values: [
    ['ferritin', 'ng/mL', '120', 'no', 500],
    ['ferritin', 'ng/mL', '450', 'yes', 100],
  ],
  outcomes: [
    ['afp', 'card', 'after', '2026-05', 25],
    ['afp', 'card', 'not', '2026-05', 75],
    ['afp', 'no-card', 'before', '2026-05', 4],
    ['afp', 'no-card', 'not', '2026-05', 396],
  ],
  'variant-openings': [['labs.ferritin.limits[1].high=400', 'with-card', 190]],
  'variant-gains': [['labs.ferritin.limits[1].high=400', 'main-b12', 'info', 3]],
  'variant-loses': [['labs.ferritin.limits[1].high=400', 'main-ferritin', 'info', 63]],
};

function told(rows: Rows = ROWS, more: Partial<Told> = {}): Told {
  const tables = Object.fromEntries(
    Object.entries(TABLES).map(([name, columns]) => [
      name,
      {
        columns,
        rows: (rows[name] ?? []).map((row) => ({
          cells: row.slice(0, -1) as string[],
          count: row.at(-1) as number,
        })),
      },
    ]),
  );
  return {
    about: {
      service: 'raised-ferritin-b12-patient-view',
      profile: 'us-nondevice',
      variants: ['as it stands', 'labs.ferritin.limits[1].high=400'],
      knowledge: { version: '0.2.0', date: '2026-11-28' },
      files: 9,
      bytes: 173_000_000,
    },
    complete: true,
    partitions: { done: 3, all: 3 },
    tables,
    badLines: [],
    ...more,
  };
}

const html = await reportOf(told(), knowledge, OUTCOMES);
/** What is read: no style, no picture, one blank between words. */
const textOf = (page: string): string =>
  page
    .replace(/<style>.*?<\/style>|<svg.*?<\/svg>/gsu, ' ')
    .replace(/<[^>]+>/gu, ' ')
    .replace(/\s+/gu, ' ');
const text = textOf(html);

describe('the report of a replay', () => {
  test('answers the three questions of a committee before anything else', () => {
    const [first = ''] = text.split('Burden over time');
    expect(first).toContain('How often would it fire? A card on 250 of 2,000 days.');
    expect(first).toContain('125 in 1,000 days on which a result arrived');
    expect(first).toContain('65.0 cards per 1,000 results');
    expect(first).toContain('15 % of the patients with a result ever had one');
    expect(first).toContain('130 cards a month, over 2 months');
    expect(first).toContain('200 for information, 60 warning');
    expect(first).toContain('For whom? Men 200 , women 72.7 cards per 1,000 days.');
    expect(first).toContain('one group with fewer than 50 days');
    expect(first).toContain('What if the limit were different? 190 days with a card, instead of 250.');
  });

  test('reads pictures out: what each shows, and its numbers', () => {
    expect(html).toContain('Men 40s: 200 · 900 days; Women 40s: 73.4 · 1,090 days');
    expect(html).toContain('as it stands: 250; 400: 190 (+3 −63)');
    expect(html).toContain('2026-05: 150 and 0; 2026-06: 50 and 60');
    expect(html).toContain('600 values, from 120 to 450 ng/mL');
  });

  test('shows for each rule how often it spoke and could not tell, and why', () => {
    expect(text).toMatch(/Could this raised vitamin B12 come from the liver\? main-b12 60 30\.0 60 0 7 /u);
    expect(text).toContain('ferritin unit missing 11');
  });

  test('sets what came after days with a card beside what came after others', () => {
    expect(text).toContain('AFP was measured 0 % (0) 25 % (25) 1 % (4) 0 % (0)');
    expect(text).toContain('says nothing of cause');
  });

  test('is one file: it loads nothing, runs nothing, and forbids both', () => {
    expect(html).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\son\w+=/iu);
    expect([...html.matchAll(/(?:href|src)="([^"]*)"/gu)].map(([, to = '']) => to[0])).toEqual(
      expect.arrayContaining(['#']),
    );
    expect(html).not.toMatch(/(?:href|src)="[^#]/u);
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  test('shows words of the input as text, whatever they are', async () => {
    const hostile = { ...ROWS, 'could-not-use': [['ferritin', '<script>alert(1)</script>', 3] as const] };
    const page = await reportOf(told(hostile), knowledge, OUTCOMES);
    expect(page).not.toContain('<script>');
    expect(page).toContain('&lt;script&gt;');
  });

  test('says when it was stopped before its end, and when no other limit was asked about', async () => {
    const { about } = told();
    const more = {
      complete: false,
      partitions: { done: 1, all: 3 },
      about: { ...about, variants: ['as it stands'] },
    };
    const page = textOf(await reportOf(told(ROWS, more), knowledge, undefined));
    expect(page).toContain('Stopped before its end: 1 of 3 parts of the patients');
    expect(page).toContain('What if the limit were different? Not asked. ');
    expect(page).not.toContain('By threshold');
    expect(text).not.toContain('Stopped');
  });

  test('stands also where nothing was found at all', async () => {
    const page = textOf(await reportOf(told({}), knowledge, OUTCOMES));
    expect(page).toContain('A card on 0 of 0 days.');
    expect(page).not.toMatch(/NaN|Infinity|undefined/u);
  });
});

describe('ranges of values', () => {
  test('hold every value once, and grow by the same factor', () => {
    const counted = [3, 10, 12, 99, 100, 5_000].map((value) => ({ value, count: 2 }));
    const ranges = rangesOf(counted);
    expect(ranges.reduce((sum, { count }) => sum + count, 0)).toBe(12);
    for (const { value } of counted)
      expect(ranges.filter(({ from, to }) => value >= from * 0.999 && value < to * 0.999).length).toBe(1);
    const factors = ranges.map(({ from, to }) => to / from);
    expect(Math.max(...factors) - Math.min(...factors)).toBeLessThan(1e-9);
  });
});
