import { describe, expect, test } from '@jest/globals';
import { bars } from '../../src/pages/plots/bars.js';
import { distribution } from '../../src/pages/plots/distribution.js';
import { type Drawing, drawn, type Frame, loadDrawing } from '../../src/pages/plots/drawing.js';
import { intervals } from '../../src/pages/plots/intervals.js';
import { lines, stacks } from '../../src/pages/plots/over-time.js';

const HOSTILE = '<script>alert(1)</script> "&\' 𝒳';
const points = [
  { from: '2026-01-01', values: [3, 1] },
  { from: '2026-02-01', values: [undefined, 2] },
  { from: '2026-03-01', values: [5, 0] },
];
const rows = [
  { label: 'one', values: [3, 1], text: '3 of 4' },
  { label: 'one', values: [0, 0], text: HOSTILE },
];
const scale = { domain: [0, 1] as const, against: 0.5, format: String };
const PICTURES: readonly (readonly [name: string, draw: (drawing: Drawing, frame: Frame) => string])[] = [
  ['bars', (drawing, frame) => bars(drawing, frame, rows)],
  ['no bars', (drawing, frame) => bars(drawing, frame, [])],
  ['stacks by month', (drawing, frame) => stacks(drawing, frame, { by: 'month', points })],
  [
    'stacks by week',
    (drawing, frame) => stacks(drawing, frame, { by: 'week', points: [{ from: '2026-01-05', values: [1] }] }),
  ],
  [
    'stacks by day',
    (drawing, frame) => stacks(drawing, frame, { by: 'day', points: [{ from: '2026-01-05', values: [0] }] }),
  ],
  ['lines', (drawing, frame) => lines(drawing, frame, { by: 'month', points })],
  ['lines of nothing', (drawing, frame) => lines(drawing, frame, { by: 'month', points: [] })],
  [
    'intervals',
    (drawing, frame) =>
      intervals(drawing, frame, [{ label: HOSTILE, value: 0.4, low: 0.2, high: 0.6, isFaint: true }], scale),
  ],
  [
    'a distribution',
    (drawing, frame) =>
      distribution(
        drawing,
        frame,
        [
          { from: 10, to: 100, count: 4 },
          { from: 100, to: 1_000, count: 9 },
        ],
        [{ value: 300, label: HOSTILE }],
        { type: 'log', unit: 'ng/mL' },
      ),
  ],
];

describe.each(PICTURES)('%s', (_name, draw) => {
  const frame = { id: 'p', title: 'What it shows', description: HOSTILE, width: 600 };

  test('say what they show, take no style and no script, and ask nobody', async () => {
    const picture = draw(await loadDrawing(), frame);
    expect(picture).toMatch(/^<svg aria-labelledby="p-title p-description" role="img" /u);
    expect(picture).toContain('<title id="p-title">What it shows</title><desc id="p-description">');
    expect(picture).not.toMatch(
      /<style|style="|<script|<image|<foreignObject|<a |href=|url\(|NaN|undefined/u,
    );
    expect(picture.match(/aria-label=/gu)).toBeNull();
  });

  test('are the same twice', async () => {
    const drawing = await loadDrawing();
    expect(draw(drawing, frame)).toBe(draw(drawing, frame));
  });
});

test('bars of the same name stand beside each other, each as long as its numbers', async () => {
  const picture = bars(await loadDrawing(), { id: 'p', title: '', description: '', width: 600 }, [
    { label: 'twin', values: [10] },
    { label: 'twin', values: [5] },
  ]);
  const widths = [...picture.matchAll(/<rect [^>]*width="([\d.]+)"/gu)].map(([, width]) => Number(width));
  const tops = [...picture.matchAll(/<rect [^>]*y="([\d.]+)"/gu)].map(([, top]) => Number(top));
  expect(widths).toHaveLength(2);
  expect((widths[0] ?? 0) / (widths[1] ?? 1)).toBeCloseTo(2, 1);
  expect(new Set(tops).size).toBe(2);
});

test('a picture for pages is drawn for a desk and for a phone, under ids of their own', async () => {
  const drawing = await loadDrawing();
  const { text } = drawn({ id: 'p', title: 'a', description: 'b' }, (frame) => bars(drawing, frame, rows));
  expect(text.match(/<svg/gu)).toHaveLength(2);
  expect(text).toMatch(/class="wide plot"[^]*class="narrow plot"/u);
  const ids = [...text.matchAll(/ id="([^"]+)"/gu)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
