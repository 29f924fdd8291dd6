import type { Drawing, Frame } from './drawing.js';

/** Values of one kind, counted in ranges. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** A value that matters, and what it is called. */
export interface Limit {
  readonly value: number;
  readonly label: string;
}

export interface DistributionScale {
  /** `log`: for values that differ by their multiples; each range must then begin above 0. */
  readonly type: 'linear' | 'log';
  readonly unit: string;
}

const HEIGHT = 200;

/** How values are spread, with the limits they are held against. */
export function distribution(
  { plot, draw }: Drawing,
  frame: Frame,
  ranges: readonly Range[],
  limits: readonly Limit[],
  { type, unit }: DistributionScale,
): string {
  return draw(frame, {
    height: HEIGHT,
    marginLeft: 48,
    marginRight: 16,
    marginTop: 12 + 14 * limits.length,
    marginBottom: 36,
    x: { type, label: null, nice: false },
    y: { label: null, nice: true, zero: true },
    marks: [
      plot.gridY({ ticks: 4, stroke: 'var(--line)', strokeOpacity: 1 }),
      plot.axisY({
        ticks: 4,
        tickSize: 0,
        label: null,
        tickFormat: (one: number) => one.toLocaleString('en-GB'),
      }),
      plot.axisX({
        ticks: Math.max(3, Math.floor(frame.width / 110)),
        tickSize: 3,
        label: unit,
        labelAnchor: 'right',
        labelArrow: 'none',
        tickFormat: (one: number) => one.toLocaleString('en-GB'),
      }),
      plot.rectY(ranges, { x1: 'from', x2: 'to', y: 'count', fill: 'var(--series-one)', inset: 0.5 }),
      plot.ruleY([0], { stroke: 'var(--soft)' }),
      plot.ruleX(limits, { x: 'value', stroke: 'var(--series-four)', strokeWidth: 1.5 }),
      // Each on a line of its own, as two may lie close.
      ...limits.map((limit, place) =>
        plot.text([limit], {
          x: 'value',
          text: 'label',
          frameAnchor: 'top',
          dy: 14 * (place - limits.length) + 2,
        }),
      ),
    ],
  });
}
