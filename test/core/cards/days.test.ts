import { describe, expect, test } from '@jest/globals';
import { adviceOn, resultOf, viewOf } from '../../support/ask.js';

// NOW is 22 November 2026.

type Result = ReturnType<typeof resultOf>;

const detailOf = (...results: Result[]): string =>
  adviceOn(viewOf([resultOf('ferritin', 640, { effectiveDateTime: '2026-11-20' }), ...results])).cards[0]
    ?.detail ?? '';
const on = (id: string, value: number, effectiveDateTime: string): Result =>
  resultOf(id, value, { effectiveDateTime });

describe('the days of what a card tells', () => {
  test('what is of the day of the news has none, all of another day stand behind it', () => {
    expect(
      detailOf(
        on('ast', 80, '2026-10-05'),
        on('alt', 96, '2026-11-20'),
        on('ggt', 30, '2026-10-05'),
        on('wbc', 22, '2026-10-05'),
      ),
    ).toMatch(
      /\*\*Liver:\*\* ALT 96 \(\d+\); 5 Oct: AST 80 \(\d+\), GGT normal · \*\*also\*\* 5 Oct: white cells 22/u,
    );
  });

  test('one result that is too old is a sentence, several are one list by their days', () => {
    expect(detailOf(on('alt', 30, '2026-06-01'))).toContain(
      'The newest ALT result (2026-06-01) is too old to be used.',
    );
    const several = detailOf(
      on('alt', 30, '2026-06-01'),
      on('ast', 30, '2026-06-01'),
      on('crp', 3, '2026-07-02'),
    );
    expect(several).toMatch(
      /Too old to be used: (?:CRP \(2 Jul\); ALT, AST \(1 Jun\)|ALT, AST \(1 Jun\); CRP \(2 Jul\))\./u,
    );
    expect(several).not.toContain('The newest');
  });
});
