import type { Release } from '../core/model/knowledge.js';
import { type Html, markup, type Part, verbatim } from './markup.js';
import type { Renderer } from './proof.js';
import { STYLE } from './style.js';

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Part;
}

export interface Page {
  readonly language: string;
  /** Path of the service, without a slash at its end: links stay on the host the page came from. */
  readonly base: string;
  readonly title: string;
  /** Above the title: where this page stands. */
  readonly trail: Part;
  readonly lead: Part;
  readonly sections: readonly Section[];
  readonly release: Release;
}

const MARKS = ['verified', 'unverified', 'decision'] as const;

/** A whole document: notice, title, contents, sections. Nothing in it is loaded from anywhere. */
export function pageOf(
  { language, base, title, trail, lead, sections, release }: Page,
  { say }: Renderer,
): string {
  const notice = markup`<strong>${say('notValidated')}</strong> ${signOff(release, say)} ${say('forProfessionals')}`;
  const version = say('versionLine', { version: release.version, date: release.date });
  return markup`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · HepaCue</title>
<style>${verbatim(STYLE)}</style>
</head>
<body>
<a class="skip" href="#content">${say('skip')}</a>
<p class="notice">${notice}</p>
<div class="page">
<header>
<p class="trail">${trail}</p>
<h1>${title}</h1>
<div class="lead">${lead}</div>
<ul class="legend">${MARKS.map((kind) => markup`<li><span class="mark ${kind}">${say(kind)}</span> ${say(`${kind}Means`)}</li>`)}</ul>
</header>
<div class="with-toc">
<nav class="toc" aria-labelledby="contents"><h2 id="contents">${say('contents')}</h2>
<ol>${sections.map((section) => markup`<li><a href="#${section.id}">${section.title}</a></li>`)}</ol></nav>
<main id="content">${sections.map(
    (section) => markup`
<section id="${section.id}" aria-labelledby="${section.id}-title">
<h2 id="${section.id}-title">${section.title}</h2>
${section.body}
</section>`,
  )}
</main>
</div>
<footer><p>${version} ${notice} <a href="${base}/evidence">${say('toIndex')}</a></p></footer>
</div>
</body>
</html>
`.text;
}

/** Who signed the knowledge off, or that nobody did. */
function signOff({ reviewed = [] }: Release, say: Renderer['say']): Html {
  if (reviewed.length === 0) return markup`<strong>${say('notSignedOff')}</strong>`;
  const list = reviewed.map(({ who, role, date }) => say('signer', { who, role, date })).join('; ');
  return markup`${say('signedOff', { list })}`;
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
