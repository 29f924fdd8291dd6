import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { documentFolders, readDocuments } from '../../../src/pages/docs/read-documents.js';
import { serve } from '../../support/serve.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../../support/shipped.js';

/** The documents of this repository, as a deployment behind a path serves them. */

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const shipped = readDocuments(documentFolders(ROOT, KNOWLEDGE_FOLDER));
const documents = [...shipped.documents.values()];
const pictures = [...shipped.pictures.values()];
const { get } = serve({
  knowledge,
  documents: () => shipped,
  config: {
    client: 'public-sandbox',
    profile: 'us-nondevice',
    resultHook: 'org.example.result-review',
    publicUrl: 'https://ehr.example.org/cds',
    canonicalBase: 'https://example.org/fhir',
  },
});
const BASE = '/cds';
const page = async (path: string): Promise<string> => (await get(path)).text();
const hashOf = (style = ''): string => `'sha256-${createHash('sha256').update(style).digest('base64')}'`;

test('every document there is has an address of its own', () => {
  const addresses = documents.map(({ address }) => address);
  expect(addresses).toEqual(
    expect.arrayContaining(['readme', 'integrate', 'govern', 'security', 'cds-hooks-readme']),
  );
  expect(addresses).toEqual(expect.arrayContaining(['cds-hooks-safety', 'profiles-readme']));
  expect(new Set([...addresses, 'api']).size).toBe(addresses.length + 1);
  expect(new Set(pictures.map(({ address }) => address)).size).toBe(pictures.length);
});

test('/docs leads to each document, and to the reference', async () => {
  const html = await page('/docs');
  for (const { address, title } of documents) {
    expect(html).toContain(`<a href="${BASE}/docs/${address}">`);
    expect(title).not.toMatch(/\.md$/u);
  }
  expect(html).toContain(`href="${BASE}/docs/api"`);
  expect(html).toContain(`href="${BASE}/openapi.yaml"`);
});

describe.each(['/docs', '/docs/api', ...documents.map(({ address }) => `/docs/${address}`)])('%s', (path) => {
  test('is HTML that runs nothing and loads nothing but our pictures', async () => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const html = await response.text();
    const [, style] = /<style>(.*?)<\/style>/su.exec(html) ?? [];
    const policy = response.headers.get('content-security-policy')?.split(';');
    expect(policy?.filter((part) => part !== "img-src 'self'")).toEqual([
      "default-src 'none'",
      `style-src ${hashOf(style)}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(html).not.toMatch(/<[^>]*\s(?:style|on\w+)=|<script|<base|<form|<iframe|<\/?undefined|\[object/u);
    expect(html).not.toMatch(/href="(?:javascript|data):/iu);
  });

  test('leads only to what is there', async () => {
    const html = await page(path);
    const own = [...html.matchAll(/(?:href|src)="([^"]*)"/gu)]
      .map(([, target = '']) => target)
      .filter((target) => !/^https?:/u.test(target));
    expect(own.length).toBeGreaterThan(3);
    for (const target of new Set(own)) {
      const [address = '', anchor] = target.split('#');
      expect([target, address === '' || address.startsWith(`${BASE}/`)]).toEqual([target, true]);
      const there = address === '' ? undefined : await get(address.slice(BASE.length));
      expect([target, there?.status ?? 200]).toEqual([target, 200]);
      if (anchor === undefined) continue;
      const text = there ? await there.text() : html;
      expect([target, text.includes(` id="${anchor}"`)]).toEqual([target, true]);
    }
  });
});

test('every picture of a document is shown and served as what it is', async () => {
  expect(pictures.map(({ address }) => address)).toEqual(expect.arrayContaining(['alert-burden.svg']));
  const shown = new Set<string>();
  for (const { address } of documents)
    for (const [, picture = ''] of (await page(`/docs/${address}`)).matchAll(
      /<img src="\/cds\/docs\/pictures\/([^"]+)" alt="[^"]+">/gu,
    ))
      shown.add(picture);
  expect([...shown].sort()).toEqual(pictures.map(({ address }) => address).sort());
  for (const { address, type, content } of pictures) {
    const response = await get(`/docs/pictures/${address}`);
    expect(response.headers.get('content-type')).toMatch(type);
    expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).not.toContain('unsafe');
    for (const [, style] of content.toString('utf8').matchAll(/<style>(.*?)<\/style>/gsu))
      expect(policy).toContain(hashOf(style));
  }
});
