import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createGatherer } from '../../src/fhir/gather.js';
import { bundleOf, resultOf, VIEW, viewOf } from '../support/ask.js';
import { access, serveFetching, TOKEN } from '../support/fetching.js';
import { loopbackServer, sendJson } from '../support/fhir-server.js';

const canary = loopbackServer((_request, response) => sendJson(response, bundleOf([])));
const service = serveFetching(() => ['https://ehr.example.org/fhir']);

const outbound: string[] = [];
const fetched = globalThis.fetch;
beforeAll(() => {
  jest.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    if (!url.startsWith(service.url())) outbound.push(url);
    return fetched(input, init);
  });
});
afterAll(() => {
  jest.restoreAllMocks();
});

/** `C` stands for the port of the canary. */
const hostile = [
  // who is asked, hidden behind the agreed name
  'https://ehr.example.org@127.0.0.1:C/fhir',
  'https://ehr.example.org:443@127.0.0.1:C/fhir',
  'http://ehr.example.org:x@127.0.0.1:C/fhir',
  'https://ehr.example.org%40127.0.0.1:C/fhir',
  'https://user:pw@ehr.example.org/fhir',
  'https://@ehr.example.org/fhir',
  'https://ehr.example.org/fhir@127.0.0.1:C',
  'http://127.0.0.1:C#@ehr.example.org/fhir',
  'http://127.0.0.1:C?@ehr.example.org/fhir',
  'http://127.0.0.1:C/https://ehr.example.org/fhir',
  'http://127.0.0.1:C/fhir?https://ehr.example.org/fhir',
  'http://127.0.0.1:C\\@ehr.example.org/fhir',
  'https://ehr.example.org\\@127.0.0.1:C/fhir',
  'https://ehr.example.org:443:C/fhir',
  // a twin of the name
  'https://ehr.example.org.evil.test/fhir',
  'https://ehr.example.org.127.0.0.1.nip.io:C/fhir',
  'https://ehr.example.orgevil.test/fhir',
  'https://evil-ehr.example.org/fhir',
  'https://sub.ehr.example.org/fhir',
  'https://example.org/fhir',
  'https://ehr.example.org./fhir',
  'https://ehr.example.org../fhir',
  'https://ehr.example.com/fhir',
  'https://ehr-example.org/fhir',
  // IDN and other alphabets
  'https://\u0435hr.example.org/fhir',
  'https://xn--hr-2lc.example.org/fhir',
  'https://\uff45hr.example.org/fhir',
  'https://ehr.example\u3002org/fhir',
  'https://ehr.exam\u00adple.org/fhir',
  'https://ehr.exam\u200bple.org/fhir',
  'https://%65hr.example.org/fhir',
  'https://ehr%2eexample.org/fhir',
  // the path
  'https://ehr.example.org/',
  'https://ehr.example.org',
  'https://ehr.example.org/fhirx',
  'https://ehr.example.org/fhir-evil',
  'https://ehr.example.org/FHIR',
  'https://ehr.example.org//fhir',
  'https://ehr.example.org/fhir//x',
  'https://ehr.example.org/fhir/..',
  'https://ehr.example.org/fhir/../admin',
  'https://ehr.example.org/fhir/%2e%2e/admin',
  'https://ehr.example.org/fhir%2f..%2fadmin',
  'https://ehr.example.org/x/../fhir',
  'https://ehr.example.org/fhir;x=1',
  'https://ehr.example.org/fhir?x=1',
  'https://ehr.example.org/fhir#x',
  'https://ehr.example.org/fhir?',
  // scheme and port
  'http://ehr.example.org/fhir',
  'https://ehr.example.org:80/fhir',
  'https://ehr.example.org:444/fhir',
  'https://ehr.example.org:0443/fhir',
  'https://ehr.example.org:C/fhir',
  'https://ehr.example.org:99999/fhir',
  'HTTPS://ehr.example.org/fhir/../fhir',
  'ftp://ehr.example.org/fhir',
  'file:///etc/passwd',
  'gopher://127.0.0.1:C/fhir',
  'data:application/json,{}',
  'https:ehr.example.org/fhir',
  'https:///127.0.0.1:C/fhir',
  'https:\\\\127.0.0.1:C/fhir',
  '//127.0.0.1:C/fhir',
  'fhir',
  // this machine, its network and what answers there
  ...[
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '017700000001',
    '0',
    '0.0.0.0',
    '[::1]',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    'localhost',
    'LOCALHOST',
    'localhost.',
    'x.localhost',
    '\u2460\u2461\u2466.\u24ea.\u24ea.\u2460',
    '127\u30020\u30020\u30021',
  ].map((host) => `http://${host}:C/fhir`),
  'http://169.254.169.254/latest/meta-data',
  'http://[fd00:ec2::254]/latest/meta-data',
  'http://100.100.100.200/latest/meta-data',
  'http://metadata.google.internal/computeMetadata/v1',
  'http://10.0.0.1/fhir',
  'http://192.168.0.1/fhir',
  // what a parser drops
  'https://ehr.example.org/fhir\n',
  'ht\ttps://ehr.example.org/fhir',
  'https://ehr.exam\tple.org/fhir',
  ' https://ehr.example.org/fhir',
  'https://ehr.example.org/fhir\u0000',
  `https://ehr.example.org/fhir/${'a/'.repeat(2000)}`,
];

