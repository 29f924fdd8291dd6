import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { systemNow } from '../support/clock.js';
import { program } from '../support/program.js';
import { type ServiceProcess, startService } from '../support/service-process.js';
import { shippedExamples } from '../support/shipped.js';

// The recipe of docs/operate.md, with the programs run as a user runs them.

const root = fileURLToPath(new URL('../../', import.meta.url));
const operate = readFileSync(join(root, 'docs/operate.md'), 'utf8');
const script = join(await program(), 'tools/token.js');
const folder = join(mkdtempSync(join(tmpdir(), 'recipe-')), 'try');
const example = shippedExamples().find(({ id }) => id === '01-both-raised')!;
const path = '/cds-services/raised-ferritin-b12-result-review';

async function tool(...words: string[]): Promise<string> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [script, ...words], { cwd: root });
  return stdout.trim();
}

let service: ServiceProcess;
let address = '';

beforeAll(async () => {
  await tool(folder);
  service = await startService({
    AUTHENTICATION: 'jwt',
    DISCOVERY_PROTECTED: 'true',
    CLIENTS_FOLDER: join(folder, 'clients'),
  });
  address = service.base + path;
});

afterAll(async () => {
  const gone = new Promise((done) => service.process.once('exit', done));
  service.process.kill('SIGTERM');
  await gone;
  rmSync(join(folder, '..'), { recursive: true });
});

async function send(token?: string): Promise<Response> {
  return fetch(address, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify(example.requestAt(systemNow())),
  });
}

test('the tool makes keys of its own, a file for the service, and nothing else', () => {
  expect(readdirSync(folder).sort()).toEqual(['clients', 'private-keys.json']);
  expect(readdirSync(join(folder, 'clients')).sort()).toEqual(['try-ehr.jwks.json', 'try-ehr.yaml']);
  if (process.platform !== 'win32') expect(statSync(join(folder, 'private-keys.json')).mode & 0o077).toBe(0);
  const shown = readFileSync(join(folder, 'clients/try-ehr.jwks.json'), 'utf8');
  expect(shown).not.toMatch(/"(d|p|q|dp|dq|qi)":/u);
});

test('its token opens the service once; without one it is shut', async () => {
  const words = [
    [folder, address],
    [folder, address, '--alg', 'RS384'],
  ];
  for (const token of await Promise.all(words.map((some) => tool(...some)))) {
    const first = await send(token);
    expect(first.status).toBe(200);
    expect(((await first.json()) as { cards: unknown[] }).cards.length).toBeGreaterThan(0);
    expect((await send(token)).status).toBe(401);
  }
  expect((await send()).status).toBe(401);
  const url = `${service.base}/cds-services`;
  expect((await fetch(url)).status).toBe(401);
  const headers = { Authorization: `Bearer ${await tool(folder, url)}` };
  expect((await fetch(url, { headers })).status).toBe(200);
});

test('the service says who may call, and its log says why not, without a token', () => {
  const { said } = service;
  expect(said()).toContain('Callers: try-ehr, by token');
  expect(said()).toMatch(
    /\{"level":"warn","time":"[^"]+","code":"not-authenticated","reason":"replay","client":"try-ehr"\}/u,
  );
  expect(said()).not.toContain('eyJ');
});

test('docs/operate.md gives these commands', () => {
  expect(operate).toContain('npm run --silent token -- try\n');
  expect(operate).toContain('AUTHENTICATION=jwt CLIENTS_FOLDER=try/clients npm start\n');
  expect(operate).toContain(`npm run --silent token -- try $URL`);
  expect(operate).toContain(`URL=http://127.0.0.1:3000${path}\n`);
  expect(existsSync(join(root, 'cds-hooks/examples/01-both-raised.request.json'))).toBe(true);
});

test('a wrong call of the tool says how it goes', async () => {
  for (const words of [
    [],
    [folder, 'nonsense'],
    [folder, '--alg', 'HS256'],
    [folder, 'https://a.example', 'more'],
  ])
    await expect(tool(...words)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Usage:'),
    });
});
