import { type Html, joined, markup, type Part } from '../markup.js';
import type { Renderer } from '../proof.js';
import type { WayExit, WayStep } from './way.js';
import { widthOf, wrap } from './wrap.js';

/** Where things stand, in units of the picture; at its widest one unit is one pixel. */
interface Layout {
  readonly name: string;
  readonly width: number;
  readonly text: number;
  readonly textWidth: number;
  readonly exit: number;
  readonly exitWidth: number;
  /** Whether exits stand beside a step, or below it. */
  readonly beside: boolean;
}

const WIDE: Layout = {
  name: 'wide',
  width: 760,
  text: 48,
  textWidth: 392,
  exit: 468,
  exitWidth: 290,
  beside: true,
};
const NARROW: Layout = {
  name: 'narrow',
  width: 340,
  text: 40,
  textWidth: 288,
  exit: 62,
  exitWidth: 274,
  beside: false,
};
const SIZE = 14;
const LINE = 19;
const TITLE = 15;
/** A bold face is wider. */
const HEAD = TITLE * 1.12;
const DOT = { x: 16, radius: 13 };
const PAD = 8;
const GAP = 22;
const BULLET = 12;

/** The steps as a picture, once for wide and once for narrow pages, and in words for who cannot or would not look. */
export function wayFigure(steps: readonly WayStep[], title: string, { say }: Renderer): Html {
  return markup`<figure class="way">
${[WIDE, NARROW].map((layout) => drawn(steps, title, layout))}
<figcaption>${say('wayCaption')}</figcaption>
</figure>
<details class="aside"><summary>${say('wayInWords')}</summary>${inWords(steps)}</details>`;
}

function inWords(steps: readonly WayStep[]): Html {
  return markup`<ol>${steps.map(
    ({ title, note, lines, exits }) => markup`<li><strong>${title}</strong>${
      note === undefined ? undefined : ` (${note})`
    }${lines.length > 0 ? [': ', joined(lines, '; '), '.'] : '.'}${exits.length > 0 ? markup`<ul>${exits.map((exit) => markup`<li>${linked(exit)}.</li>`)}</ul>` : undefined}</li>
`,
  )}</ol>`;
}

function linked({ text, href }: WayExit): Part {
  return href === undefined ? text : markup`<a href="${href}">${text}</a>`;
}

function drawn(steps: readonly WayStep[], title: string, layout: Layout): Html {
  const parts: Html[] = [];
  const dots: number[] = [];
  let y = 2;
  for (const [place, step] of steps.entries()) {
    const { html, height } = drawStep(step, place + 1, y, layout);
    dots.push(y + DOT.radius);
    parts.push(html);
    y += height + GAP;
  }
  const spine = dots
    .slice(1)
    .map((dot, place) => arrow(DOT.x, (dots[place] ?? 0) + DOT.radius, DOT.x, dot - DOT.radius - 2));
  return markup`<svg class="${layout.name}" viewBox="0 0 ${layout.width} ${y - GAP + 2}" role="img" aria-label="${title}">
${spine}${parts}</svg>
`;
}

interface Drawing {
  readonly html: Html;
  readonly height: number;
}

function drawStep(
  { title, note, lines, exits }: WayStep,
  number: number,
  top: number,
  layout: Layout,
): Drawing {
  const { text, beside, width } = layout;
  const room = beside && exits.length === 0 ? width - text : layout.textWidth;
  const indent = lines.length > 1 ? BULLET : 0;
  const parts: Html[] = [
    markup`<circle cx="${DOT.x}" cy="${top + DOT.radius}" r="${DOT.radius}"></circle><text class="number" x="${DOT.x}" y="${top + DOT.radius + 5}">${number}</text>`,
  ];
  let y = top + DOT.radius + 5;
  const write = (kind: string, what: string, size: number, left = 0): void => {
    const wrapped = wrap(what, size, room - left);
    parts.push(textLines(wrapped, text + left, y, kind));
    y += wrapped.length * LINE;
  };
  write('head', title, HEAD);
  if (note !== undefined) write('note', note, SIZE);
  for (const line of lines) {
    if (indent > 0)
      parts.push(markup`<circle class="bullet" cx="${text + 3}" cy="${y - 5}" r="2.5"></circle>`);
    write('line', line, SIZE, indent);
  }
  const textEnd = y - LINE + PAD;
  const from = text + Math.min(widthOf(title, HEAD), room) + PAD;
  const side = drawExits(exits, beside ? top : textEnd + 4, from, layout);
  return {
    html: markup`<g>${parts}${side.html}</g>\n`,
    height: Math.max(textEnd - top, beside ? side.height : textEnd + 4 + side.height - top),
  };
}

/** Beside a step a line leads from its title to the first, and on to the others; below it each has a line from the way itself. */
function drawExits(exits: readonly WayExit[], top: number, from: number, layout: Layout): Drawing {
  const { beside, exit: x } = layout;
  const turn = x - 26;
  const parts: Html[] = [];
  let y = top;
  for (const [place, exit] of exits.entries()) {
    const { html, height } = drawExit(exit, y, layout);
    const row = y + DOT.radius;
    if (beside && place > 0)
      parts.push(markup`<path class="arrow" d="M${turn} ${top + DOT.radius}V${row}"></path>`);
    parts.push(arrow(!beside ? DOT.x + 2 : place === 0 ? from : turn, row, x - 3, row), html);
    y += height + PAD;
  }
  return { html: markup`${parts}`, height: exits.length > 0 ? y - PAD - top : 0 };
}

function drawExit({ kind, text }: WayExit, top: number, { exit, exitWidth }: Layout): Drawing {
  const wrapped = wrap(text, SIZE, exitWidth - 2 * PAD);
  const height = wrapped.length * LINE + PAD;
  return {
    html: markup`<path class="exit ${kind}" d="M${exit + 5} ${top}h${exitWidth - 10}q5 0 5 5v${height - 10}q0 5 -5 5h${10 - exitWidth}q-5 0 -5 -5v${10 - height}q0 -5 5 -5z"></path>${textLines(wrapped, exit + PAD, top + LINE, 'line')}`,
    height,
  };
}

function textLines(lines: readonly string[], x: number, y: number, kind: string): Html {
  return markup`<text class="${kind}" x="${x}" y="${y}">${lines.map(
    (line, place) =>
      markup`<tspan x="${x}" y="${y + place * LINE}">${line}${place < lines.length - 1 ? ' ' : ''}</tspan>`,
  )}</text>`;
}

/** A line with its head: to the right, or down. */
function arrow(x: number, y: number, toX: number, toY: number): Html {
  const head = x === toX ? `m-4 -6l4 6l4 -6` : `m-6 -4l6 4l-6 4`;
  return markup`<path class="arrow" d="M${x} ${y}L${toX} ${toY}${head}"></path>`;
}
