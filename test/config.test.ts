import { describe, expect, test } from '@jest/globals';
import { atPort, readConfig } from '../src/config.js';

describe('configuration', () => {
  test('nothing set is safe: loopback, no one else', () => {
    expect(readConfig({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      publicUrl: 'http://127.0.0.1:3000',
      canonicalBase: 'https://hepacue.org/fhir',
      profile: 'us-nondevice',
      resultHook: 'org.hepacue.result-review',
      client: 'public-sandbox',
      knowledge: expect.stringMatching(/[\\/]cds-hooks$/),
    });
  });

  test('an empty variable counts as not set; slashes at the end of an address are dropped', () => {
    expect(readConfig({ PORT: '', HOST: ' ', PUBLIC_URL: 'https://cds.example.org/base//' })).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      publicUrl: 'https://cds.example.org/base',
    });
  });

  test('everything wrong is said at once', () => {
    const env = {
      PORT: '70000',
      HOST: 'a b',
      PUBLIC_URL: 'ftp://x',
      CANONICAL_BASE: 'https://x/?a=1',
      RESULT_HOOK: 'result-review',
      CLIENT: '../secret',
      ALLOW_UNAUTHENTICATED: 'yes',
    };
    for (const name of Object.keys(env)) expect(() => readConfig(env)).toThrow(`- ${name} `);
    expect(() => readConfig({ PORT: 'x' })).toThrow(/^The configuration cannot be used:\n {2}- PORT [^\n]+$/);
  });

  test.each(['0.0.0.0', '::', '10.0.0.1', 'cds.example.org', '127.0.0.1.example.org'])(
    'host %s is refused without authentication, unless someone takes responsibility',
    (HOST) => {
      expect(() => readConfig({ HOST })).toThrow('ALLOW_UNAUTHENTICATED=true');
      expect(() => readConfig({ HOST, ALLOW_UNAUTHENTICATED: 'false' })).toThrow(
        'ALLOW_UNAUTHENTICATED=true',
      );
      expect(readConfig({ HOST, ALLOW_UNAUTHENTICATED: 'true' }).host).toBe(HOST);
    },
  );

  test.each([
    ['localhost', 'http://localhost:3000'],
    ['127.1.2.3', 'http://127.1.2.3:3000'],
    ['::1', 'http://[::1]:3000'],
  ])('loopback %s needs no word', (HOST, publicUrl) => {
    expect(readConfig({ HOST }).publicUrl).toBe(publicUrl);
  });

  test('bound to every interface, links say localhost until PUBLIC_URL says more', () => {
    expect(readConfig({ HOST: '0.0.0.0', ALLOW_UNAUTHENTICATED: 'true' }).publicUrl).toBe(
      'http://localhost:3000',
    );
  });

  test('port 0: the default address learns the port, a given one stays', () => {
    expect(atPort(readConfig({ PORT: '0' }), 4711).publicUrl).toBe('http://127.0.0.1:4711');
    expect(atPort(readConfig({ PORT: '0', PUBLIC_URL: 'https://a.example' }), 4711).publicUrl).toBe(
      'https://a.example',
    );
  });
});
