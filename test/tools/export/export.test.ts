import { beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { exportJWK, generateKeyPair } from 'jose';
import { exportCommand } from '../../../src/tools/export/command.js';
import { bulkServer, PATIENTS, RESULTS, type Seen, usualWays } from '../../support/bulk-server.js';

const server = bulkServer();
const elsewhere = bulkServer();

beforeEach(() => {
  for (const one of [server, elsewhere]) {
    one.ways = usualWays();
    one.seen.length = 0;
    one.assertions.length = 0;
  }
});

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly waits: readonly number[];
  readonly told: readonly string[];
  /** Name and content. */
  readonly files: ReadonlyMap<string, Buffer>;
}

interface Set {
  readonly token?: string;
  readonly before?: Readonly<Record<string, string>>;
}

/** Runs the command into a folder of its own. A pause takes no time, and the clock goes on by it. */
async function run(words: readonly string[], { token, before = {} }: Set = {}): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'export-'));
  try {
    for (const [name, text] of Object.entries(before)) writeFileSync(join(folder, name), text);
    const [out, err, told]: [string[], string[], string[]] = [[], [], []];
    const waits: number[] = [];
    let now = Date.parse('2026-11-28T10:00:00Z');
    const code = await exportCommand([server.base(), folder, ...words], {
      print: (line) => out.push(line),
      complain: (line) => err.push(line),
      tell: (text) => told.push(text),
      token,
      now: () => now,
      pause: (ms) => {
        waits.push(ms);
        now += ms;
        return Promise.resolve();
      },
    });
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\./u.test(name),
    );
    const files = new Map(names.sort().map((name) => [name, readFileSync(join(folder, name))] as const));
    return { code, out: out.join('\n'), err: err.join('\n'), waits, told, files };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const texts = ({ files }: Run): Record<string, string> =>
  Object.fromEntries([...files].map(([name, bytes]) => [name, bytes.toString()]));
const WHOLE = {
  'Patient.000.ndjson': PATIENTS,
  'Observation.000.ndjson': RESULTS,
  'Observation.001.ndjson': RESULTS,
};
const asked = (path: string, method = 'GET'): Seen[] =>
  server.seen.filter((one) => one.path === path && one.method === method);

describe('npm run export', () => {
  test('has every file of the manifest, waits as the server asks, tells how far it is, and dismisses the job', async () => {
    const done = await run([]);
    expect(done).toMatchObject({ code: 0, waits: [7000, 7000] });
    expect(texts(done)).toEqual(WHOLE);
    expect(done.told).toContain('40%');
    expect(done.out).toContain('50 resources');
    const [kick] = asked('/fhir/$export');
    expect(kick!.headers).toMatchObject({ accept: 'application/fhir+json', prefer: 'respond-async' });
    expect(asked('/fhir/status/1', 'DELETE')).toHaveLength(1);
  });

  test.each([
    [['--patients'], '/fhir/Patient/$export'],
    [['--group', 'g1'], '/fhir/Group/g1/$export'],
    [[], '/fhir/$export'],
  ])('%j asks %s, with types and since when', async (words, path) => {
    await run([...words, '--type', 'Patient,Observation', '--since', '2026-01-01T00:00:00Z']);
    const [{ query }] = asked(path) as [Seen];
    expect(query.get('_type')).toBe('Patient,Observation');
    expect(query.get('_since')).toBe('2026-01-01T00:00:00Z');
    expect(query.get('_outputFormat')).toBe('application/fhir+ndjson');
  });

  test('waits longer each time where the server does not say how long', async () => {
    server.ways.polls = 4;
    server.ways.retryAfter = undefined;
    const { waits } = await run([]);
    expect(waits).toHaveLength(4);
    for (const [place, wait] of waits.entries())
      if (place > 0) expect(wait).toBeGreaterThan(waits[place - 1]!);
  });

  test('a server that is busy, and one that fails once, are asked again', async () => {
    server.ways.first
      .set('/fhir/$export', [429])
      .set('/fhir/status/1', [500])
      .set('/files/patient', [503, 500]);
    const done = await run([]);
    expect(done.code).toBe(0);
    expect(texts(done)).toEqual(WHOLE);
    expect(done.waits[0]).toBe(3000);
  });

  test('a start that fails is not tried again: it might be done twice', async () => {
    server.ways.first.set('/fhir/$export', [500]);
    const { code, err } = await run([]);
    expect({ code, starts: asked('/fhir/$export').length }).toEqual({ code: 1, starts: 1 });
    expect(err).toContain('the server answered 500. not now');
  });

  test('a server that never gets done is left, with how to go on', async () => {
    server.ways.polls = 10_000;
    const { code, err } = await run(['--hours', '0.1']);
    expect(code).toBe(1);
    expect(err).toContain(`--job ${server.base()}/status/1`);
    expect(asked('/fhir/status/1', 'DELETE')).toHaveLength(0);
  });

  test('goes on with a job that was begun, and leaves the files that are there', async () => {
    const done = await run(['--job', `${server.base()}/status/1`], {
      before: { 'Patient.000.ndjson': 'mine' },
    });
    expect(texts(done)).toEqual({ ...WHOLE, 'Patient.000.ndjson': 'mine' });
    expect(asked('/fhir/$export')).toHaveLength(0);
    expect(asked('/files/patient')).toHaveLength(0);
  });

  test('--keep leaves the job on the server', async () => {
    await run(['--keep']);
    expect(asked('/fhir/status/1', 'DELETE')).toHaveLength(0);
  });

  test('what the server could not export is kept apart, and said', async () => {
    server.ways.errors = '/files/errors';
    const done = await run([]);
    expect([...done.files.keys()]).toContain(join('errors', 'OperationOutcome.000.ndjson'));
    expect(done.err).toContain('error: exception: Binary is not exported');
  });
});

