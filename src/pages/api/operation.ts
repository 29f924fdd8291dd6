import { type Html, markup, type Part, rich } from '../markup.js';
import { table } from '../page.js';
import {
  type Body,
  type Description,
  follow,
  type Media,
  type Method,
  nameIn,
  type Operation,
  type Parameter,
  type Referable,
} from './description.js';
import { schemaTable, typeOf } from './schema-table.js';

/** One operation with the path it is found at, and the parameters that stand there for all of them. */
export interface Placed {
  readonly path: string;
  readonly method: Method;
  readonly operation: Operation;
  readonly shared: readonly Referable<Parameter>[];
}

export function anchorOf({ method, path, operation }: Placed): string {
  return operation.operationId ?? `${method}-${path.replace(/\W+/gu, '-')}`;
}

/** What goes in, what comes out, and what can go wrong. */
export function operationEntry(placed: Placed, description: Description): Html {
  const { method, path, operation, shared } = placed;
  const { summary, security = [] } = operation;
  const body = operation.requestBody && follow(operation.requestBody, description);
  const parameters = [...shared, ...(operation.parameters ?? [])].map((one) => follow(one, description));
  return markup`<section class="operation" id="${anchorOf(placed)}">
<h3><span class="method ${method}">${method.toUpperCase()}</span> <code>${path}</code></h3>
<p><strong>${summary}</strong></p>
${operation.description === undefined ? undefined : markup`<p>${rich(operation.description)}</p>`}
${security.some((one) => Object.keys(one).length > 0) ? markup`<p class="meta">With a token, where <a href="#token">callers are asked for one</a>.</p>` : undefined}
${parameters.length > 0 ? [markup`<h4>Parameters</h4>`, parameterTable(parameters)] : undefined}
${body ? [markup`<h4>Body</h4>`, bodyEntry(body, 'Example')] : undefined}
<h4>Answers</h4>${answersTable(operation, description)}
</section>
`;
}

function parameterTable(parameters: readonly Parameter[]): Html {
  return table(
    [{ head: 'Name' }, { head: 'In' }, { head: 'Type' }, { head: 'Meaning' }],
    parameters.map(({ name, in: place, required, schema, description, example }) => [
      markup`<code>${name}</code>${required === true ? markup` <span class="soft">required</span>` : undefined}`,
      place,
      schema ? typeOf(schema) : undefined,
      [
        description === undefined ? undefined : rich(description),
        example === undefined
          ? undefined
          : markup` <span class="soft">For example <code>${asText(example)}</code></span>`,
      ],
    ]),
  );
}

/** What a body holds, by the type it is sent as, with an example to open. */
export function bodyEntry({ description, content = {} }: Body, example: string): Part {
  return [
    description === undefined ? undefined : markup`<p>${rich(description)}</p>`,
    Object.entries(content).map(([type, media]) => [
      markup`<p class="meta"><code>${type}</code>${media.schema ? [': ', typeOf(media.schema)] : undefined}</p>`,
      media.schema && nameIn(media.schema) === undefined && media.schema.properties
        ? schemaTable(media.schema)
        : undefined,
      exampleOf(media, example),
    ]),
  ];
}

function answersTable({ responses = {} }: Operation, description: Description): Html {
  return table(
    [{ head: 'Status', kind: 'number' as const }, { head: 'Answer' }],
    Object.entries(responses).map(([status, response]) => {
      const name = nameIn(response);
      if (name !== undefined)
        return [
          status,
          markup`<a href="#answer-${name}">${sentence(follow(response, description).description)}</a>`,
        ];
      return [status, bodyEntry(follow(response, description), 'Example')];
    }),
  );
}

/** The first sentence without its end, for a link. */
function sentence(text = ''): Html {
  return rich(/^.*?(?=[.:;](?:\s|$))/su.exec(text)?.[0] ?? text);
}

function exampleOf({ example }: Media, title: string): Part {
  if (example === undefined) return undefined;
  return markup`<details><summary>${title}</summary><pre tabindex="0"><code>${asText(example)}</code></pre></details>`;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
