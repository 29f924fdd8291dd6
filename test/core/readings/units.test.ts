import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Comparator,
  convertLimit,
  readable,
  readQuantity,
  readValueString,
  unitInText,
} from '../../../src/core/readings/units.js';
import { foldUnit } from '../../../src/core/readings/unit-spelling.js';
import { lab as labOf, UCUM } from '../../support/ask.js';
import { knowledge } from '../../support/shipped.js';
import { runs } from '../../support/seed.js';

/** Units: a list for each lab, never a guess. */

const lab = (id: string) => readable(labOf(id));
const ferritin = lab('ferritin');
const b12 = lab('b12');
const stated = (amount: ReturnType<typeof readQuantity>) =>
  'problem' in amount ? amount.problem : amount.stated;

describe('the figures a reader can check by hand', () => {
  test.each([
    ['ferritin', 1000, 'ng/mL', 1000],
    ['ferritin', 2247, 'pmol/L', 999.915],
    ['ferritin', 100, 'ug/dL', 1000],
    ['ferritin', 1, 'mg/L', 1000],
    ['ferritin', 2, 'nmol/L', 890],
    ['b12', 1000, 'pmol/L', 1355.37],
    ['b12', 145, 'pmol/L', 196.52865],
    ['b12', 1, 'nmol/L', 1355.37],
    ['b12', 95, 'ng/dL', 950],
    ['b12', 95_000, 'pg/dL', 950],
    ['bilirubin', 1, 'mg/dL', 17.104],
    ['hba1c', 48, 'mmol/mol', 6.54304],
    ['alt', 1, 'ukat/L', 60],
    ['platelets', 250_000, '/uL', 250],
    ['platelets', 250, 'X 10-9/l', 250],
    ['platelets', 250, 'K/uL', 250],
    ['platelets', 250, '10*3/mm3', 250],
    ['platelets', 250_000, '10*6/L', 250],
    ['hemoglobin', 130, 'g/L', 13],
    ['alt', 50, 'IU/L 37C', 50],
    ['inr', 1.2, undefined, 1.2],
    ['inr', 1.2, '{INR}', 1.2],
  ] as const)('%s %d %s is %d', (id, value, unit, own) => {
    expect(stated(readQuantity(lab(id), { value, unit }))).toBeCloseTo(own, 9);
  });

  test('every lab reads the edges of what is possible, in the unit they are given in', () => {
    for (const one of knowledge.labs.values())
      if (one.kind === 'quantity')
        for (const value of [one.plausible!.low, one.plausible!.high])
          expect([one.id, stated(readQuantity(readable(one), { value, unit: one.plausible!.unit }))]).toEqual(
            [one.id, convertLimit(readable(one), value, one.plausible!.unit)],
          );
  });

  test('no spelling stands under two factors', () => {
    for (const { id, units } of knowledge.labs.values())
      for (const one of units)
        for (const other of units)
          if (one !== other)
            expect([id, ...one.as.map(foldUnit).filter((as) => other.as.map(foldUnit).includes(as))]).toEqual(
              [id],
            );
  });

  test('every spelling is found as it is written in the file', () => {
    for (const one of knowledge.labs.values())
      for (const { as, factor, offset = 0 } of one.units)
        for (const unit of as)
          expect([one.id, unit, convertLimit(readable(one), 1, unit)]).toEqual([
            one.id,
            unit,
            Number((factor + offset).toPrecision(12)),
          ]);
  });
});

describe('which unit counts', () => {
  const q = (unit?: string, code?: string, system?: string) =>
    readQuantity(ferritin, { value: 5, unit, code, system });
  test.each([
    ['unit alone', q('ng/mL'), 5],
    ['code alone', q(undefined, 'ng/mL', UCUM), 5],
    ['code without a system', q(undefined, 'ng/mL'), 5],
    ['readable code of a private system', q(undefined, 'ng/mL', 'urn:x'), 5],
    ['unit beside a code of a private system', q('ng/mL', '4711', 'urn:x'), 5],
    ['unit beside another unit of a private system', q('ng/mL', 'pmol/L', 'urn:x'), 'unit-conflict'],
    ['unknown unit, known code', q('see report', 'ug/dL', UCUM), 50],
    ['unit of another size that is not on the list', q('ng/L', 'ng/mL', UCUM), 'unit-conflict'],
    ['and the other way round', q('ng/mL', 'pg/mL', UCUM), 'unit-conflict'],
    ['amount beside mass', q('mol/L', 'ng/mL', UCUM), 'unit-conflict'],
    ['the same unit in other words', q('microgram per litre', 'ng/mL', UCUM), 5],
    [
      'mass beside a unit that is none',
      readQuantity(lab('inr'), { value: 1, code: '{INR}', unit: 'mg/L' }),
      'unit-conflict',
    ],
    ['capitals of another size', q('NG/L', 'ng/mL', UCUM), 'unit-conflict'],
    ['known unit, unknown code', q('ug/dL', 'IU', UCUM), 50],
    ['both, same factor', q('ug/L', 'ng/mL', UCUM), 5],
    ['both, different factors', q('ug/dL', 'ng/mL', UCUM), 'unit-conflict'],
    ['neither known', q('x', 'y', UCUM), 'unit-unsupported'],
    ['none', q(), 'unit-missing'],
    ['blanks', q(' ', '', UCUM), 'unit-missing'],
    ['a name every object has', q('constructor'), 'unit-unsupported'],
    ['the unit of the other lab', readQuantity(b12, { value: 5, unit: 'ng/mL' }), 'unit-unsupported'],
    ['another case than listed', q('Ng/Ml'), 'unit-unsupported'],
  ])('%s', (_name, amount, expected) => {
    expect(typeof amount === 'object' ? stated(amount) : amount).toBe(expected);
  });

  test('a long unit is clipped, and is no unit', () => {
    const amount = readQuantity(ferritin, {
      value: 5,
      unit: `ng/mL${' '.repeat(100)}x${'y'.repeat(10_000)}`,
    });
    expect(amount).toEqual({
      problem: 'unit-unsupported',
      unit: expect.stringMatching(/^.{1,20}$/u) as unknown,
    });
  });
});