describe('files that break off', () => {
  test('go on where they stopped', async () => {
    server.ways.breaks.set('/files/patient', [1000, 2000]);
    const done = await run([]);
    expect(texts(done)).toEqual(WHOLE);
    const ranges = asked('/files/patient').map(({ headers }) => headers.range);
    expect(ranges).toEqual([undefined, 'bytes=1000-', 'bytes=3000-']);
    expect(asked('/files/patient')[1]!.headers['if-range']).toBe('"one"');
  });

  test('start again where the server cannot go on, or packs what it sends', async () => {
    server.ways.breaks.set('/files/patient', [1000]);
    server.ways.canResume = false;
    expect(texts(await run([]))).toEqual(WHOLE);
    server.ways = { ...usualWays(), packed: true, breaks: new Map([['/files/patient', [40]]]) };
    expect(texts(await run([]))).toEqual(WHOLE);
  });

  test('are packed on disk where asked for, also those that broke off', async () => {
    server.ways.breaks.set('/files/patient', [1000]);
    const done = await run(['--gzip']);
    expect([...done.files.keys()]).toEqual([
      'Observation.000.ndjson.gz',
      'Observation.001.ndjson.gz',
      'Patient.000.ndjson.gz',
    ]);
    expect(gunzipSync(done.files.get('Patient.000.ndjson.gz')!).toString()).toBe(PATIENTS);
  });

  test('never count as whole', async () => {
    server.ways.breaks.set('/files/patient', [100, 100, 100, 100, 100, 100]);
    server.ways.canResume = false;
    const { code, err, files } = await run([]);
    expect(code).toBe(1);
    expect(err).toMatch(/^incomplete: .* gave a file of Patient only in part/mu);
    expect([...files.keys()]).not.toContain('Patient.000.ndjson');
    expect(asked('/fhir/status/1', 'DELETE')).toHaveLength(0);
  });

  test('nor do files with fewer lines than the server says', async () => {
    server.ways.count = 51;
    const { code, err } = await run([]);
    expect(code).toBe(1);
    expect(err).toContain('50 of 51 lines came');
  });
});

