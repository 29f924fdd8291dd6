import { expect, test } from '@jest/globals';
import { serve } from '../support/serve.js';
import { viewPath, viewRequest } from '../support/requests.js';

const service = serve();
const deep = '['.repeat(120) + ']'.repeat(120);

test.each([
  ['a long text', 'x'.repeat(500), 200],
  ['a long text with brackets', '[{'.repeat(300), 200],
  ['a long text with quotes', `${'x'.repeat(150)}"[`.repeat(200), 200],
  ['a long text that ends in backslashes', `${'x'.repeat(150)}\\\\`, 200],
  ['a long text with backslashes and quotes', `${'x'.repeat(150)}\\"[`.repeat(200), 200],
  ['a short text', '["', 200],
])('%s hides no depth, and its brackets are none', async (_what, text, status) => {
  const body = { ...viewRequest(), extension: { text } };
  expect((await service.post(viewPath, body)).status).toBe(status);
  const hidden = JSON.stringify(body).replace(/\}$/u, `,"more":${deep}}`);
  const answer = await fetch(service.url() + viewPath, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: hidden,
  });
  expect(answer.status).toBe(400);
});
