import { expect, test } from '@jest/globals';
import { adviceOn, bundleOf, resultOf, REVIEW, reviewOf, viewOf } from '../support/ask.js';
import { dayBefore } from '../support/case.js';
import { NOW } from '../support/clock.js';

// Findings that a newer result would hide which nobody can read. Both were found by `npm run search`.

const unreadable = { modifierExtension: [{ url: 'urn:example:unknown', valueBoolean: true }] };
const text = (cards: ReturnType<typeof adviceOn>['cards']) =>
  cards.map(({ summary, detail }) => `${summary}\n${detail}`).join('\n');

test.each([
  ['is shown', 12_000, 1],
  ['of one that was not raised stays quiet', 90, 0],
])(
  'an unreadable ferritin of some months ago %s when the one before it was raised',
  (_what, before, cards) => {
    const advice = adviceOn(
      viewOf([
        resultOf('ferritin', before, { id: 'before', effectiveDateTime: dayBefore(NOW, 340) }),
        resultOf('ferritin', 52, { effectiveDateTime: dayBefore(NOW, 320), ...unreadable }),
      ]),
    );
    expect(advice.cards).toHaveLength(cards);
    if (cards > 0) expect(text(advice.cards)).toMatch(/12,?000 ng\/mL/u);
  },
);

test.each([
  ['bilirubin', 'handed over', 1],
  ['bilirubin', 'prefetched', 0],
  ['crp', 'handed over', 0],
])('an unreadable %s %s makes %d card where a red flag would ask for it', (lab, how, cards) => {
  const odd = resultOf(lab, 10, { id: 'odd', ...unreadable });
  // What the hook is about, where it is not about the unreadable one.
  const other = resultOf('creatinine', 70, { id: 'other' });
  const before = [
    resultOf('ferritin', 621, { effectiveDateTime: dayBefore(NOW, 3) }),
    resultOf('bilirubin', 60, { id: 'before', effectiveDateTime: dayBefore(NOW, 2) }),
  ];
  const [handedOver, others] = how === 'handed over' ? [[odd], before] : [[other], [...before, odd]];
  const advice = adviceOn(
    reviewOf(handedOver, { more: bundleOf(lab === 'bilirubin' ? others : others.slice(0, 1)) }),
    REVIEW,
  );
  expect(advice.cards.length > 0 ? 1 : 0).toBe(cards);
  if (cards > 0) expect(text(advice.cards)).toMatch(/60 µmol\/L|60 umol\/L/u);
});
