import { expect, test } from '@jest/globals';
import { foldWords } from '../../../src/core/record/words.js';

test('names and words are compared without case, accents, dots, hyphens and what is not seen', () => {
  for (const [written, folded] of [
    ['Ferritin', 'ferritin'],
    ['  FERRITIN\t', 'ferritin'],
    ['Vit. B-12', 'vit b 12'],
    ['S-Ferritin', 's ferritin'],
    ['Négatif', 'negatif'],
    ['Ne\u0301gatif', 'negatif'],
    ['Non\u2011Reactive', 'non reactive'],
    ['Non\u00A0reactive.', 'non reactive'],
    ['ＰＯＳ', 'pos'],
    ['N.R.', 'nr'],
    ['[Mass/\u200Bvolume]', 'mass volume'],
    ['+', ''],
  ] as const)
    expect(foldWords(written)).toBe(folded);
});

test('what is no text, or too long for a name, is no word', () => {
  for (const none of [undefined, null, 7, {}, ['positive'], 'positive '.repeat(100)])
    expect(foldWords(none)).toBe('');
});
