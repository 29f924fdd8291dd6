import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { escapeMarkdown, plainText } from '../../../src/core/cards/text.js';

test('outside a card a text reads as it was received', () => {
  expect(plainText(escapeMarkdown('Ferinject (ferric carboxymaltose) 500 mg/10 mL, i.v. [1x]'))).toBe(
    'Ferinject (ferric carboxymaltose) 500 mg/10 mL, i.v. [1x]',
  );
  const printable = fc.string({ unit: fc.constantFrom(...Array.from('aB1 .,/\\*_[]()<>#!|~&@:`{}-')) });
  fc.assert(fc.property(printable, (text) => plainText(escapeMarkdown(text)) === text));
});
