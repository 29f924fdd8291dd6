import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import MarkdownIt, { type Token } from 'markdown-it';

/** Every document, wherever it lies: what it points to is there. */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NOT_OURS = new Set(['node_modules', '.git', 'dist', 'coverage', 'try']);
const markdown = new MarkdownIt({ html: true, linkify: false });

function documentsIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return documentsIn(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

function inlineOf(text: string): Token[] {
  return markdown.parse(text, {}).flatMap(({ children }) => children ?? []);
}

function linksOf(text: string): string[] {
  return inlineOf(text).flatMap((token) => {
    const target = token.type === 'image' ? token.attrGet('src') : token.attrGet('href');
    return typeof target === 'string' ? [decodeURI(target)] : [];
  });
}

/** What GitHub calls the headings of a document in an address. */
function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  const tokens = markdown.parse(text, {});
  for (const [place, { type }] of tokens.entries()) {
    if (type !== 'heading_open') continue;
    const words = (tokens[place + 1]?.children ?? []).map(({ content }) => content).join('');
    const name = words
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/gu, '-');
    let anchor = name;
    for (let again = 1; anchors.has(anchor); again++) anchor = `${name}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}

const documents = documentsIn(ROOT).map((path) => ({
  name: relative(ROOT, path),
  path,
  text: readFileSync(path, 'utf8'),
}));

/** What is wrong with a link, if anything. */
function brokenLink(from: string, target: string): string | undefined {
  if (/^https?:/u.test(target))
    return /hepacue\.org/u.test(target) ? 'is a namespace, not a site' : undefined;
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? from : join(dirname(from), file);
  if (!existsSync(path)) return 'is not there';
  if (anchor === undefined) return undefined;
  if (statSync(path).isDirectory()) return 'is a folder and has no headings';
  return anchorsOf(readFileSync(path, 'utf8')).has(anchor) ? undefined : 'has no such heading';
}

describe('what a document points to', () => {
  test('there are documents, and they have links', () => {
    expect(documents.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['README.md', join('docs', 'integrate.md'), join('cds-hooks', 'README.md')]),
    );
    expect(documents.flatMap(({ text }) => linksOf(text)).length).toBeGreaterThan(50);
  });

  test.each(documents)('every file and heading that $name links to is there', ({ path, text }) => {
    const broken = linksOf(text).flatMap((target) => {
      const what = brokenLink(path, target);
      return what === undefined ? [] : [`${target} ${what}`];
    });
    expect(broken).toEqual([]);
  });

  test('a file that is gone, a heading that is gone and the namespace are seen', () => {
    const from = join(ROOT, 'README.md');
    expect(brokenLink(from, 'docs/nothing.md')).toBe('is not there');
    expect(brokenLink(from, 'docs/operate.md#nothing')).toBe('has no such heading');
    expect(brokenLink(from, 'https://hepacue.org/fhir')).toBe('is a namespace, not a site');
    expect(brokenLink(from, 'docs/operate.md#configuration')).toBeUndefined();
  });

  test('every npm script that is named exists', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
    for (const { name, text } of documents)
      for (const [, script = ''] of text.matchAll(/npm run (?:--silent )?([a-z:-]*[a-z])/gu))
        expect([name, Object.keys(scripts)]).toEqual([name, expect.arrayContaining([script])]);
  });
});
