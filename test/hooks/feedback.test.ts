import { describe, expect, test } from '@jest/globals';
import { ServiceError } from '../../src/errors.js';
import { parseFeedback } from '../../src/hooks/feedback.js';

const accepted = {
  card: 'c1',
  outcome: 'accepted',
  acceptedSuggestions: [{ id: 's1' }],
  outcomeTimestamp: '2025-11-22T10:00:00Z',
};
const reason = { code: 'action-completed', system: 'http://example.org/reasons', display: 'Done' };

function refused(body: unknown): string[] {
  try {
    parseFeedback(body);
  } catch (error) {
    if (error instanceof ServiceError) return [error.code, ...error.where];
    throw error;
  }
  return [];
}

describe('feedback', () => {
  test('the shape of the specification is read', () => {
    const overridden = {
      card: 'c2',
      outcome: 'overridden',
      overrideReason: { reason, userComment: 'later' },
      outcomeTimestamp: '2025-11-22T10:00:00Z',
    };
    expect(parseFeedback({ feedback: [accepted, overridden] }).items).toEqual([
      {
        card: 'c1',
        outcome: 'accepted',
        acceptedSuggestions: ['s1'],
        outcomeTimestamp: new Date('2025-11-22T10:00:00Z'),
      },
      {
        card: 'c2',
        outcome: 'overridden',
        acceptedSuggestions: [],
        reason,
        userComment: 'later',
        outcomeTimestamp: new Date('2025-11-22T10:00:00Z'),
      },
    ]);
  });

  test.each<[string, object]>([
    ['as an object', { overrideReasons: { reason } }],
    ['as an array', { overrideReasons: [{ reason }] }],
    ['as a bare coding', { overrideReasons: [reason] }],
    ['beside a null', { overrideReason: null, overrideReasons: { reason } }],
  ])('Epic sends overrideReasons %s', (_name, more) => {
    expect(parseFeedback({ feedback: [{ card: 'no-uuid', outcome: 'overridden', ...more }] }).items).toEqual([
      { card: 'no-uuid', outcome: 'overridden', acceptedSuggestions: [], reason },
    ]);
  });

  test('Epic sends an extension instead of a reason', () => {
    expect(
      parseFeedback({
        feedback: [{ card: '1', outcome: 'overridden', overrideReasons: { extension: { 'com.epic.x': 1 } } }],
      }).items,
    ).toEqual([{ card: '1', outcome: 'overridden', acceptedSuggestions: [] }]);
  });

  test('the public sandbox sends a reason without display', () => {
    const { display: _display, ...bare } = reason;
    expect(
      parseFeedback({ feedback: [{ card: '1', outcome: 'overridden', overrideReason: { reason: bare } }] })
        .items[0]?.reason,
    ).toEqual(bare);
  });

  test('one item without its array, no timestamp, accepted without suggestions', () => {
    expect(
      parseFeedback({
        feedback: { card: '1', outcome: 'accepted', outcomeTimestamp: 'soon', acceptedSuggestions: null },
      }).items,
    ).toEqual([{ card: '1', outcome: 'accepted', acceptedSuggestions: [] }]);
  });

  test('a bad item is named, and the good ones beside it are kept', () => {
    const batch = [accepted, 1, { ...accepted, card: 'c3' }, { card: 'c4' }, { ...accepted, card: 7 }];
    const { items, unread } = parseFeedback({ feedback: batch });
    expect(items.map(({ card }) => card)).toEqual(['c1', 'c3']);
    expect(unread).toEqual(['feedback[1]', 'feedback[3].outcome', 'feedback[4].card']);
  });

  test('an empty batch is taken', () => {
    expect(parseFeedback({ feedback: [] })).toEqual({ items: [], unread: [] });
  });

  test.each<[unknown, string[]]>([
    [[], ['request-not-json']],
    [{}, ['feedback-invalid', 'feedback']],
    [{ feedback: 'x' }, ['feedback-invalid', 'feedback']],
    [{ feedback: [1, { card: 'c' }] }, ['feedback-invalid', 'feedback[0]', 'feedback[1].outcome']],
    [{ feedback: [{ outcome: 'accepted' }] }, ['feedback-invalid', 'feedback[0].card']],
    [{ feedback: [{ card: '', outcome: 'accepted' }] }, ['feedback-invalid', 'feedback[0].card']],
    [{ feedback: [{ card: 'c', outcome: 'ignored' }] }, ['feedback-invalid', 'feedback[0].outcome']],
    [{ feedback: Array.from({ length: 1001 }, () => accepted) }, ['feedback-invalid', 'feedback']],
  ])('%.80j is refused and the element named', (body, expected) => {
    expect(refused(body)).toEqual(expected);
  });
});
