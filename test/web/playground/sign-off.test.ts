import { expect, test } from '@jest/globals';
import { signOff } from '../../../src/web/playground/sign-off.js';
import { catalogueOf, servePage } from './shipped-cases.js';

const running = servePage();

test('the page says that nobody signed the knowledge off that is shipped', async () => {
  expect(signOff((await catalogueOf(running)).knowledge)).toBe('Not signed off.');
});

test('and of one that somebody signed, who, in which role and when', () => {
  const reviewed = [
    { who: 'Dr A. Example', role: 'hepatology', date: '2026-12-01', what: 'all rules' },
    { who: 'Dr B. Example', role: 'chemistry', date: '2026-12-03', what: 'all labs' },
  ];
  expect(signOff({ reviewed })).toBe(
    'Signed off by Dr A. Example, hepatology (2026-12-01); Dr B. Example, chemistry (2026-12-03).',
  );
});
