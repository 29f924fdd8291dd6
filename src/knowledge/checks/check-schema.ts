import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Report } from '../knowledge-error.js';
import { suggestion } from '../nearest.js';

const ENDING = '.schema.json';

/** Holds data against `schema/<kind>.schema.json`: true when it fits, else every misfit is reported. */
export type Check = (kind: string, data: unknown, file: string, report: Report) => boolean;

export function createCheck(folder: string): Check {
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
  });
  const schemas = new Map<string, ValidateFunction>();
  for (const name of readdirSync(folder).filter((entry) => entry.endsWith(ENDING))) {
    const schema = JSON.parse(readFileSync(join(folder, name), 'utf8')) as object;
    schemas.set(name.slice(0, -ENDING.length), ajv.compile(schema));
  }
  return (kind, data, file, report) => {
    const validate = schemas.get(kind);
    if (!validate) {
      report(file, '', `there is no schema/${kind}${ENDING} to hold it against`);
      return false;
    }
    if (validate(data)) return true;
    for (const error of validate.errors ?? []) {
      // `if` only says that a branch failed; the branch has said how.
      if (error.keyword !== 'if') report(file, keyOf(error.instancePath), sentence(error));
    }
    return false;
  };
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
