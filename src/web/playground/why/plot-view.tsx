import { describe, layOut, type PlotInput } from './plot.js';

/** A value on a line, against its limit. Everything in it is in its text alternative too. */
export function PlotView({
  name,
  raised,
  input,
}: {
  readonly name: string;
  readonly raised: 'yes' | 'no' | 'unknown';
  readonly input: PlotInput;
}) {
  const plot = layOut(input);
  const { width, height, y, start, end, value, open } = plot;
  return (
    <svg
      class={`why-plot raised-${raised}`}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${name}: ${describe(input, plot)}`}
    >
      <line class="axis" x1={start} x2={end} y1={y} y2={y} />
      {plot.ticks.map((x) => (
        <line key={x} class="axis" x1={x} x2={x} y1={y - 3} y2={y + 3} />
      ))}
      {plot.others.map((x) => (
        <line key={x} class="other" x1={x} x2={x} y1={y - 9} y2={y + 12} />
      ))}
      {plot.limit !== undefined && (
        <line class="limit" x1={plot.limit} x2={plot.limit} y1={y - 11} y2={y + 12} />
      )}
      {open === undefined ? (
        <circle class="value" cx={value} cy={y} r={5} />
      ) : (
        <Arrow from={value} to={open === 'above' ? end : start} y={y} />
      )}
      {plot.texts.map(({ x, y: row, anchor, text, kind }) => (
        <text key={kind + text} class={kind} x={x} y={row} text-anchor={anchor}>
          {text}
        </text>
      ))}
    </svg>
  );
}

/** The number is an end of what the value may be; the arrow points to the open side. */
function Arrow({ from, to, y }: { readonly from: number; readonly to: number; readonly y: number }) {
  const back = to > from ? -8 : 8;
  return (
    <>
      <line class="reach" x1={from} x2={from} y1={y - 6} y2={y + 6} />
      <line class="reach" x1={from} x2={to + back} y1={y} y2={y} />
      <polygon class="value" points={`${to},${y} ${to + back},${y - 5} ${to + back},${y + 5}`} />
    </>
  );
}
