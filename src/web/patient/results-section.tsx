import { axisY, dot, link, plot, rect, ruleX, text } from '@observablehq/plot';
import { useCallback, useMemo } from 'preact/hooks';
import type { Explanation } from '../../core/model/explanation.js';
import { EvidenceLink } from '../parts/mark.js';
import { numberText } from '../parts/text.js';
import type { Names } from './names.js';
import { Plotted } from './plotted.js';
import { type Measured, resultsOf } from './results.js';

/** How far the axis goes; what lies beyond stands at its end. */
const LOWEST = 0.1;
const TICKS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
/** Fewer each time: 1, 2, 5, 10 …, then 1, 5, 10 …, then the tens. */
const CHOICES = ['125', '15', '1'].map((digits) =>
  TICKS.filter((tick) => digits.includes(/[1-9]/u.exec(String(tick))?.[0] ?? ' ')),
);
const ROW = 22;
/** Pixels a tick and its number need. */
const TICK = 34;
/** Pixels left free above and below the rows. */
const [ABOVE, BELOW] = [22, 20];

/** Every result as times its limit on one axis, newest and earlier, and what has no place on it. */
export function ResultsSection({
  explanation,
  names,
}: {
  readonly explanation: Explanation;
  readonly names: Names;
}) {
  const { measured, told } = useMemo(() => resultsOf(explanation, names), [explanation, names]);
  const draw = useCallback((width: number) => drawing(measured, width), [measured]);
  return (
    <section class="panel" aria-labelledby="results-title">
      <h2 id="results-title">Results, as times their limit</h2>
      {measured.length > 0 ? (
        <figure>
          <Plotted draw={draw} onPaper={580} />
          <figcaption class="muted">
            Logarithmic axis; the line is the upper limit of each. Filled: the newest; rings: before it; a
            triangle: known only as a bound.
          </figcaption>
        </figure>
      ) : (
        <p class="muted">No result came that can be held against a limit.</p>
      )}
      {told.length > 0 && (
        <p class="told">
          {told.map(({ lab, name, text: found, date }) => (
            <span key={lab}>
              <EvidenceLink to={`evidence#lab-${lab}`}>{name}</EvidenceLink> <b>{found}</b>{' '}
              <span class="muted">{date}</span>
            </span>
          ))}
        </p>
      )}
      {measured.length > 0 && <ResultsTable measured={measured} />}
    </section>
  );
}

function ResultsTable({ measured }: { readonly measured: readonly Measured[] }) {
  return (
    <details class="as-table">
      <summary>Results as a table</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Test</th>
            <th scope="col">Newest</th>
            <th scope="col">Limit</th>
            <th scope="col">Times</th>
            <th scope="col">Before</th>
          </tr>
        </thead>
        <tbody>
          {measured.map(({ lab, name, text: amount, date, limit, times, low, earlier }) => (
            <tr key={lab}>
              <th scope="row">
                <EvidenceLink to={`evidence#lab-${lab}`}>{name}</EvidenceLink>
              </th>
              <td>
                {amount}
                {low && ' (low)'} <span class="muted">{date}</span>
              </td>
              <td>{limit}</td>
              <td>{timesText(times)}</td>
              <td>{earlier.map((one) => `${one.text} (${one.date})`).join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** `2.1`, `0.34`, `150` */
export function timesText(times: number): string {
  return numberText(Number(times.toPrecision(times < 100 ? 2 : 3)));
}

const COLOURS = { yes: 'var(--alert)', no: 'var(--good)', unknown: 'var(--open)' };

function colourOf({ raised, low }: Measured): string {
  return low && raised !== 'yes' ? COLOURS.unknown : COLOURS[raised];
}

/** As many as there is room for. */
function ticksTo(highest: number, width: number): number[] {
  const choices = CHOICES.map((ticks) => ticks.filter((tick) => tick <= highest));
  return choices.find(({ length }) => length * TICK <= width) ?? choices.at(-1) ?? [];
}

function drawing(measured: readonly Measured[], width: number): Element {
  const all = measured.flatMap(({ times, earlier }) => [times, ...earlier.map((one) => one.times)]);
  const highest = TICKS.find((tick) => tick >= Math.max(2, ...all) * 1.05) ?? Math.max(...all) * 1.05;
  const placed = (times: number): number => Math.max(times, LOWEST);
  const isNarrow = width < 480;
  const before = measured.flatMap((one) =>
    one.earlier.map((earlier) => ({ name: one.name, ...earlier, times: placed(earlier.times) })),
  );
  const newest = measured.map((one) => ({ ...one, times: placed(one.times) }));
  const ways = newest.flatMap(({ name, times, earlier }) =>
    earlier.length > 0 ? [{ name, from: placed(earlier.at(-1)?.times ?? times), to: times }] : [],
  );
  const [marginLeft, marginRight] = isNarrow ? [112, 92] : [150, 118];
  const ticks = ticksTo(highest, width - marginLeft - marginRight);
  return plot({
    className: 'plot',
    width,
    height: measured.length * ROW + ABOVE + BELOW,
    marginLeft,
    marginRight,
    marginTop: ABOVE,
    marginBottom: BELOW,
    x: { type: 'log', domain: [LOWEST, highest], clamp: true, axis: null },
    y: { type: 'band', domain: measured.map(({ name }) => name), padding: 0.1, axis: null },
    marks: [
      rect([highest], {
        x1: 1,
        x2: (one: number) => one,
        fill: 'var(--alert-bg)',
        insetTop: -2,
        insetBottom: -2,
      }),
      ruleX(ticks, { stroke: 'var(--line)' }),
      text(ticks, {
        x: (one: number) => one,
        text: (one: number) => `${String(one)}×`,
        frameAnchor: 'bottom',
        dy: 14,
      }),
      ruleX([1], { stroke: 'var(--ink)', strokeWidth: 1.5 }),
      text(['limit'], { x: 1, frameAnchor: 'top', dy: -12, fill: 'var(--ink)' }),
      link(ways, { x1: 'from', x2: 'to', y: 'name', stroke: 'var(--edge)', strokeWidth: 1 }),
      dot(before, { x: 'times', y: 'name', r: 3, stroke: 'var(--soft)', fill: 'var(--paper)' }),
      dot(newest, {
        x: 'times',
        y: 'name',
        r: 5,
        fill: colourOf,
        symbol: ({ open }: Measured) => (open === undefined ? 'circle' : 'triangle'),
        rotate: ({ open }: Measured) => (open === 'above' ? 90 : open === 'below' ? -90 : 0),
        href: ({ lab }: Measured) => `evidence#lab-${lab}`,
        target: '_blank',
      }),
      axisY({ tickSize: 0, label: null, lineWidth: isNarrow ? 9 : 12, textOverflow: 'ellipsis' }),
      text(newest, {
        y: 'name',
        text: 'text',
        frameAnchor: 'right',
        textAnchor: 'end',
        dx: marginRight - 2,
        fill: colourOf,
        fontWeight: 600,
      }),
    ],
  });
}
