import { type Html, markup } from '../markup.js';
import { list } from '../page.js';
import { type Renderer, rendererOf } from '../proof.js';
import { documentOf } from '../shell.js';
import type { PageContext } from '../evidence/rule-page.js';
import type { Document, Documents } from './documents.js';
import { htmlOf, leadOf } from './markdown.js';

/** The groups a reader looks for a document in, by the folder it lies in; the documents themselves are in English. */
const GROUPS: readonly (readonly [title: string, folders: readonly string[]])[] = [
  ['Guides', ['docs']],
  ['The program', ['']],
  ['What it knows', ['cds-hooks', 'cds-hooks/examples', 'profiles']],
];

/** All documents, each with how it begins. */
export function documentsPage({ documents }: Documents, context: PageContext): string {
  const renderer = rendererFor(context);
  const { base } = context;
  const all = [...documents.values()];
  const groups = GROUPS.map(([title, folders]) => {
    const own = folders.flatMap((folder) => inOrder(all.filter(({ path }) => folderOf(path) === folder)));
    return own.length > 0
      ? [
          markup`<h2>${title}</h2>`,
          list(
            own.map((one) => entry(one, base)),
            'cards',
          ),
        ]
      : undefined;
  });
  const api = list(
    [
      markup`<a href="${base}/docs/api"><strong>API reference</strong></a> <span class="meta">Every address of this service, with what goes in and what comes out.</span>`,
      markup`<a href="${base}/openapi.yaml"><strong>The same as a file</strong></a> <span class="meta">OpenAPI 3.1, for tools.</span>`,
    ],
    'cards',
  );
  const title = renderer.say('toDocs');
  const content = markup`<main id="content" class="document"><h1>${title}</h1>
<div lang="en">${groups}<h2>The interface</h2>${api}</div></main>`;
  return documentOf(shellOf(title, context), renderer, content);
}

/** One document, in the language it is written in. */
export function documentPage(document: Document, documents: Documents, context: PageContext): string {
  const content = markup`<main id="content" class="document"><article lang="en">${htmlOf(document, documents, `${context.base}/docs`)}</article></main>`;
  return documentOf(shellOf(document.title, context), rendererFor(context), content);
}

function entry({ address, title, text }: Document, base: string): Html {
  return markup`<a href="${base}/docs/${address}"><strong>${title}</strong></a> <span class="meta">${leadOf(text)}</span>`;
}

/** What says what a folder is comes first. */
function inOrder(documents: readonly Document[]): Document[] {
  const first = ({ path }: Document): number => Number(!path.endsWith('README.md'));
  return [...documents].sort((one, other) => first(one) - first(other));
}

function folderOf(path: string): string {
  return path.split('/').slice(0, -1).join('/');
}

function rendererFor({ words, language, knowledge }: PageContext): Renderer {
  return rendererOf(words, language, knowledge.sources);
}

function shellOf(
  title: string,
  { language, base, knowledge }: PageContext,
): Parameters<typeof documentOf>[0] {
  return { language, base, title, release: knowledge.release };
}
