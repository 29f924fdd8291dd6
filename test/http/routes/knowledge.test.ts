import { describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { unpack } from '../../../src/core/portable.js';
import { serveShipped } from '../../support/shipped.js';

const { get } = serveShipped();

describe('GET /knowledge.json', () => {
  test('it is what a page answers with', async () => {
    const response = await get('/knowledge.json');
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const { client, settings, knowledge } = unpack(await response.text(), () => () => []);
    expect(client.id).toBe('public-sandbox');
    expect(settings.publicUrl).toBe('https://cds.example.org');
    expect(knowledge.rules.size).toBeGreaterThan(0);
  });

  test('it is sent once, and then only asked whether it is as it was', async () => {
    const first = await get('/knowledge.json');
    const etag = first.headers.get('etag')!;
    expect(first.headers.get('cache-control')).toBe('no-cache');
    expect(first.headers.get('content-encoding')).toBe('gzip');
    expect(first.headers.get('vary')).toContain('Accept-Encoding');
    const again = await get('/knowledge.json', { headers: { 'If-None-Match': etag } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    const other = await get('/knowledge.json', { headers: { 'If-None-Match': '"other"' } });
    expect(other.status).toBe(200);
    const plain = await get('/knowledge.json', { headers: { 'Accept-Encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe(await other.text());
  });

  test('it weighs less than 130 kB, packed', async () => {
    expect(gzipSync(await (await get('/knowledge.json')).text()).length).toBeLessThan(130_000);
  });

  test('one may name the client; another than those whose users open the page is not known', async () => {
    const named = await get('/knowledge.json?client=public-sandbox');
    expect(await named.text()).toBe(await (await get('/knowledge.json')).text());
    for (const other of ['example-ehr', '', '%00'])
      expect((await get(`/knowledge.json?client=${other}`)).status).toBe(404);
  });

  test('it answers to GET alone', async () => {
    expect((await get('/knowledge.json', { method: 'POST' })).status).toBe(405);
  });
});
