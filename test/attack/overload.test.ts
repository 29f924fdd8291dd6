import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { viewPath, viewRequest } from '../support/requests.js';
import { echo, type Running, serve } from '../support/serve.js';
import { claims, ehr, fixedAuthenticate, record, tokenOf } from '../support/tokens.js';

async function codeOf(answer: Response): Promise<string> {
  const { issue } = (await answer.json()) as fhir4.OperationOutcome;
  return issue[0]!.details!.coding![0]!.code!;
}

function tally(answers: readonly { readonly status: number }[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Asks until it is so; a test that asks in vain ends by its own time limit. */
async function again(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 100));
}

describe('L6: more at once than agreed', () => {
  const MOST = 8;
  const waiting: (() => void)[] = [];
  let held = true;
  const service = serve({
    limits: { maxConcurrent: MOST },
    // A FHIR server that answers when the test says so.
    gather: async () => {
      if (held) await new Promise<void>((resolve) => waiting.push(resolve));
      return { values: new Map(), failed: new Map(), partial: [] };
    },
  });
  const body = viewRequest(
    { ferritin: null },
    { fhirServer: 'https://ehr.example.org/fhir', fhirAuthorization: { access_token: 't' } },
  );

  test('the rest is refused at once, those taken are answered, and it recovers', async () => {
    const sent = Array.from({ length: MOST * 3 }, () => service.post(viewPath, body));
    const refused: Response[] = [];
    for (const one of sent)
      void one.then((answer) => {
        if (answer.status === 503) refused.push(answer);
      });
    while (refused.length < MOST * 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await service.get('/healthz')).status).toBe(200);
    expect((await service.get('/readyz')).status).toBe(200);
    held = false;
    for (const answer of waiting.splice(0)) answer();
    const answers = await Promise.all(sent);
    expect(tally(answers)).toEqual({ 200: MOST, 503: MOST * 2 });
    for (const answer of refused) {
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(await codeOf(answer)).toBe('overloaded');
    }
    const after = await Promise.all(Array.from({ length: MOST }, () => service.post(viewPath, body)));
    expect(tally(after)).toEqual({ 200: MOST });
    record(
      `L6: ${sent.length} at once with room for ${MOST}: ${MOST} answered, ${refused.length} refused, 0 lost`,
    );
  });

  /** What is said to these bytes, and when the connection is left. */
  function said(bytes: string): { readonly more: (bytes: string) => void; readonly all: Promise<string> } {
    const socket = connect(Number(new URL(service.url()).port), '127.0.0.1');
    let text = '';
    socket.write(bytes);
    const all = new Promise<string>((resolve) => {
      socket.on('data', (chunk) => {
        text += chunk.toString();
        if (text.includes('"overloaded"')) {
          socket.destroy();
          resolve(text);
        }
      });
    });
    return { more: (bytes) => socket.write(bytes), all };
  }

  test('refused are headers alone, before there is a body, and a body that comes when the places are taken', async () => {
    held = true;
    const text = JSON.stringify(body);
    const head = `POST ${viewPath} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n`;
    const slow = said(head);
    // So that its headers are read before.
    expect((await service.get('/healthz')).status).toBe(200);
    const sent = Array.from({ length: MOST }, () => service.post(viewPath, body));
    while (waiting.length < MOST) await new Promise((resolve) => setTimeout(resolve, 5));
    const early = await said(head).all;
    slow.more(text);
    for (const answer of [early, await slow.all]) {
      expect(answer).toMatch(/^HTTP\/1\.1 503 /u);
      expect(answer).toMatch(/^Retry-After: 1\r$/mu);
    }
    held = false;
    for (const answer of waiting.splice(0)) answer();
    expect(tally(await Promise.all(sent))).toEqual({ 200: MOST });
  });

  test('who leaves makes room', async () => {
    held = true;
    const leaving = new AbortController();
    const gone = Array.from({ length: MOST }, () =>
      fetch(service.url() + viewPath, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
        signal: leaving.signal,
      }).catch(() => undefined),
    );
    while (waiting.length < MOST) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await service.post(viewPath, body)).status).toBe(503);
    leaving.abort();
    await Promise.all(gone);
    held = false;
    for (const answer of waiting.splice(0)) answer();
    await again(async () => (await service.post(viewPath, body)).status === 200);
  });
});

