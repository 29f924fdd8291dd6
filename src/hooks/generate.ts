/**
 * Writes `envelope.generated.js` and its `.d.ts`. Run after changing `envelope.ts`:
 *   npx tsx src/hooks/generate.ts
 * At run time neither the schema nor ajv is needed to read a request.
 */
import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { envelope } from './envelope.js';

const HEAD = '// Written by generate.ts; not to be edited.\n';
const DECLARATIONS = `import type { ErrorObject } from 'ajv';

/** Whether a body has the shape of a request; \`errors\` says what of the last one did not. */
export interface Check {
  (body: unknown): boolean;
  errors?: readonly ErrorObject[] | null;
}
/** Of a service that is handed new results, and of any other. */
export const results: Check;
export const plain: Check;
`;

/** The two files as they are to be. */
export function generate(): { js: string; dts: string } {
  const ajv = new Ajv({
    strict: true,
    allowUnionTypes: true,
    meta: false,
    validateSchema: false,
    code: { source: true, esm: true, lines: true },
    schemas: [
      { $id: 'plain', ...envelope(false) },
      { $id: 'results', ...envelope(true) },
    ],
  });
  const js = standaloneCode.default(ajv, { plain: 'plain', results: 'results' });
  return { js: `${HEAD}${js}\n`, dts: `${HEAD}${DECLARATIONS}` };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { js, dts } = generate();
  writeFileSync(new URL('envelope.generated.js', import.meta.url), js);
  writeFileSync(new URL('envelope.generated.d.ts', import.meta.url), dts);
}
