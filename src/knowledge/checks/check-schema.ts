import { readdirSync, readFileSync } from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';
import type { Report } from '../knowledge-error.js';
import { suggestion } from '../nearest.js';

const FOLDER = new URL('../schema/', import.meta.url);
const ENDING = '.schema.json';

/** The schemas of the program, each compiled when a file of its kind is first looked at. */
const schemas = new Ajv({
  allErrors: true,
  verbose: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
});
for (const name of readdirSync(FOLDER).filter((entry) => entry.endsWith(ENDING)))
  schemas.addSchema(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as object, name);

/**
 * Holds data against `schema/<kind>.schema.json`: true when it fits, else every misfit is reported.
 * @throws Error when there is no such kind
 */
export function checkSchema(kind: string, data: unknown, file: string, report: Report): boolean {
  const validate = schemas.getSchema(`${kind}${ENDING}`);
  if (!validate) throw new Error(`there is no knowledge/schema/${kind}${ENDING}`);
  if (validate(data)) return true;
  for (const error of validate.errors ?? []) {
    // `if` only says that a branch failed; the branch has said how.
    if (error.keyword !== 'if') report(file, keyOf(error.instancePath), sentence(error));
  }
  return false;
}

/** `/tests/0/codes` → `tests[0].codes`. */
function keyOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part, place) => (/^\d+$/u.test(part) ? `[${part}]` : place === 0 ? part : `.${part}`))
    .join('');
}

function sentence(error: ErrorObject): string {
  const { keyword, message = 'does not fit', parentSchema } = error;
  const params = error.params as Readonly<Record<string, unknown>>;
  switch (keyword) {
    case 'additionalProperties': {
      const known = Object.keys((parentSchema as { properties?: object } | undefined)?.properties ?? {});
      const name = String(params['additionalProperty']);
      return `unknown key '${name}'${suggestion(name, known)}`;
    }
    case 'required':
      return `'${String(params['missingProperty'])}' is missing`;
    case 'enum':
      return `must be one of ${(params['allowedValues'] as unknown[]).map(String).join(', ')}`;
    case 'const':
      return `must be '${String(params['allowedValue'])}'`;
    case 'false schema':
      return 'does not belong here';
    default:
      return message;
  }
}
