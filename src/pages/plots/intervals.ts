import type { Drawing, Frame } from './drawing.js';
import { type LabelledRow, rowLabels } from './row-labels.js';

/** A number with the interval it lies in. */
export interface IntervalRow extends LabelledRow {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Too little was seen: drawn as not to be relied on. */
  readonly isFaint?: boolean;
}

export interface IntervalScale {
  readonly domain: readonly [number, number];
  /** Where a line stands that rows are held against. */
  readonly against?: number;
  readonly format: (value: number) => string;
}

const ROW = 30;

/** A dot and its interval for each row, on one scale. */
export function intervals(
  drawing: Drawing,
  frame: Frame,
  rows: readonly IntervalRow[],
  { domain, against, format }: IntervalScale,
): string {
  const { plot, draw } = drawing;
  const { room, places, axis } = rowLabels(drawing, frame, rows);
  const colour = ({ isFaint = false }: IntervalRow): string =>
    isFaint ? 'var(--soft)' : 'var(--series-one)';
  return draw(frame, {
    ...room,
    height: rows.length * ROW + 34,
    marginBottom: 26,
    x: { domain: [...domain], label: null },
    y: { type: 'band', domain: places, label: null },
    marks: [
      plot.gridX({ ticks: 5, stroke: 'var(--line)', strokeOpacity: 1 }),
      plot.axisX({ ticks: frame.width < 500 ? 3 : 5, tickSize: 0, label: null, tickFormat: format }),
      axis,
      ...(against === undefined
        ? []
        : [plot.ruleX([against], { stroke: 'var(--ink)', strokeDasharray: '3 3' })]),
      plot.ruleY(rows, { x1: 'low', x2: 'high', y: places, stroke: colour, strokeWidth: 2.5 }),
      plot.dot(rows, { x: 'value', y: places, r: 4.5, fill: colour }),
      plot.text(rows, {
        x: () => domain[1],
        y: places,
        text: ({ text = '' }: IntervalRow) => text,
        textAnchor: 'start',
        dx: 10,
      }),
    ],
  });
}
