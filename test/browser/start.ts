import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CHROMIUMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Starts the service as `npm run build` made it. */
export async function startService(
  env: Readonly<Record<string, string>> = {},
): Promise<{ service: ChildProcess; base: string }> {
  const service = spawn(process.execPath, ['dist/main.js'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'silent', STORE: 'none', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  const base = await new Promise<string>((done, fail) => {
    service.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /^Playground: (\S+)\/$/mu.exec(said)?.[1];
      if (found !== undefined) done(found);
    });
    service.once('exit', () => fail(new Error(`The service did not start: ${said}`)));
  });
  return { service, base };
}

/** Debian's Chromium, or another that is there. */
export async function launch(): Promise<Browser> {
  const executablePath = CHROMIUMS.find((path) => existsSync(path));
  if (executablePath === undefined)
    throw new Error(
      `The browser tests need Chromium (apt-get install chromium); looked for ${CHROMIUMS.join(', ')}`,
    );
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}
