import { describe, expect, test } from '@jest/globals';
import { adviceOn, bundleOf, resultOf, subject, topicsOf, viewOf } from '../../support/ask.js';
import { TODAY } from '../../support/clock.js';

const request = (text: string, more: object = {}): object => ({
  resourceType: 'MedicationRequest',
  status: 'active',
  intent: 'order',
  subject,
  authoredOn: '2026-11-10',
  medicationCodeableConcept: { text },
  ...more,
});

const adviceFor = (results: readonly unknown[], medicine: object): ReturnType<typeof adviceOn> =>
  adviceOn(viewOf(results, { medicines: bundleOf([medicine]) }));

const detailOf = (results: readonly unknown[], medicine: object): string =>
  adviceFor(results, medicine)
    .cards.map(({ detail }) => detail)
    .join('\n');

describe('a card names the medicine it speaks of, with its date', () => {
  test.each([
    ['vitamin B12', [resultOf('b12', 1600)], 'Hydroxocobalamin 1 mg/mL', 'vitamin B12 therapy'],
    ['intravenous iron', [resultOf('ferritin', 600)], 'Ferric carboxymaltose 500 mg', 'intravenous iron'],
    ['oral iron', [resultOf('ferritin', 600)], 'Ferrous fumarate 210 mg', 'Oral iron'],
  ])('%s', (_kind, results, text, what) => {
    const detail = detailOf(results, request(text, { status: 'completed' }));
    expect(detail).toContain(`${what} (${text}, 10 Nov) on record`);
  });

  test('a vitamin K antagonist, as the INR makes no red flag then', () => {
    const results = [resultOf('ferritin', 600), resultOf('inr', 2.6)];
    const { cards } = adviceFor(results, request('Warfarin 3 mg'));
    expect(topicsOf(cards)).not.toHaveProperty('redFlags');
    expect(cards.map(({ detail }) => detail).join()).toContain(
      'INR 2.6: vitamin K antagonist (Warfarin 3 mg, 10 Nov) active on that day',
    );
  });

  test('one without a date by its name alone', () => {
    const { authoredOn: _date, ...undated } = request('Hydroxocobalamin') as Record<string, unknown>;
    expect(detailOf([resultOf('b12', 1600)], undated)).toContain(
      'vitamin B12 therapy (Hydroxocobalamin) on record',
    );
  });

  test('a name is no Markdown, and not longer than a name', () => {
    const name = `Hydroxocobalamin [x](http://evil.example) ${'y'.repeat(300)}`;
    const detail = detailOf([resultOf('b12', 1600)], request(name));
    expect(detail).toContain('Hydroxocobalamin \\[x\\]\\(http');
    expect(detail).not.toContain('y'.repeat(80));
  });
});

test('where the record has none, no reason is named', () => {
  const { rules, reasons } = adviceOn(viewOf([resultOf('b12', 1600)])).explain();
  expect(reasons).toEqual([]);
  const labels = rules.flatMap(({ steps }) => steps.map(({ label }) => label));
  expect(labels.filter((label) => label.includes('reason on record'))).toHaveLength(1);
});

test('refused, it is named on no card and takes no red flag away', () => {
  const results = [resultOf('ferritin', 600), resultOf('inr', 2.6)];
  const { cards } = adviceFor(results, request('Refuses warfarin', { authoredOn: TODAY }));
  expect(cards.some(({ summary }) => summary.includes('INR'))).toBe(true);
  expect(JSON.stringify(cards)).not.toContain('arfarin');
});
