import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SENTENCES } from '../../src/knowledge/sentences.js';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

function sourcesIn(folder: string): string[] {
  return readdirSync(join(SRC, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(SRC, folder, name), 'utf8'));
}

/** Group and key of every sentence that the code names in full. */
function said(): string[] {
  const onCards = sourcesIn('core').flatMap((text) => [
    ...text.matchAll(/\bsay\(\s*words,\s*'(\w+)',\s*'([^']+)'/gu),
  ]);
  const onPages = sourcesIn('pages').flatMap((text) => [
    ...text.matchAll(/\b(?:say|sayWith|part)\(\s*'([^']+)'/gu),
  ]);
  return [
    ...onCards.map(([, group = '', key = '']) => `${group}.${key}`),
    ...onPages.map(([, key = '']) => `evidence.${key}`),
  ];
}

test('the table of sentences has every sentence that the code says', () => {
  const known = new Set(
    Object.entries(SENTENCES).flatMap(([group, keys]) => Object.keys(keys).map((key) => `${group}.${key}`)),
  );
  const names = said();
  expect(names.length).toBeGreaterThan(100);
  expect(names.filter((name) => !known.has(name))).toEqual([]);
});

test('and no group that the code does not speak of', () => {
  const code = [...sourcesIn('core'), ...sourcesIn('pages')].join('\n');
  const groups = Object.keys(SENTENCES).filter((group) => !code.includes(`'${group}'`));
  expect(groups).toEqual([]);
});
