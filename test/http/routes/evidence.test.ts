import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { serve } from '../../support/serve.js';
import { knowledge, serveShipped } from '../../support/shipped.js';

const { get } = serveShipped();
const rules = [...knowledge.rules.keys()];

describe('evidence pages', () => {
  test.each(['/evidence', ...rules.map((id) => `/evidence/${id}`)])(
    '%s is HTML with a policy that fits it',
    async (path) => {
      const response = await get(path, { headers: { Accept: 'application/json' } });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      const html = await response.text();
      const styles = [...html.matchAll(/<style>(.*?)<\/style>/gsu)].map(([, style = '']) => style);
      expect(styles).toHaveLength(1);
      const hash = createHash('sha256').update(styles.join('')).digest('base64');
      expect(response.headers.get('content-security-policy')?.split(';')).toEqual([
        "default-src 'none'",
        `style-src 'sha256-${hash}'`,
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ]);
      // What the policy forbids would not show.
      expect(html).not.toMatch(/\sstyle=|<script|<base|<form/u);
    },
  );

  test('a card of a rule leads to its page', async () => {
    for (const id of rules) expect((await get(`/evidence/${id}`)).status).toBe(200);
  });

  test.each(['/evidence/nothing', '/evidence/nothing.yaml', '/evidence/main-ferritin.yml'])(
    '%s is unknown',
    async (path) => {
      const response = await get(path);
      expect(response.status).toBe(404);
      expect(response.headers.get('content-security-policy')).toBe(
        "default-src 'none';frame-ancestors 'none'",
      );
      expect(await response.json()).toMatchObject({
        resourceType: 'OperationOutcome',
        issue: [{ details: { coding: [{ code: 'rule-unknown' }] } }],
      });
    },
  );
});

test('source attributes as JSON', async () => {
  const response = await get('/source-attributes');
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  const { version, date } = knowledge.release;
  const { attributes, ...rest } = (await response.json()) as { attributes: { number: number }[] };
  expect(rest).toEqual({ knowledge: { version, date } });
  expect(attributes.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
});

describe('behind a path', () => {
  const behind = serve({
    knowledge,
    config: {
      client: 'public-sandbox',
      profile: 'us-nondevice',
      resultHook: 'org.example.result-review',
      publicUrl: 'https://ehr.example.org/cds/',
      canonicalBase: 'https://example.org/fhir',
    },
  });

  test('links keep the path and the host they were reached by', async () => {
    const html = await (await behind.get('/evidence/main-ferritin')).text();
    const own = [...html.matchAll(/href="([^"#]*)/gu)]
      .map(([, target = '']) => target)
      .filter((target) => target !== '' && !target.startsWith('https://doi.org/'));
    expect(own).toEqual(
      expect.arrayContaining(['/cds/evidence', '/cds/docs', '/cds/evidence/main-ferritin.yaml']),
    );
    for (const target of own) expect(target).toMatch(/^\/cds\/(?:evidence|docs)(?:\/|$)/u);
  });
});