test('spellings that look the same are the same', () => {
  for (const text of [
    'µg/L',
    '\u00B5g/L',
    '\u03BCg/L',
    '\\Z03BC\\g/L',
    '\\Z00B5\\g/L',
    ' µg/\u200BL ',
    '\uFEFFµg/L',
  ])
    expect(foldUnit(text)).toBe('ug/L');
});

describe('a comparator is an interval', () => {
  const interval = (comparator: Comparator) => {
    const amount = readQuantity(ferritin, { value: 100, comparator, unit: 'ng/mL' });
    return 'problem' in amount ? [] : [amount.low, amount.stated, amount.high];
  };
  test('above, open at the number', () => {
    for (const comparator of ['>', '>='] as const) {
      const [low = 0, own, high = 0] = interval(comparator);
      expect(own).toBe(100);
      expect(low).toBeGreaterThan(100);
      expect(low).toBeLessThan(100.001);
      expect(high).toBeGreaterThan(1e9);
    }
  });
  test('below', () => {
    const [low, , high = 0] = interval('<');
    expect(low).toBe(0);
    expect(high).toBeLessThan(100);
    expect(high).toBeGreaterThan(99.999);
    expect(interval('<=')).toEqual([0, 100, 100]);
  });
});

describe('a result sent as text', () => {
  const text = (of: string) => {
    const amount = readValueString(ferritin, of);
    return 'problem' in amount ? amount.problem : `${amount.comparator ?? ''}${amount.stated}`;
  };
  test.each([
    ['500 ng/mL', '500'],
    [' 500ng/mL ', '500'],
    ['> 2000 ng/mL', '>2000'],
    ['>=2000 ug/L', '>=2000'],
    ['≥ 2000 ug/L', '>=2000'],
    ['≤20 ug/L', '<=20'],
    ['< 8.0 ng/mL', '<8'],
    ['<=8 ng/mL', '<=8'],
    ['GREATER THAN 2000 ng/mL', '>2000'],
    ['Less than 5 ng/mL', '<5'],
    ['10 ug/dL', '100'],
    ['500', 'unit-missing'],
    ['> 2000', 'unit-missing'],
    ['500 furlong', 'unit-unsupported'],
    ['1,180 ng/mL', 'value-unreadable'],
    ['1.180.000 ng/mL', 'value-implausible'],
    ['1.180 ng/mL', 'value-unreadable'],
    ['12,5 ng/mL', '12.5'],
    ['1,180.0 ng/mL', '1180'],
    ['1.180,0 ng/mL', '1180'],
    ['1e3 ng/mL', 'unit-unsupported'],
    ['-5 ng/mL', 'value-unreadable'],
    ['.5 ng/mL', 'value-unreadable'],
    ['=> 500 ng/mL', 'value-unreadable'],
    ['volgt', 'value-unreadable'],
    ['', 'value-unreadable'],
    [`500 ng/mL${' '.repeat(100)}`, 'value-unreadable'],
  ])('%j', (of, expected) => {
    expect(text(of)).toBe(expected);
  });

  test('its unit can be asked for', () => {
    expect(unitInText('> 500 ng/mL')).toBe('ng/mL');
    expect(unitInText('see comment')).toBe('');
  });

  // How long it takes: F6, test/attack/regular-expressions.test.ts.
  test('any text is read, and throws never', () => {
    for (const hard of [
      '9'.repeat(80),
      ' '.repeat(80),
      '>'.repeat(80),
      `1${' '.repeat(78)}x`,
      '1.'.repeat(40),
      'x'.repeat(1_000_000),
    ])
      expect(() => readValueString(ferritin, hard)).not.toThrow();
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), (of) => {
        const amount = readValueString(ferritin, of);
        if (!('problem' in amount)) expect(amount.stated).toBeGreaterThanOrEqual(0);
      }),
      runs(500),
    );
  });
});

test('a number that is none, or that a conversion carries beyond all numbers, is not read', () => {
  for (const value of [NaN, Infinity, -1, -0.001, 1e308])
    expect(readQuantity(ferritin, { value, unit: 'mg/L' })).toEqual({ problem: 'value-unreadable' });
});

test('there and back again gives the very same number', () => {
  const any = fc.constantFrom(
    ...[ferritin, b12].flatMap((one) =>
      one.lab.units.map(({ as: [unit = ''], factor }) => ({ one, unit, factor })),
    ),
  );
  fc.assert(
    fc.property(any, fc.integer({ min: 1, max: 5_000_000 }), ({ one, unit, factor }, hundredths) => {
      const own = hundredths / 100;
      expect(stated(readQuantity(one, { value: own / factor, unit }))).toBe(own);
      expect(convertLimit(one, own / factor, unit)).toBe(own);
    }),
    runs(500),
  );
});
