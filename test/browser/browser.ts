import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launch, startService } from './start.js';

/** The built service in a process of its own, and the browser of the machine before it. */
export interface Visit {
  /** Without a slash at the end. */
  readonly base: () => string;
  readonly page: () => Page;
  readonly browser: () => Browser;
  /** Another tab, with other settings. */
  readonly open: (options?: Parameters<Browser['newContext']>[0]) => Promise<Page>;
  /** Everything the page asked for. */
  readonly asked: () => readonly string[];
  /** What the page complained of: scripts that failed, what its policy refused. */
  readonly complaints: () => readonly string[];
}

/** Starts service and browser for the tests of one file; each test has a fresh page. */
export function visit(env: Readonly<Record<string, string>> = {}): Visit {
  let service: ChildProcess;
  let base: string;
  let browser: Browser;
  let page: Page;
  let contexts: BrowserContext[] = [];
  let asked: string[] = [];
  let complaints: string[] = [];

  const open: Visit['open'] = async (options) => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      locale: 'en-GB',
      ...options,
    });
    contexts.push(context);
    const opened = await context.newPage();
    opened.setDefaultTimeout(10_000);
    opened.on('request', (request) => asked.push(request.url()));
    opened.on('pageerror', (error) => complaints.push(error.message));
    opened.on('console', (message) => {
      // The browser itself writes a line for each answer that is no 2xx.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        complaints.push(message.text());
    });
    return opened;
  };

  beforeAll(async () => {
    [{ service, base }, browser] = await Promise.all([startService(env), launch()]);
  });
  afterAll(async () => {
    await browser.close();
    service.kill('SIGKILL');
  });
  beforeEach(async () => {
    asked = [];
    complaints = [];
    page = await open();
  });
  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    contexts = [];
  });
  return {
    base: () => base,
    page: () => page,
    browser: () => browser,
    open,
    asked: () => asked,
    complaints: () => complaints,
  };
}

/** Opens an address of the page, and waits until the service has answered and the pane shows it. */
export async function arrive(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.locator('.said[aria-busy=false] [role=tabpanel] > *').first().waitFor();
}
