import { expect, test } from '@jest/globals';
import { viewPath, viewRequest } from '../support/requests.js';
import { serve } from '../support/serve.js';
import { record } from '../support/record.js';
import { claims, fixedAuthenticate, tokenOf } from '../support/tokens.js';

const { get, post } = serve({ authenticate: fixedAuthenticate() });

const origins = [
  'https://sandbox.cds-hooks.org',
  'https://cds.example.org',
  'http://cds.example.org',
  'https://evil.example',
  'https://cds.example.org.evil.example',
  'https://evilcds.example.org',
  'https://cds.example.org:8443',
  'https://CDS.EXAMPLE.ORG',
  'http://localhost',
  'http://localhost:3000',
  'http://127.0.0.1:3000',
  'http://[::1]:3000',
  'null',
  '*',
  '',
  'file://',
  'chrome-extension://abcdefghijklmnop',
  'https://user:password@cds.example.org',
  'https://cds.example.org, https://evil.example',
  "https://evil.example'<script>",
];

test('C1: no origin is reflected, and no credentials are allowed, on any answer', async () => {
  const wrong: unknown[] = [];
  for (const origin of origins) {
    const headers = { Origin: origin };
    const asked = {
      ...headers,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization,content-type',
    };
    const Authorization = `Bearer ${tokenOf(claims(viewPath))}`;
    const answers = [
      [204, await get(viewPath, { method: 'OPTIONS', headers: asked })],
      [200, await get('/cds-services', { headers })],
      [200, await post(viewPath, viewRequest(), { ...headers, Authorization })],
      [401, await post(viewPath, viewRequest(), headers)],
      [404, await get('/nothing', { headers })],
    ] as const;
    for (const [status, response] of answers) {
      expect(response.status).toBe(status);
      const allowed = response.headers.get('access-control-allow-origin');
      if (allowed !== '*' || response.headers.has('access-control-allow-credentials'))
        wrong.push([origin, status, allowed]);
      await response.arrayBuffer();
    }
  }
  record(
    `C1: ${origins.length} origins on 5 answers each tried, ${wrong.length} reflected or with credentials`,
  );
  expect(wrong).toEqual([]);
  expect(origins.length).toBeGreaterThanOrEqual(20);
});
