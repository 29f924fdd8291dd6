import { type Html, joined, markup, type Part, rich } from '../markup.js';
import { table } from '../page.js';
import { nameIn, type Schema } from './description.js';

const LIMITS: Readonly<Record<string, string>> = {
  minLength: 'at least {} characters',
  maxLength: 'at most {} characters',
  minItems: 'at least {} entries',
  maxItems: 'at most {} entries',
  minimum: '{} or more',
  maximum: '{} or less',
  pattern: 'pattern {}',
};

/** The fields of a shape, each with its type and meaning; those of a shape within it stand below it with its name before theirs. */
export function schemaTable(schema: Schema): Part {
  const rows = rowsOf(schema, '');
  if (rows.length === 0) return markup`<p>${typeOf(schema)}${limitsOf(schema)}</p>`;
  return table([{ head: 'Field' }, { head: 'Type' }, { head: 'Meaning' }], rows);
}

function rowsOf(schema: Schema, before: string): Part[][] {
  const { properties = {}, required = [], additionalProperties: others } = schema;
  const own = Object.entries(properties).flatMap(([name, field]): Part[][] => {
    const path = `${before}${name}`;
    const needed = required.includes(name) ? markup` <span class="soft">required</span>` : undefined;
    return [
      [
        markup`<code>${path}</code>${needed}`,
        [typeOf(field), limitsOf(field)],
        field.description === undefined ? undefined : rich(field.description),
      ],
      ...inner(field, path),
    ];
  });
  return typeof others === 'object'
    ? [...own, [markup`<code>${before}*</code>`, typeOf(others), undefined], ...inner(others, `${before}*`)]
    : own;
}

function inner(field: Schema, path: string): Part[][] {
  if (field.items) return inner(field.items, `${path}[]`);
  return rowsOf(field, `${path}.`);
}

/** A type in words; a shape with a name as a link to it. */
export function typeOf(schema: Schema): Part {
  const name = nameIn(schema);
  if (name !== undefined) return markup`<a href="#shape-${name}">${name}</a>`;
  if (schema.const !== undefined) return markup`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum)
    return joined(
      schema.enum.map((one): Html => markup`<code>${String(one)}</code>`),
      ', ',
    );
  if (schema.items) return ['list of ', typeOf(schema.items)];
  const type = [schema.type ?? 'anything'].flat().join(' or ');
  return schema.format === undefined ? type : `${type} (${schema.format})`;
}

function limitsOf(schema: Schema): Part {
  const said = Object.entries(LIMITS).flatMap(([key, text]) => {
    const limit = schema[key];
    return typeof limit === 'string' || typeof limit === 'number'
      ? [text.replace('{}', () => String(limit))]
      : [];
  });
  return said.length > 0 ? markup` <span class="soft">${said.join(', ')}</span>` : undefined;
}
