import type { Drawing, Frame } from './drawing.js';

/** What stands before and after a row. */
export interface LabelledRow {
  readonly label: string;
  readonly text?: string;
}

/** Pixels of a letter, near enough to leave room for it; and of a label at most this part of the width. */
const LETTER = 7.3;
const MOST_LABEL = 0.42;
const GAP = 12;

/** Room for labels at the left and texts at the right, and an axis that names rows by their place: two may be called the same. */
export function rowLabels({ plot }: Drawing, { width }: Frame, rows: readonly LabelledRow[]) {
  const longest = (texts: readonly string[]): number =>
    Math.max(0, ...texts.map(({ length }) => length)) * LETTER;
  const label = Math.min(longest(rows.map((row) => row.label)), width * MOST_LABEL);
  return {
    room: {
      marginLeft: label + GAP,
      marginRight: longest(rows.map(({ text = '' }) => text)) + GAP,
      marginTop: 4,
    },
    places: rows.map((_, place) => place),
    axis: plot.axisY({
      label: null,
      tickSize: 0,
      tickFormat: (place: number) => rows[place]?.label ?? '',
      // In units of a letter's height.
      lineWidth: label / 10.8,
      textOverflow: 'ellipsis',
    }),
  };
}
