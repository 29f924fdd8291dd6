import { describe, expect, test } from '@jest/globals';
import { viewPath, viewRequest } from '../support/requests.js';
import { serve } from '../support/serve.js';
import { record } from '../support/record.js';
import { claims, ec, fixedAuthenticate, rsa, tokenOf } from '../support/tokens.js';
import { forgedTokens } from './forged-tokens.js';

const { post, logged } = serve({ authenticate: fixedAuthenticate() });

async function send(token: string): Promise<Response> {
  return post(viewPath, viewRequest(), { Authorization: `Bearer ${token}` });
}

describe('J1: forged tokens', () => {
  test('none is taken, and none learns why', async () => {
    const forged = forgedTokens(viewPath);
    expect(new Set(forged.map(([, token]) => token)).size).toBe(forged.length);
    const taken: string[] = [];
    const answers = new Set<string>();
    for (const [name, token] of forged) {
      const response = await send(token);
      if (response.status !== 401) taken.push(`${name}: ${response.status}`);
      answers.add(`${response.headers.get('www-authenticate')} ${await response.text()}`);
    }
    record(`J1: ${forged.length} forged tokens tried, ${taken.length} accepted`);
    expect(taken).toEqual([]);
    expect(answers.size).toBe(1);
    expect(forged.length).toBeGreaterThanOrEqual(100);
  });

  test('while good ones are, of both kinds', async () => {
    for (const by of [ec, rsa]) expect((await send(tokenOf(claims(viewPath), by))).status).toBe(200);
  });

  test('the log has a reason for each and nothing of a token', async () => {
    logged.length = 0;
    await send(tokenOf(claims(viewPath, { aud: 'https://canary.example' })));
    expect(logged).toEqual([{ level: 'warn', code: 'not-authenticated', reason: 'aud', client: 'test-ehr' }]);
  });
});
