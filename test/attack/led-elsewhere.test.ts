import { describe, expect, test } from '@jest/globals';
import { bundleOf, man, resultOf, VIEW, viewOf } from '../support/ask.js';
import { access, cardsOf, serveFetching, textOf, TOKEN } from '../support/fetching.js';
import { loopbackServer, sendJson } from '../support/fhir-server.js';
import { knowledge } from '../support/shipped.js';

const agreed = loopbackServer();
const elsewhere = loopbackServer((_request, response) => sendJson(response, bundleOf([])));
const service = serveFetching(() => [agreed.base()], { deadline: 10_000 });

/** `E` stands for the other server, `A` for the agreed one without its path. */
const places = [
  'E/fhir/Observation?x=1',
  'E/fhir',
  'A@E/fhir',
  'A/fhir/../admin',
  'A/fhir/%2e%2e/admin',
  'A/fhir/..%2fadmin',
  'A/fhirx/Observation',
  'A/other?_getpages=1',
  'A',
];
const redirects = [301, 302, 303, 307, 308].flatMap((status) =>
  ['E/fhir/Observation', 'A/fhir/Patient/other', '//HOST/fhir'].map((place) => [status, place] as const),
);
const nexts = [
  ...places,
  '//HOST/fhir/Observation?page=2',
  'http://user:pw@SAME/fhir/Observation?page=2',
  'http://SAME@HOST/fhir',
  'https://SAME/fhir/Observation?page=2',
  'http://localhost:PORT/fhir/Observation?page=2',
  'http://2130706433.evil.test:PORT/fhir?page=2',
  '\\\\HOST\\fhir',
  'javascript:alert(1)',
  'file:///etc/passwd',
  'http://[',
  null,
  7,
  { url: 'E/fhir' },
];

function placed(place: unknown): unknown {
  if (typeof place !== 'string') return place;
  const host = `127.0.0.1:${elsewhere.port()}`;
  return place
    .replaceAll('HOST', host)
    .replaceAll('SAME', `127.0.0.1:${agreed.port()}`)
    .replaceAll('PORT', String(agreed.port()))
    .replace(/^E/, `http://${host}`)
    .replace(/@E/, `@${host}`)
    .replace(/^A/, `http://127.0.0.1:${agreed.port()}`);
}

const ferritin = [resultOf('ferritin', 900, { subject: { reference: 'Patient/patient-1' } })];

describe('S2: an agreed server that leads elsewhere', () => {
  test(`${redirects.length} redirects are not followed`, async () => {
    for (const [status, place] of redirects) {
      agreed.clear();
      agreed.answer = (_request, response) =>
        response.writeHead(status, { Location: String(placed(place)) }).end();
      await service.renew();
      const bare = await service.post(`/cds-services/${VIEW}`, {
        ...viewOf([]),
        prefetch: {},
        ...access(agreed.base()),
      });
      expect(bare.status).toBe(412);
      expect(agreed.calls).toHaveLength(Object.keys(knowledge.services.get(VIEW)!.prefetch).length);
      const some = await service.post(`/cds-services/${VIEW}`, {
        ...viewOf(ferritin),
        ...access(agreed.base()),
      });
      expect(textOf(await cardsOf(some))).toContain('Not received: supporting results');
    }
    expect(elsewhere.connections).toBe(0);
  });

  test(`${nexts.length} next links are not followed, and the card says that there was more`, async () => {
    expect(redirects.length + nexts.length).toBeGreaterThanOrEqual(20);
    for (const place of nexts) {
      agreed.clear();
      const next = placed(place);
      agreed.answer = ({ url = '' }, response) =>
        url.includes('/Patient/')
          ? sendJson(response, man)
          : sendJson(response, {
              ...bundleOf(url.includes('2276-4') ? ferritin : []),
              link: [{ relation: 'next', url: next }],
            });
      await service.renew();
      const answer = await service.post(`/cds-services/${VIEW}`, {
        ...viewOf([]),
        prefetch: {},
        ...access(agreed.base()),
      });
      expect([place, answer.status]).toEqual([place, 200]);
      const text = textOf(await cardsOf(answer));
      expect(text).toContain('Received only in part: ferritin, vitamin B12, supporting results');
      expect(text).not.toContain(TOKEN);
      expect(agreed.calls).toHaveLength(Object.keys(knowledge.services.get(VIEW)!.prefetch).length);
    }
    expect(elsewhere.connections).toBe(0);
    expect(JSON.stringify(service.reported)).not.toMatch(/canary|127\.0\.0\.1/);
  });

  test('the watch on the other server sees a call', async () => {
    await fetch(elsewhere.base());
    expect(elsewhere.calls).toHaveLength(1);
  });
});
