import { type Html, markup, type Part, rich } from '../markup.js';
import { pageOf, type Section } from '../page.js';
import { rendererOf } from '../proof.js';
import type { PageContext } from '../evidence/rule-page.js';
import { type Description, METHODS, type PathItem } from './description.js';
import { anchorOf, bodyEntry, operationEntry, type Placed } from './operation.js';
import { schemaTable } from './schema-table.js';

/** The description of our interface as a page: every operation by its group, the errors they share, and the shapes they send. */
export function apiPage(description: Description, { knowledge, words, language, base }: PageContext): string {
  const renderer = rendererOf(words, language, knowledge.sources);
  const { info, tags = [] } = description;
  const operations = Object.entries(description.paths).flatMap(([path, item]) => placedIn(path, item));
  const groups = tags.map(({ name, description: about }): Section => {
    const own = operations.filter(({ operation }) => operation.tags?.includes(name));
    return {
      id: `group-${name.replace(/\W+/gu, '-').toLowerCase()}`,
      title: name,
      body: english([
        about === undefined ? undefined : markup`<p>${rich(about)}</p>`,
        markup`<ul class="plain">${own.map(menuEntry)}</ul>`,
        own.map((one) => operationEntry(one, description)),
      ]),
    };
  });
  return pageOf(
    {
      language,
      base,
      title: renderer.say('toApi'),
      lead: english(
        markup`<p>${info.description}</p><p class="meta">${info.title} ${info.version}. <a href="${base}/openapi.yaml">The same as a file, for tools</a>.</p>`,
      ),
      sections: [
        ...groups,
        tokenSection(description),
        errorsSection(description),
        shapesSection(description),
      ],
      folded: [],
      last: [],
      release: knowledge.release,
    },
    renderer,
  );
}

function placedIn(path: string, item: PathItem): Placed[] {
  return METHODS.flatMap((method) => {
    const operation = item[method];
    return operation ? [{ path, method, operation, shared: item.parameters ?? [] }] : [];
  });
}

function menuEntry(placed: Placed): Html {
  const { method, path, operation } = placed;
  return markup`<li><span class="method ${method}">${method.toUpperCase()}</span> <a href="#${anchorOf(placed)}"><code>${path}</code></a> <span class="soft">${operation.summary}</span></li>
`;
}

function tokenSection({ components }: Description): Section {
  const schemes = Object.values(components?.securitySchemes ?? {});
  return {
    id: 'token',
    title: 'Tokens',
    body: english(schemes.map((scheme) => markup`<p>${rich(scheme.description ?? '')}</p>`)),
  };
}

function errorsSection({ components }: Description): Section {
  return {
    id: 'errors',
    title: 'Errors',
    body: english(
      Object.entries(components?.responses ?? {}).map(
        ([name, response]) =>
          markup`<section class="operation" id="answer-${name}"><h3>${spaced(name)}</h3>${bodyEntry(response, 'Example')}</section>`,
      ),
    ),
  };
}

function shapesSection({ components }: Description): Section {
  return {
    id: 'shapes',
    title: 'Shapes',
    body: english(
      Object.entries(components?.schemas ?? {}).map(
        ([name, schema]) =>
          markup`<details><summary><h3>${name}</h3></summary><div id="shape-${name}">${
            schema.description === undefined ? undefined : markup`<p>${rich(schema.description)}</p>`
          }${schemaTable(schema)}</div></details>`,
      ),
    ),
  };
}

/** `PrefetchMissing` as people say it. */
function spaced(name: string): string {
  const words = name.replace(/(?<=[a-z])(?=[A-Z])/gu, ' ').toLowerCase();
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** The description is in English whatever the language of the page. */
function english(part: Part): Html {
  return markup`<div lang="en">${part}</div>`;
}
