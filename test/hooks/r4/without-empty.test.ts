import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withoutEmpty } from '../../../src/hooks/r4/without-empty.js';
import { runs } from '../../support/seed.js';

test('what holds nothing is left out, wherever it stands, and lists keep their length', () => {
  const value = { a: null, b: '', c: { d: null, e: 0, f: false }, g: [null, '', { h: null }], i: [], j: {} };
  const before = structuredClone(value);
  expect(withoutEmpty(value)).toEqual({ c: { e: 0, f: false }, g: [null, '', {}], i: [], j: {} });
  expect(value).toEqual(before);
});

test('where nothing is empty the very same value comes back, and a second time changes nothing', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      const once = withoutEmpty(json);
      expect(withoutEmpty(once)).toBe(once);
      if (!/:(?:null|"")/u.test(JSON.stringify(json))) expect(once).toBe(json);
    }),
    runs(500),
  );
});
