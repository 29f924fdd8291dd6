import type { Measures } from '../../core/model/measures.js';
import { type Html, markup } from '../markup.js';
import { type Section, table } from '../page.js';
import { type Drawing, drawn } from '../plots/drawing.js';
import { lines, stacks } from '../plots/over-time.js';
import { perThousand, shareOf, whole } from './said.js';

/** How it went over time: what came of the cards, and how many there were for the openings. */
export function trendSection({ trend, answerDays }: Measures, drawing: Drawing): Section {
  const { by, points } = trend;
  const came = points.map(({ from, counts }) => ({
    from,
    values: [counts.accepted, counts.overridden, counts.ignored + counts.open],
  }));
  const burden = points.map(({ from, openings, counts }) => ({
    from,
    values: [counts.shown, counts.overridden].map((count) =>
      openings === 0 ? undefined : (count * 1_000) / openings,
    ),
  }));
  const [first, last] = [burden[0], burden.at(-1)];
  const said = `From ${first?.values[0]?.toFixed(0) ?? 'none'} cards shown for 1,000 openings at first to ${last?.values[0]?.toFixed(0) ?? 'none'} at last; all numbers stand in the table below.`;
  const columns = [
    { head: by === 'month' ? 'Month' : by === 'week' ? 'Week from' : 'Day', kind: 'short' as const },
    ...['Openings', 'Shown', 'for 1,000', 'Accepted', 'Turned down', 'No answer', 'Quiet', 'Silent'].map(
      (head) => ({ head }),
    ),
  ];
  return {
    id: 'trend',
    title: 'Over time',
    body: [
      markup`<figure class="plots"><figcaption>Cards shown each ${by}, by what came of them</figcaption>${key(['Accepted', 'Turned down', `No answer (within ${String(answerDays)} days, or not yet)`])}
${drawn({ id: 'plot-came', title: `Cards shown each ${by}, by what came of them`, description: said }, (frame) => stacks(drawing, frame, { by, points: came }))}</figure>
<figure class="plots"><figcaption>For 1,000 openings</figcaption>${key(['Cards shown', 'Cards turned down'])}
${drawn({ id: 'plot-burden', title: `Cards shown and cards turned down for 1,000 openings, each ${by}`, description: said }, (frame) => lines(drawing, frame, { by, points: burden }))}</figure>`,
      markup`<details class="aside"><summary>The same as a table</summary>${table(
        columns,
        points.map(({ from, openings, counts }) => [
          by === 'month' ? from.slice(0, 7) : from,
          whole(openings),
          whole(counts.shown),
          perThousand(counts.shown, openings),
          `${whole(counts.accepted)} (${shareOf(counts.accepted, counts.shown)})`,
          `${whole(counts.overridden)} (${shareOf(counts.overridden, counts.shown)})`,
          whole(counts.ignored + counts.open),
          whole(counts.quiet),
          whole(counts.silent),
        ]),
      )}</details>`,
    ],
  };
}

const PLACES = ['one', 'two', 'three', 'four', 'five'];

/** What the colours of a picture stand for, in their order. */
export function key(names: readonly string[]): Html {
  return markup`<ul class="key">${names.map((name, place) => markup`<li class="${PLACES[place]}">${name}</li>\n`)}</ul>`;
}
