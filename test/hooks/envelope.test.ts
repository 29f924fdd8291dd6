import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { generate } from '../../src/hooks/generate.js';

test('the generated files are what generate.ts writes', () => {
  const written = (name: string): string =>
    readFileSync(new URL(`../../src/hooks/${name}`, import.meta.url), 'utf8');
  const { js, dts } = generate();
  expect(written('envelope.generated.js') === js).toBe(true);
  expect(written('envelope.generated.d.ts')).toBe(dts);
});

test('a page may read requests: nothing is made from a text, and nothing is loaded', () => {
  expect(generate().js).not.toMatch(/\brequire\(|\bimport\b|new Function|\beval\(/u);
});
