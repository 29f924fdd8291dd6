import type { Held } from './report.js';

/** Of the picture, in its own units. */
const WIDE = 760;
const LEFT = 310;
const RIGHT = 70;
const TOP = 74;
const ROW = 40;
const BAR = 18;
const BLUE = '#2f6f9f';
const DARK = '#1f2933';
const GREY = '#5b6670';
const FONT = 'font-family="system-ui, sans-serif"';

/**
 * The alert burden as an SVG: one bar per rate, per 1,000 adults, with a mark where its goal is. What is no rate is left out.
 * @param title the population
 */
export function burdenPicture(held: readonly Held[], title: string, version: string): string {
  const bars = held.flatMap(({ goal, reached, isMet }) =>
    reached?.chance === undefined ? [] : [{ ...goal, value: reached.value, isMet: isMet === true }],
  );
  const most = scaleEnd(Math.max(1, ...bars.flatMap(({ value, atMost }) => [value, atMost])));
  const high = TOP + bars.length * ROW + 50;
  const x = (value: number): number => LEFT + (value / most) * (WIDE - LEFT - RIGHT);
  const bottom = TOP + bars.length * ROW;
  const ticks = [0, 1, 2, 3, 4].map((step) => (most / 4) * step);
  const said = bars.map(({ what, value, atMost }) => `${what}: ${value.toFixed(1)}, goal ${atMost}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDE} ${high}" width="${WIDE}" height="${high}" role="img" aria-labelledby="title said" ${FONT}>`,
    `<title id="title">${escaped(`Alert burden: ${title}`)}</title>`,
    `<desc id="said">${escaped(said.join('; '))}</desc>`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    text(24, 30, `Cards per 1,000 adults, and the goals`, { size: 18, weight: 600 }),
    text(24, 52, `${title}; rules ${version}; not clinically validated`, { size: 13, fill: GREY }),
    ...ticks.flatMap((tick) => [
      `<line x1="${at(x(tick))}" x2="${at(x(tick))}" y1="${TOP - 6}" y2="${bottom}" stroke="#e1e6ea"/>`,
      text(x(tick), bottom + 18, String(tick), { size: 12, fill: GREY, anchor: 'middle' }),
    ]),
    ...bars.flatMap(({ what, value, atMost, isMet }, place) => {
      const y = TOP + place * ROW;
      const goal = at(x(atMost));
      return [
        text(LEFT - 12, y + BAR - 4, what, { size: 13, anchor: 'end' }),
        `<rect x="${LEFT}" y="${y}" width="${at(x(value) - LEFT)}" height="${BAR}" rx="2" fill="${BLUE}"${isMet ? '' : ' fill-opacity="0.55"'}/>`,
        `<line x1="${goal}" x2="${goal}" y1="${y - 5}" y2="${y + BAR + 5}" stroke="${DARK}" stroke-width="2.5"/>`,
        text(Math.max(x(value), x(atMost)) + 8, y + BAR - 4, value.toFixed(0), { size: 13, weight: 600 }),
      ];
    }),
    `<line x1="${LEFT}" x2="${LEFT}" y1="${TOP - 6}" y2="${bottom}" stroke="${GREY}"/>`,
    text(LEFT, bottom + 40, 'Upright mark: the goal (at most). Pale bar: above it.', {
      size: 12,
      fill: GREY,
    }),
    '</svg>',
    '',
  ].join('\n');
}

/** A round number that four steps divide well. */
function scaleEnd(most: number): number {
  const size = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 4, 6, 8, 10].map((step) => step * size).find((end) => end >= most) ?? most;
}

interface Look {
  readonly size: number;
  readonly weight?: number;
  readonly fill?: string;
  readonly anchor?: 'middle' | 'end';
}

function text(x: number, y: number, said: string, { size, weight, fill = DARK, anchor }: Look): string {
  const more = `${weight === undefined ? '' : ` font-weight="${weight}"`}${anchor ? ` text-anchor="${anchor}"` : ''}`;
  return `<text x="${at(x)}" y="${y}" font-size="${size}" fill="${fill}"${more}>${escaped(said)}</text>`;
}

function at(place: number): string {
  return place.toFixed(1);
}

function escaped(said: string): string {
  return said.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
