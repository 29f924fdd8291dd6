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
    execFileSync(process.execPath, ['dist/tools/token.js', folder], { cwd: ROOT, stdio: 'ignore' });
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
    await page.getByRole('button', { name: 'Use it', exact: true }).click();
    await page.getByText('in use').waitFor();
    await page.getByRole('tab', { name: 'Cards' }).click();
    await page.getByRole('heading', { name: /^Raised ferritin/u }).waitFor();
    await page.getByRole('button', { name: /^First tests/u }).click();
    await page.getByText(/The service has the feedback/u).waitFor();
    await page.getByRole('button', { name: 'Expired token' }).click();
    await page.getByRole('heading', { name: /HTTP 401/u }).waitFor();
    expect(sent.length).toBeGreaterThan(8);
    expect(sent.filter((one) => one.includes(secret))).toEqual([]);
    expect(page.url()).not.toContain(secret);
  });

  test('a page that may not even read discovery takes a key too, and what is on the desk stays', async () => {
    const closed = await startService({
      AUTHENTICATION: 'jwt',
      CLIENTS_FOLDER: join(folder, 'clients'),
      DISCOVERY_PROTECTED: 'true',
    });
    try {
      const page = there.page();
      const keys = readFileSync(join(folder, 'private-keys.json'), 'utf8');
      const useKey = async (): Promise<void> => {
        await page.getByLabel(/^Private key/u).fill(keys);
        await page.getByRole('button', { name: 'Use it', exact: true }).click();
      };
      await page.goto(`${closed.base}/#example=05-under-18`);
      await page.getByText(/answered with 401/u).waitFor();
      await useKey();
      await page.locator('.said[aria-busy=false]').waitFor();
      await page.getByRole('button', { name: 'New patient' }).click();
      await page.getByRole('button', { name: '+ Ferritin' }).click();
      await page.getByLabel('Ferritin: value').fill('777');
      await page.getByRole('tab', { name: 'Connect' }).click();
      await useKey();
      await page.getByRole('tab', { name: /^Cards/u }).click();
      expect(await page.getByLabel('Ferritin: value').inputValue()).toBe('777');
    } finally {
      closed.service.kill('SIGKILL');
    }
  });
});
