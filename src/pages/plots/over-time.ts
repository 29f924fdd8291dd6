import type { Drawing, Frame } from './drawing.js';
import { SERIES } from './drawing.js';

/** One piece of time, by its first day, with one number for each series. */
export interface TimePoint {
  readonly from: string;
  readonly values: readonly (number | undefined)[];
}

export interface OverTime {
  /** How long a piece is. */
  readonly by: 'day' | 'week' | 'month';
  readonly points: readonly TimePoint[];
}

const HEIGHT = 190;
/** As the library calls them: its own weeks begin on Sundays. */
const INTERVALS = { day: 'day', week: 'monday', month: 'month' } as const;

/** A stack of the series for each piece of time. */
export function stacks({ plot, draw }: Drawing, frame: Frame, { by, points }: OverTime): string {
  const parts = points.flatMap(({ from, values }) =>
    values.map((value = 0, series) => ({ at: new Date(from), value, series })),
  );
  return draw(frame, {
    ...room(),
    x: { type: 'utc', label: null },
    y: { label: null, nice: true, zero: true },
    marks: [
      ...axes(plot, frame),
      plot.rectY(parts, {
        x: 'at',
        y: 'value',
        interval: INTERVALS[by],
        fill: ({ series }: (typeof parts)[number]) => SERIES[series] ?? 'var(--soft)',
        order: 'series',
        inset: 0.5,
      }),
      plot.ruleY([0], { stroke: 'var(--soft)' }),
    ],
  });
}

/** A line for each series; where a number is missing it is broken. */
export function lines({ plot, draw }: Drawing, frame: Frame, { points }: OverTime): string {
  const many = Math.max(0, ...points.map(({ values }) => values.length));
  const series = Array.from({ length: many }, (_, place) =>
    points.map(({ from, values }) => ({ at: new Date(from), value: values[place] ?? NaN })),
  );
  return draw(frame, {
    ...room(),
    x: { type: 'utc', label: null },
    y: { label: null, nice: true, zero: true },
    marks: [
      ...axes(plot, frame),
      plot.ruleY([0], { stroke: 'var(--soft)' }),
      ...series.flatMap((data, place) => [
        plot.line(data, { x: 'at', y: 'value', stroke: SERIES[place] ?? 'var(--soft)', strokeWidth: 2 }),
        plot.dot(data, { x: 'at', y: 'value', fill: SERIES[place] ?? 'var(--soft)', r: 2.5 }),
      ]),
    ],
  });
}

function room() {
  return { height: HEIGHT, marginLeft: 48, marginRight: 12, marginTop: 10, marginBottom: 34 };
}

function axes(plot: Drawing['plot'], { width }: Frame) {
  return [
    plot.gridY({ ticks: 4, stroke: 'var(--line)', strokeOpacity: 1 }),
    plot.axisY({ ticks: 4, tickSize: 0, label: null, tickFormat: plotNumber }),
    plot.axisX({ ticks: Math.max(3, Math.floor(width / 90)), tickSize: 3, label: null }),
  ];
}

function plotNumber(value: number): string {
  return value.toLocaleString('en-GB');
}