describe('other hosts', () => {
  test('are not asked unless they are allowed', async () => {
    server.ways.filesAt = elsewhere.origin();
    const { code, err } = await run([]);
    expect(code).toBe(1);
    expect(err).toContain(`--allow-host ${new URL(elsewhere.origin()).host}`);
    expect(elsewhere.seen).toEqual([]);
  });

  test.each([
    [true, 'Bearer secret'],
    [false, undefined],
  ])(
    'that are allowed see the token only if the manifest requires it: %s',
    async (requiresAccessToken, seen) => {
      server.ways.filesAt = elsewhere.origin();
      server.ways.requiresAccessToken = requiresAccessToken;
      const done = await run(['--allow-host', new URL(elsewhere.origin()).host], { token: 'secret' });
      expect(texts(done)).toEqual(WHOLE);
      expect(new Set(elsewhere.seen.map(({ headers }) => headers.authorization))).toEqual(new Set([seen]));
    },
  );

  test('are not reached by a redirect; one that is allowed is, without the token', async () => {
    server.ways.redirect = `${elsewhere.origin()}/files/results-1`;
    expect((await run([], { token: 'secret' })).err).toContain('host-not-allowed');
    expect(elsewhere.seen).toEqual([]);
    server.ways = { ...usualWays(), redirect: `${elsewhere.origin()}/files/results-1` };
    const done = await run(['--allow-host', new URL(elsewhere.origin()).host], { token: 'secret' });
    expect(done.code).toBe(0);
    expect(elsewhere.seen.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('tokens', () => {
  test('one of the environment is shown to the server, and never printed', async () => {
    server.ways.tokens = new Set(['secret']);
    const done = await run([], { token: 'secret' });
    expect(done.code).toBe(0);
    expect(JSON.stringify({ ...done, files: undefined })).not.toContain('secret');
  });

  test('without one, a server that wants one is told of as such', async () => {
    server.ways.tokens = new Set(['secret']);
    const { code, err } = await run([]);
    expect(code).toBe(1);
    expect(err).toContain('the server answered 401. no token Is there a token with the right scopes?');
  });

  test('are never sent over the net without https', async () => {
    const err: string[] = [];
    const code = await exportCommand(['http://ehr.example.org/fhir', join(tmpdir(), 'never-made')], {
      ...{ print: () => undefined, tell: () => undefined, token: 'secret', now: Date.now },
      complain: (line) => err.push(line),
      pause: () => Promise.resolve(),
    });
    expect({ code, err }).toEqual({
      code: 2,
      err: ['A token is not sent to ehr.example.org without https.'],
    });
  });

  test('there is no argument for one', async () => {
    expect(await run(['--token', 'secret'])).toMatchObject({ code: 2 });
    expect(server.seen).toEqual([]);
  });

  async function withKeys(alg: 'ES384' | 'RS384', words: readonly string[], ways = {}): Promise<Run> {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    server.keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'mine', alg }] };
    server.ways = { ...usualWays(), tokens: new Set(), ...ways };
    const folder = mkdtempSync(join(tmpdir(), 'keys-'));
    const keys = join(folder, 'keys.json');
    try {
      writeFileSync(keys, JSON.stringify({ keys: [{ ...(await exportJWK(privateKey)), kid: 'mine' }] }));
      return await run(['--client-id', 'app', '--keys', keys, ...words]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test.each(['ES384', 'RS384'] as const)(
    'are had by a signed assertion (%s), where the server says',
    async (alg) => {
      const done = await withKeys(alg, ['--scope', 'system/*.read']);
      expect(texts(done)).toEqual(WHOLE);
      expect(server.assertions).toHaveLength(1);
      const [{ iss, sub, aud, iat, exp, jti, scope, ...head }] = server.assertions as [
        Record<string, unknown>,
      ];
      expect({ iss, sub, aud, scope }).toEqual({
        ...{ iss: 'app', sub: 'app', scope: 'system/*.read' },
        aud: `${server.origin()}/token`,
      });
      expect(Number(exp) - Number(iat)).toBeLessThanOrEqual(300);
      expect(jti).toMatch(/^[\da-f-]{36}$/u);
      expect(head).toMatchObject({ alg, kid: 'mine' });
    },
  );

  test('are had anew before they end, and once when one is refused', async () => {
    // Each wait of seven seconds is more than half of a life of ten.
    await withKeys('ES384', [], { tokenLife: 10, polls: 3 });
    expect(server.assertions.length).toBe(4);
    server.assertions.length = 0;
    const first = new Map([['/files/patient', [401]]]);
    expect((await withKeys('ES384', [], { first })).code).toBe(0);
    expect(server.assertions.length).toBe(2);
  });

  test('a refused assertion is said with its reason', async () => {
    server.ways.first.set('/token', [400]);
    const first = new Map([['/token', [400]]]);
    const { code, err } = await withKeys('ES384', [], { first });
    expect(code).toBe(1);
    expect(err).toMatch(/no-token: .* gave no token \(400/u);
  });

  test('a key set without a private key is of no use', async () => {
    const { err, code } = await withKeys('ES384', ['--key-id', 'other']);
    expect(code).toBe(1);
    expect(err).toContain('no private key for ES384 or RS384 with the id other');
  });
});

describe('arguments that make no sense', () => {
  test.each([
    [['--patients', '--group', 'g'], 'not both'],
    [['--group', '../Patient'], 'the id of a Group'],
    [['--type', 'patient'], 'types of resources'],
    [['--since', 'yesterday'], 'takes an instant'],
    [['--client-id', 'app'], 'go together'],
    [['--job', 'ftp://x'], 'http or https'],
    [['third'], 'one folder'],
  ])('%j', async (words, said) => {
    const { code, err } = await run(words);
    expect(code).toBe(2);
    expect(err).toContain(said);
    expect(err).toContain('npm run export --');
    expect(server.seen).toEqual([]);
  });
});
