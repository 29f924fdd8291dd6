import { describe, expect, test } from '@jest/globals';
import type { Words } from '../../../src/core/model/knowledge.js';
import { openApiText } from '../../../src/http/routes/openapi.js';
import { apiPage } from '../../../src/pages/api/api-page.js';
import { METHODS, readDescription } from '../../../src/pages/api/description.js';
import { textIn } from '../../support/shown.js';
import { knowledge } from '../../support/shipped.js';

const words = knowledge.words.get('en') as Words;
const context = { knowledge, words, language: 'en', base: '/x' };
const description = readDescription(openApiText('https://cds.example.org', 'org.example.result-review'));
const html = apiPage(description, context);

/** What stands between this anchor and the next operation or section. */
const partOf = (anchor: string): string => html.split(`id="${anchor}"`)[1]?.split('<section')[0] ?? '';

describe('the reference has', () => {
  test('every operation, with its summary, in the contents of its group', () => {
    const operations = Object.entries(description.paths).flatMap(([path, item]) =>
      METHODS.flatMap((method) => (item[method] ? [{ path, method, operation: item[method] }] : [])),
    );
    expect(operations.length).toBeGreaterThan(15);
    for (const { path, method, operation } of operations) {
      expect(html).toContain(`<a href="#${operation.operationId}"><code>${path}</code></a>`);
      const text = textIn(`<p ${partOf(operation.operationId ?? '')}`);
      expect(text).toContain(`${method.toUpperCase()} ${path} ${operation.summary?.replace('`', '')}`);
      for (const status of Object.keys(operation.responses ?? {})) expect(text).toContain(` ${status} `);
    }
  });

  test('every shape, each field with whether it must be there', () => {
    for (const [name, schema] of Object.entries(description.components?.schemas ?? {})) {
      const part = html.split(`id="shape-${name}"`)[1]?.split('</details>')[0] ?? '';
      for (const field of Object.keys(schema.properties ?? {}))
        expect(part).toContain(`<code>${field}</code>`);
      for (const field of schema.required ?? [])
        expect(part).toContain(`<code>${field}</code> <span class="soft">required</span>`);
    }
  });

  test('every shared error, linked from the operations that answer with it', () => {
    for (const name of Object.keys(description.components?.responses ?? {})) {
      expect(html).toContain(`id="answer-${name}"`);
      expect(html).toContain(`href="#answer-${name}"`);
    }
  });

  test('the names of this deployment', () => {
    expect(html).toContain('org.example.result-review');
    expect(html).toContain('href="/x/openapi.yaml"');
  });
});

test('no anchor stands twice', () => {
  const ids = [...html.matchAll(/ id="([^"]+)"/gu)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('what a description says stands as text', () => {
  const hostile = '<script>a</script>';
  const page = apiPage(
    {
      info: { title: hostile, version: hostile, description: hostile },
      tags: [{ name: hostile, description: hostile }],
      paths: {
        '/a': {
          get: {
            tags: [hostile],
            operationId: 'a',
            summary: hostile,
            parameters: [
              {
                name: hostile,
                in: 'path',
                description: hostile,
                schema: { enum: [hostile] },
                example: hostile,
              },
            ],
            responses: { '200': { description: hostile, content: { 'text/plain': { example: hostile } } } },
          },
        },
      },
    },
    context,
  );
  expect(page).not.toContain('<script');
  expect(page.split('&lt;script&gt;').length).toBeGreaterThan(10);
});
