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
      fhirDeadline: 400,
      demoFhir: true,
      insights: true,
      playground: true,
      logLevel: 'info',
      maxConcurrent: 1000,
      maxWait: 250,
      keepAlive: 65_000,
      store: { kind: 'sqlite', folder: 'data' },
      retentionDays: 400,
      maxConnections: 1000,
      ratePerMinute: 0,
      client: 'public-sandbox',
      knowledge: expect.stringMatching(/[\\/]cds-hooks$/),
      authentication: 'none',
      discoveryProtected: false,
      local: true,
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
      KNOWLEDGE_VERSION: '1.2',
      ALLOW_UNAUTHENTICATED: 'yes',
      AUTHENTICATION: 'basic',
      CLIENTS: 'a,,b',
      DISCOVERY_PROTECTED: '1',
      LOG_LEVEL: 'loud',
      MAX_CONCURRENT: '0',
      MAX_WAIT_MS: '0',
      KEEP_ALIVE_MS: '5s',
      PROBE_PORT: '-1',
      MAX_CONNECTIONS: '1e3',
      RATE_LIMIT_PER_MINUTE: '-1',
      STORE: 'redis',
      DATABASE_URL: 'mysql://db/hepacue',
      PSEUDONYM_KEY: 'short',
      RETENTION_DAYS: '0',
    };
    for (const name of Object.keys(env)) expect(() => readConfig(env)).toThrow(`- ${name} `);
    expect(() => readConfig({ PORT: 'x' })).toThrow(/^The configuration cannot be used:\n {2}- PORT [^\n]+$/);
  });

  const PUBLIC_URL = 'https://cds.example.org';

  test.each(['0.0.0.0', '::', '10.0.0.1', 'cds.example.org', '127.0.0.1.example.org'])(
    'host %s asks for tokens, unless someone takes responsibility',
    (HOST) => {
      expect(readConfig({ HOST, PUBLIC_URL })).toMatchObject({ authentication: 'jwt', local: false });
      expect(readConfig({ HOST, PUBLIC_URL, ALLOW_UNAUTHENTICATED: 'true' })).toMatchObject({
        host: HOST,
        authentication: 'none',
        local: false,
      });
      for (const open of [{}, { ALLOW_UNAUTHENTICATED: 'false' }])
        expect(() => readConfig({ HOST, PUBLIC_URL, AUTHENTICATION: 'none', ...open })).toThrow(
          'ALLOW_UNAUTHENTICATED=true',
        );
      const both = { AUTHENTICATION: 'jwt', ALLOW_UNAUTHENTICATED: 'true' };
      expect(readConfig({ HOST, PUBLIC_URL, ...both }).authentication).toBe('jwt');
    },
  );

  test('a public URL elsewhere means that others can call', () => {
    expect(readConfig({ PUBLIC_URL })).toMatchObject({ authentication: 'jwt', local: false });
    expect(readConfig({ PUBLIC_URL, AUTHENTICATION: 'none' })).toMatchObject({
      authentication: 'none',
      local: false,
    });
    for (const near of ['http://localhost:3000', 'http://127.0.0.1:3000/x', 'http://[::1]:3000'])
      expect(readConfig({ PUBLIC_URL: near })).toMatchObject({ authentication: 'none', local: true });
  });

  test.each(['0.0.0.0', '::'])(
    'bound to every interface (%s) the address is asked for, whoever may call: it is not guessed',
    (HOST) => {
      const asked =
        /^The configuration cannot be used:\n {2}- PUBLIC_URL must be set to the address at which [^\n]+$/;
      for (const open of [{}, { ALLOW_UNAUTHENTICATED: 'true' }])
        expect(() => readConfig({ HOST, ...open })).toThrow(asked);
      expect(readConfig({ HOST, PUBLIC_URL }).publicUrl).toBe(PUBLIC_URL);
      const name = HOST === '::' ? '[::]' : HOST;
      expect(() => readConfig({ PUBLIC_URL: `http://${name}:3000` })).toThrow(asked);
    },
  );

  test('a host that has a name needs no word', () => {
    expect(readConfig({ HOST: 'cds.example.org' }).publicUrl).toBe('http://cds.example.org:3000');
  });

  test('clients by name, from a folder of their own, discovery too', () => {
    const env = {
      AUTHENTICATION: 'jwt',
      CLIENTS: 'a, b-2',
      CLIENTS_FOLDER: '/c',
      DISCOVERY_PROTECTED: 'true',
    };
    expect(readConfig(env)).toMatchObject({
      authentication: 'jwt',
      clients: ['a', 'b-2'],
      clientsFolder: '/c',
      discoveryProtected: true,
    });
    expect(() => readConfig({ DISCOVERY_PROTECTED: 'true' })).toThrow('needs AUTHENTICATION=jwt');
    expect(() => readConfig({ CLIENTS: 'a' })).toThrow('CLIENTS needs AUTHENTICATION=jwt');
  });

  test('the rate of a client is limited where clients are known, unless told otherwise', () => {
    expect(readConfig({ AUTHENTICATION: 'jwt' }).ratePerMinute).toBe(600);
    expect(readConfig({ AUTHENTICATION: 'jwt', RATE_LIMIT_PER_MINUTE: '0' }).ratePerMinute).toBe(0);
    expect(readConfig({ RATE_LIMIT_PER_MINUTE: '60' }).ratePerMinute).toBe(60);
  });

  test.each([
    ['localhost', 'http://localhost:3000'],
    ['127.1.2.3', 'http://127.1.2.3:3000'],
    ['::1', 'http://[::1]:3000'],
  ])('loopback %s needs no word', (HOST, publicUrl) => {
    expect(readConfig({ HOST }).publicUrl).toBe(publicUrl);
  });

  test('port 0: the default address learns the port, a given one stays', () => {
    expect(atPort(readConfig({ PORT: '0' }), 4711).publicUrl).toBe('http://127.0.0.1:4711');
    expect(atPort(readConfig({ PORT: '0', PUBLIC_URL: 'https://a.example' }), 4711).publicUrl).toBe(
      'https://a.example',
    );
  });
});
