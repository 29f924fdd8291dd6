import type { Drawing, Frame } from './drawing.js';
import { SERIES } from './drawing.js';
import { type LabelledRow, rowLabels } from './row-labels.js';

/** One row of bars: how much of each series. */
export interface BarRow extends LabelledRow {
  readonly values: readonly number[];
}

const ROW = 26;

/** A row for each label, the series one after the other. */
export function bars(drawing: Drawing, frame: Frame, rows: readonly BarRow[]): string {
  const { plot, draw } = drawing;
  const { room, places, axis } = rowLabels(drawing, frame, rows);
  const sums = rows.map(({ values }) => values.reduce((all, one) => all + one, 0));
  const parts = rows.flatMap(({ values }, place) =>
    values.map((value, series) => ({ place, value, series })),
  );
  return draw(frame, {
    ...room,
    height: rows.length * ROW + 8,
    marginBottom: 4,
    x: { axis: null, domain: [0, Math.max(1, ...sums)] },
    y: { type: 'band', domain: places, label: null, padding: 0.25 },
    marks: [
      axis,
      plot.barX(parts, {
        x: 'value',
        y: 'place',
        fill: ({ series }: (typeof parts)[number]) => SERIES[series] ?? 'var(--soft)',
        stroke: 'var(--paper)',
        strokeWidth: 0.5,
      }),
      plot.text(rows, {
        x: sums,
        y: places,
        text: ({ text = '' }: BarRow) => text,
        textAnchor: 'start',
        dx: 6,
      }),
    ],
  });
}
