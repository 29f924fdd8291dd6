import { describe as group, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  describe,
  FONT,
  layOut,
  type Plot,
  type PlotInput,
  type PlotText,
  widthOf,
} from '../../../src/web/playground/why/plot.js';
import { niceMaximum, placeOn, powersIn, scaleFor } from '../../../src/web/playground/why/scale.js';
import { runs } from '../../support/seed.js';

group('niceMaximum', () => {
  test.each([
    [0.9, 1],
    [1, 1],
    [1.01, 1.2],
    [540, 600],
    [2000, 2000],
    [8100, 10000],
    [0.03, 0.03],
    [0, 1],
    [Number.NaN, 1],
  ])('of %d is %d', (value, nice) => {
    expect(niceMaximum(value)).toBe(nice);
  });
});

group('scaleFor', () => {
  test('starts at 0 and has room for value and limits', () => {
    expect(scaleFor(540, [400, 300], 400)).toEqual({ from: 0, to: 600, log: false });
    expect(scaleFor(10, [300], 300)).toEqual({ from: 0, to: 400, log: false });
  });
  test('leaves room for the arrow of an open value', () => {
    expect(scaleFor(2000, [300], 300, true).to).toBe(2500);
  });
  test('is logarithmic only above 20 times the limit', () => {
    expect(scaleFor(6000, [300], 300).log).toBe(false);
    expect(scaleFor(6001, [300], 300)).toEqual({ from: 100, to: 8000, log: true });
    expect(scaleFor(26387, [200, 300]).log).toBe(false);
  });
});

group('placeOn', () => {
  test('goes from 0 to 1', () => {
    expect(placeOn({ from: 0, to: 600, log: false }, 300)).toBe(0.5);
    expect(placeOn({ from: 100, to: 10000, log: true }, 1000)).toBeCloseTo(0.5);
    expect(placeOn({ from: 100, to: 10000, log: true }, 0)).toBe(0);
    expect(placeOn({ from: 0, to: 600, log: false }, 900)).toBe(1);
  });
  test('the powers of ten between the ends are marked', () => {
    expect(powersIn({ from: 100, to: 30000, log: true })).toEqual([1000, 10000]);
    expect(powersIn({ from: 0, to: 30000, log: false })).toEqual([]);
  });
});

const input = (more: Partial<PlotInput> = {}): PlotInput => ({
  value: { value: 540, text: '540 ng/mL' },
  limit: { value: 400, text: 'limit 400' },
  others: [
    { value: 200, text: 'women to 50 years: 200' },
    { value: 300, text: 'others: 300' },
  ],
  print: String,
  ...more,
});

function boxOf({ x, y, anchor, text }: PlotText): {
  left: number;
  right: number;
  top: number;
  bottom: number;
} {
  const width = widthOf(text);
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { left, right: left + width, top: y - FONT + 1, bottom: y + 1 };
}

function touching({ texts }: Plot): string[] {
  const boxes = texts.map((text) => ({ name: text.text, ...boxOf(text) }));
  return boxes.flatMap((one, index) =>
    boxes
      .slice(index + 1)
      .filter(
        (other) =>
          one.left < other.right &&
          other.left < one.right &&
          one.top < other.bottom &&
          other.top < one.bottom,
      )
      .map((other) => `${one.name} and ${other.name}`),
  );
}

group('layOut', () => {
  test('puts the value right of a limit it is above, and the other limits left of it', () => {
    const plot = layOut(input());
    expect(plot.value).toBeGreaterThan(plot.limit!);
    expect(plot.others[0]).toBeLessThan(plot.others[1]!);
    expect(plot.others[1]).toBeLessThan(plot.limit!);
    expect(plot).not.toHaveProperty('open');
  });
  test('a value at the limit stands on it', () => {
    const plot = layOut(input({ value: { value: 400, text: '400 ng/mL' } }));
    expect(plot.value).toBe(plot.limit);
  });
  test('a comparator opens the value to its side', () => {
    expect(layOut(input({ comparator: '>' }))).toMatchObject({ open: 'above' });
    expect(layOut(input({ comparator: '>' })).value).toBeLessThan(layOut(input()).end);
    expect(layOut(input({ comparator: '<=' }))).toMatchObject({ open: 'below' });
  });
  test('says so when the scale is logarithmic', () => {
    const plot = layOut(input({ value: { value: 26387, text: '26387 ng/mL' } }));
    expect(plot.texts.map(({ text }) => text)).toContain('logarithmic scale');
    expect(plot.ticks.length).toBeGreaterThan(0);
  });
  test('no text touches another or leaves the picture, whatever the numbers', () => {
    const number = fc.oneof(
      fc.integer({ min: 0, max: 99_999 }),
      fc.double({ min: 0.001, max: 1e7, noNaN: true }),
    );
    const shown = (value: number): string => String(Number(value.toPrecision(6)));
    fc.assert(
      fc.property(
        number,
        number,
        fc.array(number, { maxLength: 4 }),
        fc.constantFrom('', '<', '>'),
        (value, limit, others, comparator) => {
          const plot = layOut({
            value: { value, text: `${comparator}${shown(value)} mL/min` },
            limit: { value: limit, text: `default limit ${shown(limit)}` },
            others: others.map((other) => ({ value: other, text: `women to 50 years: ${shown(other)}` })),
            comparator,
            print: shown,
          });
          expect(touching(plot)).toEqual([]);
          for (const { left, right, bottom } of plot.texts.map(boxOf)) {
            expect(left).toBeGreaterThanOrEqual(-0.1);
            expect(right).toBeLessThanOrEqual(plot.width + 0.1);
            expect(bottom).toBeLessThanOrEqual(plot.height);
          }
        },
      ),
      runs(200),
    );
  });
});

test('describe says everything the plot shows', () => {
  const told = (one: PlotInput): string => describe(one, layOut(one));
  expect(told(input())).toBe(
    '540 ng/mL on a scale from 0 to 600. The number lies above the limit 400. ' +
      'Not used: women to 50 years: 200, others: 300.',
  );
  expect(told(input({ value: { value: 400, text: '400 ng/mL' }, others: [] }))).toBe(
    '400 ng/mL on a scale from 0 to 500. The number lies at the limit 400.',
  );
  expect(told(input({ limit: undefined, others: [] }))).toBe('540 ng/mL on a scale from 0 to 600.');
});
