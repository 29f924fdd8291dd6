import { placeOn, powersIn, scaleFor, type Scale } from './scale.js';

export interface PlotMark {
  readonly value: number;
  readonly text: string;
}

/** What a plot shows: a value, the limit it was held against, and limits for other people. */
export interface PlotInput {
  readonly value: PlotMark;
  readonly comparator?: string | undefined;
  readonly limit?: PlotMark | undefined;
  readonly others: readonly PlotMark[];
  /** Prints the ends of the scale. */
  readonly print: (value: number) => string;
}

export interface PlotText {
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly text: string;
  readonly kind: 'value' | 'limit' | 'other' | 'scale';
}

/** A plot in the units of its viewBox. */
export interface Plot {
  readonly width: number;
  readonly height: number;
  readonly y: number;
  readonly start: number;
  readonly end: number;
  readonly value: number;
  readonly open?: 'below' | 'above';
  readonly limit?: number;
  readonly others: readonly number[];
  readonly ticks: readonly number[];
  readonly texts: readonly PlotText[];
  readonly scale: Scale;
}

export const FONT = 11;
const WIDTH = 300;
const AXIS = 29;
const FIRST_ROW = 53;
const ROW = 13;
/** Of the font size; wider than most letters, as texts may not touch whatever the font. */
const LETTER = 0.6;
const GAP = 7;

/** How wide a text is at most. */
export function widthOf(text: string): number {
  return text.length * FONT * LETTER;
}

/** Lays a plot out so that no text touches another. */
export function layOut({ value, comparator, limit, others, print }: PlotInput): Plot {
  const openAbove = comparator?.startsWith('>') ?? false;
  const openBelow = comparator?.startsWith('<') ?? false;
  const marks = [...(limit ? [limit] : []), ...others];
  const scale = scaleFor(
    value.value,
    marks.map((mark) => mark.value),
    limit?.value ?? others[0]?.value,
    openAbove,
  );
  const [low, high] = [print(scale.from), print(scale.to)];
  const start = widthOf(low) + GAP;
  const end = WIDTH - widthOf(high) - GAP;
  const xOf = (number: number): number => rounded(start + placeOn(scale, number) * (end - start));

  const rows: [from: number, to: number][][] = [];
  const below = (x: number, text: string, kind: PlotText['kind']): PlotText => {
    const placed = fit(x, text);
    let row = rows.findIndex((taken) =>
      taken.every(([from, to]) => placed.to + GAP <= from || placed.from >= to + GAP),
    );
    if (row < 0) row = rows.push([]) - 1;
    rows[row]?.push([placed.from, placed.to]);
    return { x: placed.x, anchor: placed.anchor, y: FIRST_ROW + row * ROW, text, kind };
  };
  const { x, anchor } = fit(xOf(value.value), value.text);
  const texts: PlotText[] = [
    { x, anchor, y: FONT, text: value.text, kind: 'value' },
    { x: 0, anchor: 'start', y: AXIS + 4, text: low, kind: 'scale' },
    { x: WIDTH, anchor: 'end', y: AXIS + 4, text: high, kind: 'scale' },
    ...(limit ? [below(xOf(limit.value), limit.text, 'limit')] : []),
    ...others.map((other) => below(xOf(other.value), other.text, 'other')),
    ...(scale.log ? [below(WIDTH, 'logarithmic scale', 'scale')] : []),
  ];
  return {
    width: WIDTH,
    height: FIRST_ROW + Math.max(rows.length - 1, 0) * ROW + 4,
    y: AXIS,
    start,
    end,
    value: xOf(value.value),
    ...(openAbove && { open: 'above' }),
    ...(openBelow && { open: 'below' }),
    ...(limit && { limit: xOf(limit.value) }),
    others: others.map((other) => xOf(other.value)),
    ticks: powersIn(scale).map(xOf),
    texts,
    scale,
  };
}

/** Everything a plot shows, in words. */
export function describe({ value, limit, others, print }: PlotInput, { scale }: Plot): string {
  const ends = `on a ${scale.log ? 'logarithmic ' : ''}scale from ${print(scale.from)} to ${print(scale.to)}`;
  const relation =
    limit && value.value === limit.value ? 'at' : limit && value.value > limit.value ? 'above' : 'below';
  return [
    `${value.text} ${ends}.`,
    limit ? `The number lies ${relation} the ${limit.text}.` : '',
    others.length > 0 ? `Not used: ${others.map(({ text }) => text).join(', ')}.` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** A text centred on a place, moved inwards where it would leave the picture. */
function fit(
  x: number,
  text: string,
): Pick<PlotText, 'x' | 'anchor'> & { readonly from: number; readonly to: number } {
  const width = widthOf(text);
  if (x - width / 2 < 0) return { x: 0, anchor: 'start', from: 0, to: width };
  if (x + width / 2 > WIDTH) return { x: WIDTH, anchor: 'end', from: WIDTH - width, to: WIDTH };
  return { x, anchor: 'middle', from: x - width / 2, to: x + width / 2 };
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
