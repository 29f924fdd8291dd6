import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serve } from './support/serve.js';
import { NOW } from './support/clock.js';
import { knowledge, KNOWLEDGE_FOLDER } from './support/shipped.js';

const folder = join(KNOWLEDGE_FOLDER, 'examples');
const update = process.env['UPDATE_EXAMPLES'] === '1';

interface Example {
  readonly name: string;
  readonly service: string;
  readonly status: number;
}

/** The rows of the table in the folder's README.md. */
const examples: readonly Example[] = [
  ...readFileSync(join(folder, 'README.md'), 'utf8').matchAll(
    /^\| `(?<name>\d\d-[a-z0-9-]+)` +\| (?<service>[a-z0-9-]+) +\|[^|]+\| (?<status>\d{3}) +\|$/gm,
  ),
].map(({ groups = {} }) => ({
  name: groups['name']!,
  service: groups['service']!,
  status: Number(groups['status']),
}));

let ids = 0;
const { post } = serve({
  knowledge,
  advise: 'core',
  now: () => NOW,
  newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
  config: {
    client: 'public-sandbox',
    resultHook: 'org.hepacue.result-review',
    publicUrl: 'http://127.0.0.1:3000',
    profile: 'us-nondevice',
    canonicalBase: 'https://hepacue.org/fhir',
  },
});

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}

/** The answer as the formatter of the project lays it out, so that a rewritten file passes its check. */
async function laidOut(file: string, answer: unknown): Promise<string> {
  const { format, resolveConfig } = await import('prettier');
  return format(JSON.stringify(answer, null, 2), { ...(await resolveConfig(file)), parser: 'json' });
}

describe('cds-hooks/examples', () => {
  test.each(examples)('$name', async ({ name, service, status }) => {
    ids = 0;
    const answer = await post(`/cds-services/${service}`, read(`${name}.request.json`));
    expect(answer.status).toBe(status);
    const body: unknown = await answer.json();
    const file = join(folder, `${name}.response.json`);
    if (update) writeFileSync(file, await laidOut(file, body));
    expect(existsSync(file)).toBe(true);
    expect(body).toEqual(read(`${name}.response.json`));
  });

  test('every request and response is in the table, and every row has both', () => {
    const pairs = examples.flatMap(({ name }) => [`${name}.request.json`, `${name}.response.json`]);
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    expect(files.sort()).toEqual(pairs.sort());
  });
});
