import { type Html, markup, type Part } from './markup.js';
import type { Renderer } from './proof.js';
import { documentOf, type Shell } from './shell.js';

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Part;
}

export interface Page extends Shell {
  readonly lead: Part;
  /** What is read without opening anything. */
  readonly sections: readonly Section[];
  /** What stands closed below it. */
  readonly folded: readonly Section[];
  /** What stands last, and open: what the sections cite. */
  readonly last: readonly Section[];
}

/** A page in sections, with its contents beside it. */
export function pageOf({ lead, sections, folded, last, ...shell }: Page, renderer: Renderer): string {
  const { say } = renderer;
  const entry = ({ id, title }: Section): Html => markup`<li><a href="#${id}">${title}</a></li>`;
  return documentOf(
    shell,
    renderer,
    markup`<header>
<h1>${shell.title}</h1>
<div class="lead">${lead}</div>
</header>
<div class="with-toc">
<nav class="toc" aria-labelledby="contents"><h2 id="contents">${say('contents')}</h2>
<ol>${[...sections, ...(folded.length > 0 ? [{ id: 'closer', title: say('closer'), body: undefined }] : []), ...last].map(entry)}</ol></nav>
<main id="content">${sections.map(open)}
${folded.length > 0 ? markup`<p class="closer" id="closer">${say('closer')}</p>` : undefined}${folded.map(closed)}${last.map(open)}
</main>
</div>`,
  );
}

function open({ id, title, body }: Section): Html {
  return markup`
<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${body}
</section>`;
}

/** The anchor stands inside, so that a link to it opens it. */
function closed({ id, title, body }: Section): Html {
  return markup`
<section class="folded" aria-labelledby="${id}-title">
<details><summary><h2 id="${id}-title">${title}</h2></summary>
<div id="${id}">
${body}
</div></details>
</section>`;
}

export interface Column {
  readonly head: string;
  readonly kind?: 'number' | 'short';
}

/** A table whose rows become blocks on a phone, each cell with the name of its column. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Part[])[],
  caption?: string,
): Html {
  const cell = (part: Part, place: number): Html => {
    const { head = '', kind } = columns[place] ?? {};
    return markup`<td role="cell" data-label="${head}" class="${kind}">${part}</td>`;
  };
  return markup`<table role="table">${caption !== undefined ? markup`<caption>${caption}</caption>` : undefined}
<thead role="rowgroup"><tr role="row">${columns.map(({ head }) => markup`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map((row) => markup`<tr role="row">${row.map(cell)}</tr>\n`)}</tbody></table>`;
}

export function list(items: readonly Part[], kind = ''): Html {
  return markup`<ul class="${kind}">${items.map((item) => markup`<li>${item}</li>\n`)}</ul>`;
}
