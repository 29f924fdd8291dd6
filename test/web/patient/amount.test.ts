import { expect, test } from '@jest/globals';
import { shownAmount } from '../../../src/web/patient/amount.js';

test.each([
  [5.37, '10*9/L', '5.37 ×10⁹/L'],
  [1234.5, 'ng/mL', '1234.5 ng/mL'],
  [23.9456, 'umol/L', '23.95 µmol/L'],
  [989.1488, 'pmol/L', '989.1 pmol/L'],
])('%d %s reads %s: what was measured as it is, what was converted in four digits', (value, unit, text) => {
  expect(shownAmount(value, unit)).toBe(text);
});
