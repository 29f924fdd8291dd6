import { describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { unpack } from '../../../src/core/portable.js';
import { serve } from '../../support/serve.js';
import { knowledge as shipped, serveShipped } from '../../support/shipped.js';

const { get } = serveShipped();
const example = shipped.clients.get('example-ehr')!;
const smart = {
  clientId: 'page',
  issuers: ['https://ehr.example.org/fhir'],
  scopes: ['openid', 'fhirUser', 'patient/*.rs'],
};
const withPage = serve({
  knowledge: {
    ...shipped,
    clients: new Map([...shipped.clients, ['signs-in', { ...example, id: 'signs-in', smart }]]),
  },
});

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

  test('it is as agreed with another client whose users open the page, and with no other', async () => {
    const clientIn = async (query: string): Promise<unknown> => {
      const answer = await withPage.get(`/knowledge.json${query}`);
      const text = await answer.text();
      return answer.ok ? unpack(text, () => () => []).client.id : answer.status;
    };
    expect(await clientIn('?client=signs-in')).toBe('signs-in');
    expect(await clientIn('')).toBe('public-sandbox');
    expect(await clientIn('?client=public-sandbox')).toBe('public-sandbox');
    expect(await clientIn('?client=example-ehr')).toBe(404);
    for (const none of ['nobody', '', 'a&client=b']) expect(await clientIn(`?client=${none}`)).toBe(404);
    expect(await clientIn('?client=signs-in')).toBe('signs-in');
  });

  test('it answers to GET alone', async () => {
    expect((await get('/knowledge.json', { method: 'POST' })).status).toBe(405);
  });
});
