import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { REVIEW, VIEW } from '../support/ask.js';
import { anything, found } from '../support/generated-records.js';
import { runs } from '../support/seed.js';
import { lostFindings, unaccounted } from '../support/silence.js';

describe('nothing takes a finding away in silence', () => {
  test.each([VIEW, REVIEW])('whatever stands in the record beside it: %s', (hook) => {
    fc.assert(
      fc.property(found, (one) => {
        expect(lostFindings(one, hook)).toEqual([]);
      }),
      runs(1500),
    );
  });
});

describe('everything readable is accounted for', () => {
  test('each raised trigger result is counted, named, or passed over for a reason that holds', () => {
    fc.assert(
      fc.property(anything, (one) => {
        expect(unaccounted(one)).toEqual([]);
      }),
      runs(1500),
    );
  });
});
