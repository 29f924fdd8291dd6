import { expect, test } from '@jest/globals';
import { compare } from '../../../src/tools/store/compare.js';
import { cardRow, keep, openKept, openingRow } from '../../support/kept.js';

const NOW = new Date('2026-11-28T12:00:00Z');
const asked = { period: { from: '2026-04-01', to: '2026-11-28' } };

test('tells what would have been shown in silence, for how many patients and how often, beside what was shown', async () => {
  const database = await openKept();
  await keep(
    database,
    'cards',
    cardRow({ day: '2026-04-01', shown: 'silent', patient: 'somebody' }),
    cardRow({ day: '2026-06-30', shown: 'silent', patient: 'somebody', indicator: 'warning' }),
    cardRow({ day: '2026-07-02' }),
  );
  await keep(
    database,
    'openings',
    openingRow({ day: '2026-04-01', openings: 50 }),
    openingRow({ day: '2026-07-02', openings: 100 }),
  );
  const lines = await compare(database, asked, NOW);
  expect(lines).toEqual([
    'From 2026-04-01 to 2026-11-28, all clients: 150 openings, 1 card shown, 2 cards worked out in silence.',
    '',
    'east',
    '  rule  silent from  to          cards  warnings  patients  per 1,000 openings  shown on other days, per 1,000',
    '  main  2026-04-01   2026-06-30      2         1         1                40.0                            10.0',
    '',
    'Shown meanwhile: main 1.',
  ]);
  expect(lines.join('\n')).not.toContain('somebody');
  await database.close();
});

test('says how to be silent where nothing was', async () => {
  const database = await openKept();
  expect((await compare(database, asked, NOW)).at(-1)).toContain('mode: silent');
  await database.close();
});
