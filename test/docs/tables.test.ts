import { describe, expect, test } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { errors } from '../../src/errors.js';
import { loadKnowledge } from '../../src/knowledge/load.js';
import { builtOf } from '../support/built.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../support/shipped.js';

/** What the tables and examples of the documents say is so in the program. */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');
const integrate = read('docs/integrate.md');
const operate = read('docs/operate.md');
const config = read('src/config.ts');

/** The names in backticks of the first cells of a table's rows, and what else stands there. */
function rowsOf(text: string): readonly { readonly names: readonly string[]; readonly line: string }[] {
  return [...text.matchAll(/^\| (`[^|]*)\|.*$/gmu)].map(([line, first = '']) => ({
    names: [...first.matchAll(/`([^`]+)`/gu)].map(([, name = '']) => name),
    line,
  }));
}

function between(text: string, from: string, to: string): string {
  const start = text.indexOf(from);
  expect([from, start]).not.toEqual([from, -1]);
  return text.slice(start, text.indexOf(to, start + from.length));
}

const variablesRead = new Set([...config.matchAll(/\bread\(\s*'([A-Z_]+)'/gu)].map(([, name = '']) => name));

describe('operate.md', () => {
  const rows = rowsOf(between(operate, '## Configuration', '## Authentication'));

  test('lists every variable that is read, and no other', () => {
    expect(variablesRead.size).toBeGreaterThan(20);
    expect(rows.flatMap(({ names }) => names).sort()).toEqual([...variablesRead].sort());
  });

  test('names the default that is taken', () => {
    for (const { names, line } of rows)
      for (const name of names) {
        const [, otherwise = ''] = new RegExp(`read\\(\\s*'${name}',\\s*'([^']+)'`, 'u').exec(config) ?? [];
        if (otherwise !== '')
          expect([name, line]).toEqual([name, expect.stringContaining(`\`${otherwise}\``)]);
      }
  });

  test('lists every error with its status', () => {
    const table = between(operate, '<!-- errors -->', '<!-- /errors -->');
    const listed = [...table.matchAll(/^\| (\d{3}) +\| ([^|]+)\|/gmu)].flatMap(([, status, codes = '']) =>
      [...codes.matchAll(/`([^`]+)`/gu)].map(([, code = '']) => [code, Number(status)]),
    );
    const known = Object.entries(errors).map(([code, { status }]) => [code, status]);
    expect(listed.sort()).toEqual(known.sort());
  });

  test('lists every reason for a refusal that the log may give', () => {
    const said = between(operate, 'as `"reason"`', 'The pages for people');
    const [, list = ''] = /const reasons = \[([^\]]+)\]/u.exec(read('src/clients/authenticate.ts')) ?? [];
    const reasons = [...list.matchAll(/'([a-z-]+)'/gu)].map(([, reason]) => reason);
    expect(reasons.length).toBeGreaterThan(10);
    expect([...said.matchAll(/`([a-z-]+)`/gu)].map(([, reason]) => reason)).toEqual(reasons);
  });
});

describe('integrate.md', () => {
  test('names every service with its hook', () => {
    const rows = rowsOf(between(integrate, '### Hooks', '### Prefetch'));
    expect(rows.map(({ names }) => names[0]).sort()).toEqual([...knowledge.services.keys()].sort());
    for (const { hook } of knowledge.services.values()) expect(integrate).toContain(`\`${hook}\``);
  });

  test('names every address that is described', () => {
    const table = between(integrate, '### Addresses', '### When the answer');
    const { paths } = parse(read('src/http/routes/openapi.yaml')) as { paths: object };
    expect(Object.keys(paths).length).toBeGreaterThan(10);
    const base = ['/demo/fhir', '/fhir/{type}'];
    for (const path of Object.keys(paths))
      expect([
        path,
        [path, ...base.filter((one) => path.startsWith(one))].some((one) => table.includes(one)),
      ]).toEqual([path, true]);
  });

  test('names every key of a client file', () => {
    const named = rowsOf(between(integrate, '<!-- client keys -->', '<!-- /client keys -->')).flatMap(
      ({ names }) => names,
    );
    const { properties } = JSON.parse(read('src/knowledge/schema/client.schema.json')) as {
      properties: object;
    };
    expect(named).toEqual(expect.arrayContaining(Object.keys(properties)));
  });

  test.each(['epic', 'oracle'])('the client file for %s is taken', async (name) => {
    const [, indent = '', yaml = ''] =
      new RegExp(`<!-- client ${name} -->\\n\\n( *)\`\`\`yaml\\n([^]*?)\\n *\`\`\``, 'u').exec(integrate) ??
      [];
    const text = yaml.replaceAll(new RegExp(`^${indent}`, 'gmu'), '');
    const { id } = parse(text) as { id: string };
    const folder = mkdtempSync(join(tmpdir(), 'clients-'));
    try {
      writeFileSync(join(folder, `${id}.yaml`), text);
      const { clients } = loadKnowledge(KNOWLEDGE_FOLDER, folder, await builtOf(KNOWLEDGE_FOLDER));
      expect([...clients.keys()]).toEqual([id]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test.each(['README.md', 'docs/integrate.md', 'docs/operate.md', 'docs/architecture.md', 'docs/govern.md'])(
  'every variable and file that %s names is there',
  (name) => {
    const text = read(name);
    for (const [, variable = ''] of text.matchAll(/`([A-Z]{3,}(?:_[A-Z]+)+)(?:=[^`]*)?`/gu))
      expect([variable, variablesRead.has(variable)]).toEqual([variable, true]);
    for (const [, file = ''] of text.matchAll(/`((?:src|test|cds-hooks|docs|profiles)\/[\w./-]*\w)`/gu))
      expect([file, existsSync(join(ROOT, file))]).toEqual([file, true]);
  },
);