/** Takes that much of the processor. */
function work(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

interface Answered {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly ms: number;
}

async function atOnce(service: Running, count: number): Promise<readonly Answered[]> {
  const tool = fileURLToPath(new URL('../support/at-once.js', import.meta.url));
  const words = [new URL(service.url()).port, String(count), viewPath, JSON.stringify(viewRequest())];
  const { stdout } = await promisify(execFile)(process.execPath, [tool, ...words]);
  return JSON.parse(stdout) as Answered[];
}

describe('L6: more work at once than can be done in time', () => {
  const EACH = 10;
  const service = serve({
    limits: { maxWait: 100 },
    advise: (request) => {
      work(EACH);
      return echo(request);
    },
  });

  test('some are refused, the others answered, and it recovers', async () => {
    // So that it knows how long one takes.
    for (let one = 0; one < 100; one++) await service.post(viewPath, viewRequest());
    const sent = 60;
    const answers = await atOnce(service, sent);
    const answered = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status, retryAfter }) => status === 503 && retryAfter === '1');
    record(
      `L6: ${sent} at once of ${EACH} ms each: ${answered.length} answered, ${refused.length} refused, the last after ${Math.max(...answers.map(({ ms }) => ms))} ms`,
    );
    expect(answered.length + refused.length).toBe(sent);
    expect(answered.length).toBeGreaterThan(0);
    expect(refused.length).toBeGreaterThan(0);
    await again(async () => {
      const after: number[] = [];
      for (let one = 0; one < 10; one++) after.push((await service.post(viewPath, viewRequest())).status);
      return after.every((status) => status === 200);
    });
  });
});

describe('L6: one request that takes long', () => {
  let long = 0;
  const service = serve({
    limits: { maxWait: 250 },
    advise: (request) => {
      if (long-- === 1) work(1_000);
      return echo(request);
    },
  });

  test('refuses nobody, be it first, in the middle or last of those that came together', async () => {
    await atOnce(service, 100);
    for (const place of [1, 15, 30]) {
      long = place;
      const answers = await atOnce(service, 30);
      expect(tally(answers)).toEqual({ 200: 30 });
      expect(Math.max(...answers.map(({ ms }) => ms))).toBeGreaterThanOrEqual(1_000);
    }
  });
});

describe('the rate of one client', () => {
  const MOST = 10;
  const authenticate = fixedAuthenticate();
  const other = { ...ehr, id: 'another' };
  let now = ehr;
  const service = serve({
    limits: { ratePerMinute: MOST },
    authenticate: async (...words) => {
      const { client, release } = await authenticate(...words);
      return { client: client === ehr ? now : ehr, ...(release && { release }) };
    },
  });
  const ask = (token = tokenOf(claims(viewPath))) =>
    service.post(viewPath, viewRequest(), { Authorization: `Bearer ${token}` });

  test('is held, with the seconds to wait, and another is not touched; health never is', async () => {
    const answers: Response[] = [];
    for (let one = 0; one < MOST * 3; one++) answers.push(await ask());
    expect(tally(answers)).toEqual({ 200: MOST, 429: MOST * 2 });
    const last = answers.at(-1)!;
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(last.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(await codeOf(last)).toBe('too-many-requests');
    now = other;
    expect((await ask()).status).toBe(200);
    expect((await service.get('/healthz')).status).toBe(200);
    record(
      `Rate: ${MOST * 3} requests of one client, ${MOST} answered, ${MOST * 2} refused, another client answered`,
    );
  });

  test('refusals are counted by address, and a good token from there is still taken', async () => {
    service.logged.length = 0;
    const answers: Response[] = [];
    for (let one = 0; one < MOST * 2; one++) answers.push(await ask('no.to.ken'));
    expect(tally(answers)).toEqual({ 401: MOST, 429: MOST });
    expect(service.logged).toHaveLength(MOST);
    now = { ...ehr, id: 'a-third' };
    expect((await ask()).status).toBe(200);
  });
});

describe('without authentication an address is a client', () => {
  const service = serve({ limits: { ratePerMinute: 2 } });
  let answers: Response[];
  beforeAll(async () => {
    answers = [];
    for (let one = 0; one < 4; one++)
      answers.push(await service.post(viewPath, viewRequest(), { 'X-Forwarded-For': `10.0.0.${one}` }));
  });
  afterAll(() => Promise.all(answers.map((answer) => answer.arrayBuffer())));

  test('and a header does not make another', () => {
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429, 429]);
  });
});
