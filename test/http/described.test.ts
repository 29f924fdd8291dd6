import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { hookOf } from '../../src/hooks/discovery.js';
import { readExamples } from '../../src/cases/examples.js';
import { serve } from '../support/serve.js';
import { NOW } from '../support/clock.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../support/shipped.js';

// What openapi.yaml says of an answer, read strictly: an element it does not name is an element too many.

const resultHook = 'org.hepacue.result-review';
const { get, post } = serve({
  knowledge,
  advise: 'core',
  now: () => NOW,
  examples: readExamples(KNOWLEDGE_FOLDER, knowledge, (service) => hookOf(service, resultHook)),
  config: {
    client: 'public-sandbox',
    profile: 'full',
    resultHook,
    publicUrl: 'https://cds.example.org',
    canonicalBase: 'https://hepacue.org/fhir',
  },
});

function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]));
  return 'properties' in schema && !('additionalProperties' in schema) && schemaTypeIsObject(schema)
    ? { ...inner, additionalProperties: false }
    : inner;
}

function schemaTypeIsObject(schema: object): boolean {
  return 'type' in schema && schema.type === 'object';
}

const ajv = new Ajv2020({ strict: false, validateFormats: false });
const text = readFileSync(new URL('../../src/http/routes/openapi.yaml', import.meta.url), 'utf8');
const { components } = parse(text) as { components: { schemas: unknown } };
ajv.addSchema({ components: { schemas: strict(components.schemas) } }, 'api');

function problems(schema: string, answer: unknown): unknown {
  const validate = ajv.compile({ $ref: `api#/components/schemas/${schema}` });
  validate(answer);
  return validate.errors ?? [];
}

async function json(path: string): Promise<unknown> {
  return (await get(path)).json();
}

describe('openapi.yaml describes', () => {
  test.each([
    ['Labs', '/labs'],
    ['Examples', '/examples'],
    ['SourceAttributes', '/source-attributes'],
    ['Discovery', '/cds-services'],
    ['Health', '/healthz'],
  ])('%s as %s answers', async (schema, path) => {
    expect(problems(schema, await json(path))).toEqual([]);
  });

  test('every explanation of the examples', async () => {
    const { examples } = (await json('/examples')) as { examples: { id: string; service: string }[] };
    let explained = 0;
    for (const { id, service } of examples) {
      const answer = await post(`/explain/${service}`, await json(`/examples/${id}`));
      const schema = answer.ok ? 'Explanation' : 'OperationOutcome';
      expect([id, problems(schema, await answer.json())]).toEqual([id, []]);
      explained += Number(answer.ok);
    }
    expect(explained).toBe(examples.length - 2);
  });

  test('and finds what is too much', () => {
    expect(problems('Health', { status: 'ok', more: 1 })).not.toEqual([]);
  });
});