describe('S1: a FHIR server that is not the one agreed', () => {
  test(`${hostile.length} spellings: no connection, and the token goes nowhere`, async () => {
    expect(hostile.length).toBeGreaterThanOrEqual(60);
    for (const written of hostile) {
      const server = written.replaceAll(':C', `:${canary.port()}`);
      const bare = await service.post(`/cds-services/${VIEW}`, {
        ...viewOf([]),
        prefetch: {},
        ...access(server),
      });
      expect([written, bare.status]).toEqual([written, bare.status === 400 ? 400 : 412]);
      const said = await bare.text();
      const some = await service.post(`/cds-services/${VIEW}`, {
        ...viewOf([resultOf('ferritin', 900)]),
        ...access(server),
      });
      expect([written, some.status]).toEqual([written, some.status === 400 ? 400 : 200]);
      expect(said + (await some.text()) + JSON.stringify(service.logged)).not.toContain(TOKEN);
    }
    expect(outbound).toEqual([]);
    expect(canary.connections).toBe(0);
    expect(canary.calls).toEqual([]);
  });

  test('the watch sees a fetch when the server is the agreed one', async () => {
    await service.post(`/cds-services/${VIEW}`, { ...viewOf([]), ...access('https://ehr.example.org/fhir') });
    expect(outbound.length).toBeGreaterThan(0);
    expect(outbound.every((url) => url.startsWith('https://ehr.example.org/fhir/'))).toBe(true);
  });
});

const one = { token: TOKEN, patientId: 'p1', queries: new Map([['patient', 'Patient/p1']]) };

describe('S1: names that lead elsewhere', () => {
  test.each([
    ['this machine', ['127.0.0.1']],
    ['this machine as IPv6', ['::1']],
    ['this machine as mapped IPv4', ['::ffff:127.0.0.1']],
    ['cloud metadata', ['169.254.169.254']],
    ['a good address and this machine', ['93.184.215.14', '127.0.0.1']],
    ['no address', ['0.0.0.0']],
  ])('an agreed name that resolves to %s is not connected to', async (_what, addresses) => {
    const server = `http://rebind.example.org:${canary.port()}/fhir`;
    const client = { id: 'x', fhirServers: [server] };
    const { gather, close } = createGatherer({
      deadline: 400,
      clients: [client],
      resolve: (_name, _options, callback) =>
        callback(
          null,
          addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        ),
    });
    canary.clear();
    const { failed } = await gather({ ...one, client, server });
    await close();
    expect([...failed.values()]).toEqual(['address-refused']);
    expect(canary.connections).toBe(0);
  });

  test("another client's server is not asked", async () => {
    const clients = [
      { id: 'a', fhirServers: [canary.base()] },
      { id: 'b', fhirServers: ['https://b.example.org/fhir'] },
      { id: 'c' },
    ];
    const { gather, close } = createGatherer({ deadline: 400, clients });
    canary.clear();
    for (const client of clients.slice(1)) await gather({ ...one, client, server: canary.base() });
    expect(canary.connections).toBe(0);
    await gather({ ...one, client: clients[0]!, server: canary.base() });
    expect(canary.calls).toEqual([{ url: '/fhir/Patient/p1', authorization: `Bearer ${TOKEN}` }]);
    await close();
  });

  test.each([`a\r\nX-Evil: 1`, 'a b', '', 'ä', 'a'.repeat(9000), 'a\u0000'])(
    'a token that is none (%j) is not sent, nor told',
    async (token) => {
      const reported: unknown[] = [];
      const client = { id: 'a', fhirServers: [canary.base()] };
      const { gather, close } = createGatherer({
        deadline: 400,
        clients: [client],
        report: (line) => reported.push(line),
      });
      canary.clear();
      const { failed } = await gather({ ...one, token, client, server: canary.base() });
      await close();
      expect([...failed.values()]).toEqual(['not-askable']);
      expect(canary.connections).toBe(0);
      expect(reported).toEqual([]);
    },
  );

  test('a client file that names no plain address stops the start', () => {
    for (const written of [
      'https://u@x.org/fhir',
      'https://x.org/a%2fb',
      'https://x.org./fhir',
      'http://127.1/fhir',
    ])
      expect(() => createGatherer({ deadline: 1, clients: [{ id: 'a', fhirServers: [written] }] })).toThrow(
        /^clients\/a\.yaml: fhirServers: /,
      );
  });
});
