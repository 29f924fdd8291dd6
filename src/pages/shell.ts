import type { Release } from '../core/model/knowledge.js';
import { type Html, markup, type Part, verbatim } from './markup.js';
import type { Renderer } from './proof.js';
import { STYLE } from './style.js';

/** What every page of this service stands in. */
export interface Shell {
  readonly language: string;
  /** Path of the service, without a slash at its end: links stay on the host the page came from. */
  readonly base: string;
  readonly title: string;
  readonly release: Release;
}

/** A whole document: notice, menu, the page itself, version. No script runs in it, and nothing is loaded but pictures of documents. */
export function documentOf(
  { language, base, title, release }: Shell,
  { say }: Renderer,
  content: Part,
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
<aside class="notice">${notice}</aside>
<div class="page">
<nav class="menu" aria-label="${say('mainMenu')}"><strong>HepaCue</strong>
<a href="${base}/evidence">${say('toIndex')}</a>
<a href="${base}/docs">${say('toDocs')}</a>
<a href="${base}/docs/api">${say('toApi')}</a></nav>
${content}
<footer><p>${version} <span class="again">${notice}</span></p></footer>
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
