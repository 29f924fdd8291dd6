import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { visit } from './browser.js';
import { startService } from './start.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const there = visit();

describe('connect', () => {
  test('the link to the sandbox names this service and a patient it has', async () => {
    const page = there.page();
    await page.goto(`${there.base()}/#pane=connect`);
    const link = new URL(
      (await page.getByRole('link', { name: /^Open the sandbox/u }).getAttribute('href'))!,
    );
    expect(link.origin).toBe('https://sandbox.cds-hooks.org');
    expect(link.searchParams.get('serviceDiscoveryURL')).toBe(`${there.base()}/cds-services`);
    const patient = `${link.searchParams.get('fhirServiceUrl')}/Patient/${link.searchParams.get('patientId')}`;
    expect((await fetch(patient)).status).toBe(200);
    expect((await fetch(link.searchParams.get('serviceDiscoveryURL')!)).status).toBe(200);
  });
});

describe('a service that asks for tokens', () => {
  let folder: string;
  let started: Awaited<ReturnType<typeof startService>>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hepacue-'));
    execFileSync(process.execPath, ['dist/clients/token.js', folder], { cwd: ROOT, stdio: 'ignore' });
    started = await startService({ AUTHENTICATION: 'jwt', CLIENTS_FOLDER: join(folder, 'clients') });
  });
  afterAll(() => {
    started.service.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  test('the page says that it wants one, and signs with a key that is pasted, which goes nowhere', async () => {
    const page = there.page();
    const keys = readFileSync(join(folder, 'private-keys.json'), 'utf8');
    const secret = (JSON.parse(keys) as { keys: { d: string }[] }).keys[0]!.d;
    const sent: string[] = [];
    page.on('request', (request) =>
      sent.push(`${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ''}`),
    );
    await page.goto(`${started.base}/`);
    await page.getByRole('heading', { name: /HTTP 401/u }).waitFor();
    await page.getByRole('tab', { name: 'Connect' }).click();
    await page.getByText('Tokens', { exact: true }).click();
    await page.getByLabel(/^Private key/u).fill(keys);
    await page.getByRole('button', { name: 'Use it' }).click();
    await page.getByText('in use').waitFor();
    await page.getByRole('tab', { name: 'Cards' }).click();
    await page.getByRole('heading', { name: /^Raised ferritin/u }).waitFor();
    await page.getByRole('button', { name: /^Order first-line/u }).click();
    await page.getByText(/The service has the feedback/u).waitFor();
    await page.getByRole('button', { name: 'Expired token' }).click();
    await page.getByRole('heading', { name: /HTTP 401/u }).waitFor();
    expect(sent.length).toBeGreaterThan(8);
    expect(sent.filter((one) => one.includes(secret))).toEqual([]);
    expect(page.url()).not.toContain(secret);
  });
});
