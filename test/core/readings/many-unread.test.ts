import { expect, test } from '@jest/globals';
import { adviceOn, resultOf, viewOf } from '../../support/ask.js';
import { TODAY } from '../../support/clock.js';

const unread = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    resultOf('ferritin', 0, { id: `u${index}`, valueQuantity: { value: 1_000 + index, unit: 'stone' } }),
  );
const timed = resultOf('ferritin', 900, { id: 'timed', effectiveDateTime: `${TODAY}T01:00:00Z` });

test.each([3, 50, 500])(
  'of %i results that may be newer and cannot be read three are named, the rest counted',
  (count) => {
    const { cards } = adviceOn(viewOf([timed, ...unread(count)]));
    const text = JSON.stringify(cards);
    expect(text.match(/\d stone/gu)).toHaveLength(3);
    expect(text.includes(`${count - 3} more ferritin results, which may be newer, could not be read.`)).toBe(
      count > 3,
    );
  },
);
