import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { execSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServiceProcess, startService as startOne } from './support/service-process.js';
import { startService as startAny } from './support/service.js';
import { knowledge, KNOWLEDGE_FOLDER } from './support/shipped.js';

/** What a start says of the knowledge it runs with, which it refuses, and what it says of a setting that cannot be. */

const { version, date } = knowledge.release;
const folder = mkdtempSync(join(tmpdir(), 'signed-'));
afterAll(() => rmSync(folder, { recursive: true }));

let running: ServiceProcess | undefined;
afterEach(() => {
  running?.process.kill();
  running = undefined;
});

/** All that it says until its first line of the log, or its greeting where nothing is logged. */
async function startWith(env: Readonly<Record<string, string>>): Promise<string> {
  running = await startOne({ LOG_LEVEL: 'warn', ...env });
  const { process: child, said } = running;
  // What it says after the address may come with the next chunk.
  while (!said().includes('curl')) await once(child.stdout!, 'data');
  return said();
}

/** How a start ends that comes to nothing. */
async function endOf(env: Readonly<Record<string, string>>): Promise<readonly [code: number, said: string]> {
  const { child } = startAny({ PORT: '0', ...env }, ['ignore', 'pipe', 'pipe']);
  let said = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return [code, said];
}

describe('knowledge that nobody signed off', () => {
  test('is said to be by what a start prints and by one line of the log', async () => {
    const said = await startWith({});
    expect(said).toContain(`knowledge ${version} of ${date}, not clinically validated\nNot signed off: `);
    while (!running!.said().includes('"event"')) await once(running!.process.stdout!, 'data');
    const lines = running!
      .said()
      .split('\n')
      .filter((line) => line.includes('"event"'));
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { level: 'warn', time: expect.any(String), event: 'not-signed-off' },
    ]);
  });

  test('and knowledge that somebody did, by whom, in which role and when', async () => {
    cpSync(KNOWLEDGE_FOLDER, folder, { recursive: true });
    const file = join(folder, 'release.yaml');
    const reviewed =
      'reviewed: [{ who: Dr A. Example, role: hepatology, date: "2026-12-01", what: all rules }]';
    writeFileSync(file, readFileSync(file, 'utf8').replace('reviewed: []', reviewed));
    const said = await startWith({ KNOWLEDGE: folder });
    expect(said).toContain('\nSigned off: Dr A. Example, hepatology (2026-12-01)\n');
    running!.process.kill();
    await once(running!.process, 'close');
    expect(running!.said()).not.toMatch(/not.signed.off/iu);
  });
});

describe('a version that a site pins', () => {
  test('is started', async () => {
    expect(await startWith({ KNOWLEDGE_VERSION: version })).toContain(`knowledge ${version} of`);
  });

  test('is the only one that is: another ends the start, and what to do is said', async () => {
    const [code, said] = await endOf({ KNOWLEDGE_VERSION: '0.0.1' });
    expect(code).toBe(1);
    expect(said.trim().split('\n')).toEqual([
      `KNOWLEDGE_VERSION: this site approved knowledge 0.0.1, and knowledge ${version} of ${date} is there: the service does not start.`,
      'Until it does, the EHR gets no answer: nobody is evaluated and no card is shown.',
      'To go back, start what was approved: the image tag or the commit with knowledge 0.0.1.',
      `To go on, have knowledge ${version} reviewed, and set KNOWLEDGE_VERSION=${version}.`,
    ]);
  });

  test('must be a version', async () => {
    const [code, said] = await endOf({ KNOWLEDGE_VERSION: 'latest' });
    expect([code, said]).toEqual([
      1,
      'The configuration cannot be used:\n  - KNOWLEDGE_VERSION must be a version such as 1.2.3\n',
    ]);
  });
});

describe('a setting that the machine or the files cannot follow', () => {
  test.each(['PORT', 'PROBE_PORT'])('a taken %s is named, with what to set', async (setting) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const end = await endOf({ [setting]: String(port) });
    other.close();
    const free = port === 65_535 ? port - 1 : port + 1;
    expect(end).toEqual([
      1,
      `${setting}: port ${port} of 127.0.0.1 is taken by another program: stop that, or set ${setting} to another, as in ${setting}=${free} npm start\n`,
    ]);
  });

  test('a data folder that cannot be is named, and what to do instead', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    expect(await endOf({ STORE: 'sqlite', DATA_FOLDER: file })).toEqual([
      1,
      `DATA_FOLDER: nothing can be kept in ${file} (the store cannot be used (SQLITE_CANTOPEN)): set DATA_FOLDER to a folder that may be written, or STORE=none to keep nothing\n`,
    ]);
  });

  test('a PostgreSQL that is not there stops nothing', async () => {
    const said = await startWith({
      DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
      STORE: 'postgresql',
    });
    expect(said).toContain('\nKept: cards and feedback, 400 days, in PostgreSQL');
    expect(said).toContain('"event":"store-failing","code":"ECONNREFUSED"');
    expect(await (await fetch(`${running!.base}/readyz`)).json()).toEqual({
      status: 'ready',
      store: 'unavailable',
    });
  });

  test('a host that is not here is named', async () => {
    // 192.0.2.0/24 is set aside for documentation: no machine has an address of it.
    const HOST = '192.0.2.1';
    expect(await endOf({ HOST, ALLOW_UNAUTHENTICATED: 'true' })).toEqual([
      1,
      `HOST: ${HOST} is no address of this machine: set HOST to one that is, or leave it out for this machine alone\n`,
    ]);
  });

  test('a folder that is not there is, with the path that was looked at', async () => {
    const none = join(folder, 'nowhere');
    expect(await endOf({ KNOWLEDGE: none, CLIENTS_FOLDER: none })).toEqual([
      1,
      `KNOWLEDGE must be a folder of knowledge files: there is no ${join(none, 'release.yaml')}\nCLIENTS_FOLDER must be a folder of client files: there is no ${none}\n`,
    ]);
  });

  test('a client without a file is, where there are none too', async () => {
    const clients = join(folder, 'no-clients');
    mkdirSync(clients);
    const [code, said] = await endOf({ CLIENTS_FOLDER: clients });
    expect([code, said]).toEqual([
      1,
      'CLIENT: there is no public-sandbox.yaml in the folder of clients (there is: none): name one that is\n',
    ]);
  });
});

test('npm start says that it builds before it does', () => {
  const { scripts } = JSON.parse(readFileSync(join(KNOWLEDGE_FOLDER, '../package.json'), 'utf8')) as {
    scripts: { prestart: string; start: string };
  };
  const [says = '', builds] = scripts.prestart.split(' && ');
  expect(execSync(says, { encoding: 'utf8' })).toMatch(/^Building the service/u);
  expect([builds, scripts.start]).toEqual(['npm run build --silent', 'node dist/main.js']);
});
