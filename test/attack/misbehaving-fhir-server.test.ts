import { describe, expect, test } from '@jest/globals';
import type { RequestListener, ServerResponse } from 'node:http';
import { bundleOf, man, resultOf, VIEW, viewOf } from '../support/ask.js';
import { access, cardsOf, serveFetching, textOf, TOKEN } from '../support/fetching.js';
import { loopbackServer, sendJson } from '../support/fhir-server.js';

/** How soon the answer comes is measured by `npm run soak`. Here it comes at all, though the server goes on misbehaving. */
const DEADLINE = 250;
const TIMES = 5;
/** Smaller than by default, so that the test spends its time on deadlines. */
const MAX_BYTES = 200_000;

const server = loopbackServer();
const service = serveFetching(() => [server.base()], { deadline: DEADLINE, maxBytes: MAX_BYTES });

/** For the mode in which the first pages must have come. */
const unhurried = serveFetching(() => [server.base()], { deadline: 1_500, maxBytes: MAX_BYTES });

const ferritin = resultOf('ferritin', 900);
const json = { 'Content-Type': 'application/fhir+json' };
const stranger = { reference: 'Patient/stranger' };

/** Writes again and again until the other side has gone. */
function keepWriting(response: ServerResponse, chunk: string, every: number): void {
  const timer = setInterval(() => {
    if (response.destroyed) clearInterval(timer);
    else response.write(chunk);
  }, every);
  response.on('close', () => clearInterval(timer));
}

const modes: Readonly<Record<string, RequestListener>> = {
  'never answers': () => undefined,
  'drips a byte a second': (_request, response) => {
    response.writeHead(200, json);
    keepWriting(response, '{', 1_000);
  },
  'resets the connection': ({ socket }) => socket.resetAndDestroy(),
  'resets in the middle': ({ socket }, response) => {
    response.writeHead(200, json);
    response.write(JSON.stringify(bundleOf([ferritin])).slice(0, 100));
    setTimeout(() => socket.resetAndDestroy(), 5);
  },
  'stops before the end': (_request, response) => {
    const text = JSON.stringify(bundleOf([]));
    response.writeHead(200, { ...json, 'Content-Length': text.length + 50 });
    response.write(text);
    setTimeout(() => response.destroy(), 5);
  },
  'sends half a Bundle as if whole': (_request, response) => {
    response.writeHead(200, json).end(JSON.stringify(bundleOf([ferritin])).slice(0, -20));
  },
  'fails with 500': (_request, response) => sendJson(response, { resourceType: 'OperationOutcome' }, 500),
  'fails with 503': (_request, response) => response.writeHead(503).end('busy'),
  'refuses with 401': (_request, response) => response.writeHead(401).end(),
  'says 200 with HTML': (_request, response) =>
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html><body>Log in</body></html>'),
  'says 200 with nothing': (_request, response) => response.writeHead(200).end(),
  'says 200 with an outcome of severity error': (_request, response) =>
    sendJson(response, {
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: 'exception', diagnostics: `no ${TOKEN}` }],
    }),
  'says 200 with another type': (_request, response) => sendJson(response, { resourceType: 'Basic' }),
  'says 200 with an array': (_request, response) => sendJson(response, [bundleOf([])]),
  'never ends': (_request, response) => {
    response.writeHead(200, json);
    response.write('{"resourceType":"Bundle","text":"');
    keepWriting(response, 'x'.repeat(10_000), 1);
  },
  'is larger than agreed': (_request, response) =>
    sendJson(response, { ...bundleOf([]), text: 'x'.repeat(MAX_BYTES) }),
  'nests without end': (_request, response) =>
    response
      .writeHead(200, json)
      .end(`{"resourceType":"Bundle","x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`),
  'tells of another patient': ({ url = '' }, response) =>
    url.includes('/Patient/')
      ? sendJson(response, { ...man, id: 'stranger' })
      : sendJson(
          response,
          bundleOf([
            { ...resultOf('ferritin', 4321), subject: stranger },
            { ...resultOf('b12', 4321), subject: stranger },
          ]),
        ),
  redirects: (_request, response) => response.writeHead(302, { Location: server.base() }).end(),
  'speaks no HTTP': ({ socket }) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'),
  'links its page to itself for ever': ({ url = '' }, response) =>
    url.includes('/Patient/')
      ? sendJson(response, man)
      : sendJson(response, {
          ...bundleOf([]),
          link: [{ relation: 'next', url: `${server.base()}/Observation?page=${String(Math.random())}` }],
        }),
};

describe(`L1: a FHIR server that misbehaves, ${TIMES} times with one result at hand and ${TIMES} times without any`, () => {
  test.each(Object.entries(modes))('%s', async (mode, answer) => {
    server.answer = answer;
    const inPages = mode.startsWith('links');
    const { renew, post } = inPages ? unhurried : service;
    for (let time = 0; time < TIMES; time++) {
      await renew();
      const some = await post(`/cds-services/${VIEW}`, {
        ...viewOf([], { patient: man, ferritin: bundleOf([ferritin]), b12: undefined }),
        ...access(server.base()),
      });
      expect(some.status).toBe(200);
      const cards = await cardsOf(some);
      const text = textOf(cards);
      expect(cards[0]?.summary).toContain('ferritin');
      expect(text).not.toMatch(/none found|4321|stranger/);
      expect(text).not.toContain(TOKEN);
      if (inPages) expect(text).toContain('only in part: vitamin B12, supporting results');
      else {
        expect(text).toContain('Vitamin B12 results were not available to this service');
        expect(text).toContain(
          'Not received: supporting results, problem list, medication list, procedures, earlier orders, reports',
        );
      }
      expect(text).toContain(
        'Order hepatic function panel: liver tests, earlier orders, reports could not be checked',
      );

      await renew();
      const none = await post(`/cds-services/${VIEW}`, {
        ...viewOf([]),
        prefetch: { patient: man },
        ...access(server.base()),
      });
      if (inPages) {
        expect(none.status).toBe(200);
        const said = textOf(await cardsOf(none));
        for (const lab of ['Ferritin', 'Vitamin B12'])
          expect(said).toContain(`${lab} results came only in part: a newer one may be missing`);
      } else {
        expect(none.status).toBe(412);
        expect(await none.text()).not.toContain(TOKEN);
      }
    }
    expect(JSON.stringify([service, unhurried].flatMap((it) => [it.logged, it.reported]))).not.toMatch(
      /canary|patient-1|127\.0\.0\.1/,
    );
  });
});
